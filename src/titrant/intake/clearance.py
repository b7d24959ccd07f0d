"""What clinicians decided about findings, as a case tells it."""

from collections.abc import Sequence

from titrant.clinical import Clearance
from titrant.intake.notes import Notes
from titrant.intake.shape import ClearanceShape
from titrant.knowledge import Knowledge

_TABLES = ("screening", "interactions")


def read_clearances(
    shapes: Sequence[ClearanceShape], notes: Notes, kb: Knowledge
) -> tuple[Clearance, ...]:
    """Return the decisions made by the day of reading; a rule that is not there is refused."""
    found: list[Clearance] = []
    rules = {rule.id for table in _TABLES for rule in kb.rules(table)} if shapes else set()
    for number, shape in enumerate(shapes, start=1):
        place = f"clearances {number}"
        if shape.rule not in rules:
            raise notes.wrong(place, f"there is no rule “{shape.rule}”")
        if not shape.why.strip():
            raise notes.wrong(place, "a clearance says why")
        if shape.on > notes.as_of:
            notes.set_aside(f"a clearance of {shape.rule}", notes.later(shape.on), place)
            continue
        found.append(
            Clearance(
                rule=shape.rule,
                mark=shape.mark,
                on=shape.on,
                by=shape.by,
                why=shape.why,
                on_word_of=shape.on_word_of,
                until=shape.until,
                protocol=shape.protocol,
            )
        )
    return tuple(found)
