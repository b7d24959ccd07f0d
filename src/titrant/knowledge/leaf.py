"""One clinical number, and whether anybody has verified or signed it."""

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import Struct

from titrant.units import Quantity

Q = TypeVar("Q", bound=Quantity)


class Flag(StrEnum):
    """How the value came here."""

    SEEN = "seen"  # read in the primary source, its abstract, or a label copy
    SEEN_2ND = "seen-2nd"  # read in a secondary source: confirm against the primary first
    MEMORY = "memory"  # read in no source
    CALC = "calc"  # arithmetic from stated inputs
    DESIGN = "design"  # chosen by the authors of the evidence or of this program
    OPINION = "opinion"  # clinical judgement that needs a second clinician


# What nobody has verified in the primary source or signed holds until a site signs it.
UNSIGNED_FLAGS = frozenset({Flag.SEEN_2ND, Flag.MEMORY, Flag.DESIGN, Flag.OPINION})


class Tier(StrEnum):
    """How strong the kind of source is."""

    LABEL = "label"
    REGULATION = "regulation"
    GUIDELINE = "guideline"
    RCT = "RCT"
    COHORT = "cohort"
    EXPERT = "expert"
    MARKETING = "marketing"  # shown, never used as a limit alone
    EQUIPMENT = "equipment"
    ARITHMETIC = "arithmetic"
    HOUSE = "house"  # this project's own default, which a site signs or tightens


# The same leaves are read in every preparation: each quantity is made once.
_MADE: dict[tuple[type[Quantity], Decimal | str | None, str | None], Any] = {}


class LimitKind(StrEnum):
    """What passing a limit asks for."""

    SOFT = "soft"  # a written reason
    FIRM = "firm"  # a second prescriber's signature
    HARD = "hard"  # never
    HOLD = "hold"  # something must be entered or mended first


class Stops(StrEnum):
    """Where a limit begins to stop."""

    ABOVE = "above"
    AT_OR_ABOVE = "at-or-above"
    BELOW = "below"
    AT_OR_BELOW = "at-or-below"

    def stops(self, value: Decimal, limit: Decimal) -> bool:
        """Say whether `value` is stopped by `limit`; both are in one unit."""
        return _COMPARE[self](value, limit)

    @property
    def words(self) -> str:
        """The comparison as a sentence says it."""
        return self.value.replace("-", " ")

    @property
    def caps(self) -> bool:
        """Whether this is a ceiling (tighter is lower) rather than a floor (tighter is higher)."""
        return self in {Stops.ABOVE, Stops.AT_OR_ABOVE}


_COMPARE: dict[Stops, Callable[[Decimal, Decimal], bool]] = {
    Stops.ABOVE: operator.gt,
    Stops.AT_OR_ABOVE: operator.ge,
    Stops.BELOW: operator.lt,
    Stops.AT_OR_BELOW: operator.le,
}


class Standing(StrEnum):
    """Whether a leaf may be relied on at a given day."""

    IN_FORCE = "in force"
    UNSIGNED = "unsigned"
    EMPTY = "empty"
    EXPIRED = "expired"
    NOT_YET = "not yet in force"


class Signature(Struct, frozen=True, kw_only=True):
    """Who at a site signed a leaf, as what, when and why.

    `instead_of` is what the knowledge base itself says, where the site's value differs.
    """

    site: str
    by: str
    role: str
    on: date
    why: str
    demonstration: bool
    instead_of: str | None = None


class Leaf(Struct, frozen=True, kw_only=True):
    """One value of the knowledge base with everything that says where it comes from.

    `value` is a Decimal, a text, or None where a site must supply it; `low` and `high` are set
    instead for a range. `unit` is a printed unit code of `titrant.units`, or None. `looser` is the
    action that the evidence offers besides, which a site may sign in place of a stricter one.
    """

    id: str
    title: str
    value: Decimal | str | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    basis: str | None
    kind: LimitKind | None
    stops: Stops | None
    source: str
    locator: str
    flag: Flag
    tier: Tier
    effective: date
    review: date
    expires: date | None
    needs_site_value: bool
    needs_sign_off: bool
    note: str
    looser: str | None = None
    signature: Signature | None = None

    def standing(self, as_of: date) -> Standing:
        """Return whether this leaf may be relied on at `as_of`."""
        if self.value is None and self.low is None:
            return Standing.EMPTY
        if as_of < self.effective:
            return Standing.NOT_YET
        if self.expires is not None and as_of >= self.expires:
            return Standing.EXPIRED
        signed = self.signature is not None and self.signature.on <= as_of
        asked = self.needs_site_value or self.needs_sign_off or self.flag in UNSIGNED_FLAGS
        if asked and not signed:
            return Standing.UNSIGNED
        return Standing.IN_FORCE

    def quantity(self, kind: type[Q]) -> Q:
        """Return the value as a quantity of `kind`.

        Raises ValueError where the leaf is empty, a text or of another kind: a fault in the
        knowledge files, which `titrant knowledge check` finds.
        """
        made: Q | None = _MADE.get((kind, self.value, self.unit))
        if made is None:
            if not isinstance(self.value, Decimal) or self.unit is None:
                raise ValueError(f"{self.id} holds no {kind.KIND}")
            made = _MADE[kind, self.value, self.unit] = kind(self.value, self.unit)
        return made

    @property
    def named(self) -> str:
        """The title; a site's own value is not what the title's source says, and is told apart."""
        if self.signature is None or self.signature.instead_of is None or self.needs_site_value:
            return self.title
        return f"this site's limit in place of {self.signature.instead_of}, {self.title}"

    @property
    def cited(self) -> str:
        """The source key with its place, as a sheet prints it."""
        return f"{self.source}, {self.locator}"

    @property
    def shown(self) -> str:
        """The value with its unit as people read it."""
        if self.low is not None and self.high is not None:
            return f"{_text(self.low)} to {_text(self.high, self.unit)}"
        if self.value is None:
            return "not set"
        return self.value if isinstance(self.value, str) else _text(self.value, self.unit)


def leaf_of(id: str, row: dict[str, Any]) -> Leaf:
    """Return a leaf from its compiled row."""
    numeric = row["unit"] is not None and row["value"] is not None
    low, high = row["range"] or (None, None)
    return Leaf(
        id=id,
        title=row["title"],
        value=Decimal(row["value"]) if numeric else row["value"],
        low=Decimal(low) if low is not None else None,
        high=Decimal(high) if high is not None else None,
        unit=row["unit"],
        basis=row["basis"],
        kind=LimitKind(row["limit"]["kind"]) if row["limit"] else None,
        stops=Stops(row["limit"]["stops"]) if row["limit"] else None,
        source=row["source"],
        locator=row["locator"],
        flag=Flag(row["flag"]),
        tier=Tier(row["tier"]),
        effective=date.fromisoformat(row["effective"]),
        review=date.fromisoformat(row["review"]),
        expires=date.fromisoformat(row["expires"]) if row["expires"] else None,
        needs_site_value=row["needs_site_value"],
        needs_sign_off=row["needs_sign_off"],
        note=row["note"],
        looser=row.get("looser"),
    )


def _text(value: Decimal, unit: str | None = None) -> str:
    number = f"{value.normalize():f}"
    return number if unit in {None, "1"} else f"{number} {unit}"
