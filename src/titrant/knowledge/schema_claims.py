"""The closed shape of what sources say: claims, the conflicts between them, what they bear on."""

from typing import Literal

from pydantic import Field

from titrant.clinical import OptionKind, Route
from titrant.knowledge.leaf import Flag, Tier
from titrant.knowledge.schema_words import Closed, Day, Holder, Key, Text, Truth
from titrant.units import Drug


class ClaimFile(Closed):
    """What one source says, as said."""

    about: Text
    field: Text
    says: Text
    source: Key
    locator: Text
    tier: Tier
    flag: Flag
    read_on: Day
    verdict: Literal["stands", "disputed", "misstated", "unverified"]
    handling: Text


class ConflictFile(Closed):
    """Claims that disagree.

    `options` are the options of a next session that it bears on; `routes`, `treats` and `drugs`
    are what it is about, and where they are empty it is about all.
    """

    topic: Text
    claims: tuple[Key, ...] = Field(min_length=2)
    kind: Literal["range", "direction", "scope"]
    resolution: Literal["none", "site-policy", "label-wins", "stricter-ships"]
    handling: Text
    options: tuple[OptionKind, ...] = ()
    routes: tuple[Route, ...] = ()
    treats: tuple[Key, ...] = ()
    drugs: tuple[Drug, ...] = ()


class GroundFile(Closed):
    """What speaks for or against an option of the next session, by sources.

    Without routes and protocols it bears on every one of them; `older` says that it is about
    older people only.
    """

    option: OptionKind
    side: Literal["for", "against"]
    claims: tuple[Key, ...] = Field(min_length=1)
    routes: tuple[Route, ...] = ()
    protocols: tuple[Key, ...] = ()
    older: Truth = False


class RowFile(Closed):
    """One row of the written evidence and the entries that carry it."""

    says: Text
    held_by: tuple[Holder, ...] = Field(min_length=1)
