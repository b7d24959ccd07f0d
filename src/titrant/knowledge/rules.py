"""Rules of the screening and the interaction table, as `titrant.dosing` reads them."""

from enum import StrEnum

from msgspec import Struct

from titrant.knowledge.leaf import Leaf


class Action(StrEnum):
    """What a finding asks for, the gravest first."""

    EXCLUDE = "exclude"  # not with this treatment
    DEFER = "defer"  # not until it is resolved
    CLEARANCE = "clearance"  # a specialist clears it first
    MODIFY = "modify"  # another dose, setting or course of the session
    WATCH = "watch"  # closer monitoring
    INFORM = "inform"  # said, asks for nothing

    @property
    def gravity(self) -> int:
        """The place in the order of gravity: 0 is the gravest."""
        return _GRAVITY[self]


_GRAVITY = {action: place for place, action in enumerate(Action)}


class Column(StrEnum):
    """What a cell of the table is for."""

    RACEMIC = "racemic"
    ESKETAMINE = "esketamine"
    INJECTED = "injected"  # into a vein, a muscle, under the skin
    MOUTH = "mouth"  # swallowed or held under the tongue
    NASAL = "nasal"
    HOME = "home"  # besides what the agent asks for


def parse_actions(text: str) -> tuple[Action, ...]:
    """Return the actions that a text names, in its order; raises ValueError for another word."""
    return tuple(Action(word.strip()) for word in text.split(","))


def actions_of(cell: Leaf) -> tuple[Action, ...]:
    """Return the actions of a cell, the gravest first."""
    return parse_actions(str(cell.value))


class Rule(Struct, frozen=True, kw_only=True):
    """One row: what is looked for, by which function, and what follows in which treatment.

    `cells` are the leaves with actions, by scope or by scope and jurisdiction (`racemic.gb`);
    `numbers` the other leaves, which the function reads.
    """

    id: str
    table: str
    title: str
    group: str
    finds: str
    concepts: tuple[str, ...]
    unless: tuple[str, ...]
    asks: str
    lifts: str
    separates: str
    looser: dict[str, str]
    mechanism: str | None
    effect: str
    cells: dict[str, Leaf]
    numbers: dict[str, Leaf]
