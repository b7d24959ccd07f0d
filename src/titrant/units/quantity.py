"""The base of every quantity: an exact decimal, its unit, and what it may be compared with."""

import re
from decimal import Context, Decimal
from typing import ClassVar, NamedTuple, NoReturn, Self, TypeVar

from titrant.units.errors import ImpossibleQuantity, QuantityError, UnreadableQuantity
from titrant.units.number import EXACT, EXACT_DOWN, EXACT_UP, brief, exact, plain
from titrant.units.reading import read_quantity, read_unit

Q = TypeVar("Q", bound="Quantity")


class Unit(NamedTuple):
    """One unit of a kind of quantity: `base = value * factor + offset`."""

    code: str  # as we print it
    ucum: str  # as it goes on the wire (UCUM, case-sensitive)
    factor: Decimal  # to the base unit of the kind
    offset: Decimal = Decimal(0)
    also: tuple[str, ...] = ()  # further spellings that people write


def units(*table: tuple[str, str, str] | tuple[str, str, str, tuple[str, ...]]) -> dict[str, Unit]:
    """Build the unit table of a kind: (printed code, UCUM code, factor to the base unit, also)."""
    rows = [Unit(row[0], row[1], Decimal(row[2]), Decimal(0), *row[3:]) for row in table]
    return {row.code: row for row in rows}


class Quantity:
    """A value with a unit; frozen, ordered, equal to the same amount in another unit.

    `value` is an exact decimal in `unit`; `base` the same in the kind's base unit.
    Quantities of different kinds never compare, add or convert into each other.
    """

    __slots__ = ("base", "unit", "value")

    KIND: ClassVar[str]  # the clinic's word, used in sentences
    BASE: ClassVar[str]  # code of the base unit
    UNITS: ClassVar[dict[str, Unit]]
    EXAMPLE: ClassVar[str]  # a well-written one, used in sentences
    BRIEF: ClassVar[int] = 4  # decimals that a sentence prints
    ABOVE_ZERO: ClassVar[bool] = False  # nobody has one of zero, though a difference may be
    DOSE_LIKE: ClassVar[bool] = False  # a typed trailing zero is a ten-fold hazard

    value: Decimal
    unit: str
    base: Decimal

    def __init__(self, value: Decimal | int | str | float, unit: str) -> None:
        found = self._unit(unit)
        number = exact(value)
        base = EXACT.fma(number, found.factor, found.offset)
        if self.ABOVE_ZERO and base <= 0:
            raise ImpossibleQuantity(f"a {self.KIND} of zero", f"Give the {self.KIND}.")
        self._fill(number, found.code, base)

    def _fill(self, value: Decimal, unit: str, base: Decimal) -> None:
        _put_value(self, value)
        _put_unit(self, unit)
        _put_base(self, base)

    @classmethod
    def _of_base(cls, base: Decimal) -> Self:
        """Wrap an amount that is already in the base unit (results of arithmetic)."""
        made = cls.__new__(cls)
        _put_value(made, base)  # as _fill does; nearly every quantity is made here
        _put_unit(made, cls.BASE)
        _put_base(made, base)
        return made

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what a person typed, like `0.5 mg/kg`, `154 lb` or `120 mm[Hg]`.

        Raises `UnreadableQuantity`, with how to mend it, for anything that is not exactly one
        plain number and one known unit of this kind.
        """
        number, unit = read_quantity(text, cls, trailing_zero=not cls.DOSE_LIKE)
        return cls(number, unit)

    @classmethod
    def read_record(cls, text: str) -> Self:
        """Read what a record or an instrument wrote: as `read`, and `5.0 mg` is fine."""
        number, unit = read_quantity(text, cls, trailing_zero=True)
        return cls(number, unit)

    @classmethod
    def _read_pair(
        cls, text: str, larger: tuple[str, str], smaller: tuple[str, str], example: str
    ) -> Self | None:
        """Read a text like `5 ft 10 in` into the smaller unit; None where it has another form.

        A unit is given as its code and its word. Raises as `read` does.
        """
        (unit, word), (small_unit, small_word) = larger, smaller
        parts = re.fullmatch(rf"\s*(\S+\s?{unit})\s+(\S+\s?{small_unit})\s*", text)
        if parts is None:
            return None
        number, rest = (read_quantity(parts[i], cls, trailing_zero=True)[0] for i in (1, 2))
        whole = EXACT.divide(cls.UNITS[unit].factor, cls.UNITS[small_unit].factor)
        if rest >= whole:
            raise UnreadableQuantity(
                f"“{parts[1]} {parts[2]}” has {whole} {small_word} or more beside the {word}",
                f"Write {word} and the {small_word} left over, like {example}.",
            )
        # Read again: the sum may be zero, or of more digits than can be printed.
        return cls.read_record(f"{EXACT.fma(number, whole, rest):f} {small_unit}")

    @classmethod
    def _unit(cls, unit: str) -> Unit:
        found = cls.UNITS.get(unit)
        return found if found is not None else cls.UNITS[read_unit(unit, cls)]

    def in_unit(self, unit: str) -> Decimal:
        """Return the number of `unit` in this quantity, to 34 digits."""
        return self._number_of(self._unit(unit))

    def to(self, unit: str) -> Self:
        """Return the same quantity expressed in another unit of its kind."""
        found = self._unit(unit)
        return self._restated(self._number_of(found), found.code)

    def _number_of(self, unit: Unit) -> Decimal:
        return EXACT.divide(EXACT.subtract(self.base, unit.offset), unit.factor)

    def _restated(self, value: Decimal, unit: str) -> Self:
        """Make the same amount with another value and unit, in which it is not exact perhaps."""
        made = self.__new__(type(self))
        made._fill(value, unit, self.base)
        return made

    @property
    def ucum(self) -> str:
        """The UCUM code of the unit, as FHIR carries it."""
        return self.UNITS[self.unit].ucum

    # -- arithmetic within a kind ------------------------------------------------------------

    def _like(self, base: Decimal) -> Self:
        """Make a quantity of the same kind (and drug, where there is one)."""
        return self._of_base(base)

    def _same_kind(self, other: object) -> Decimal:
        if type(other) is not type(self):
            raise TypeError(f"a {self.KIND} does not combine with {type(other).__name__}")
        return other.base

    @property
    def divisor(self) -> Decimal:
        """The amount in the base unit, to divide by; `ImpossibleQuantity` where it is zero."""
        if not self.base:
            raise ImpossibleQuantity(
                f"a {self.KIND} of zero divides nothing", f"Give a {self.KIND} above zero."
            )
        return self.base

    def __add__(self, other: Self) -> Self:
        return self._like(EXACT.add(self.base, self._same_kind(other)))

    def __sub__(self, other: Self) -> Self:
        rest = self._like(EXACT.subtract(self.base, self._same_kind(other)))
        if rest.base < 0:
            raise ImpossibleQuantity(
                f"{other} taken from {self} leaves less than nothing", "Check both amounts."
            )
        return rest

    def scaled(self, factor: Decimal | int) -> Self:
        """Return this quantity times a bare number."""
        return self._like(EXACT.multiply(self.base, exact(factor)))

    def portion(self, part: "Quantity", whole: "Quantity") -> Self:
        """Return the share of this quantity that `part` is of `whole` (both of one kind)."""
        part._same_kind(whole)
        return self._like(EXACT.divide(EXACT.multiply(self.base, part.base), whole.divisor))

    def ratio(self, other: Self) -> Decimal:
        """Return how many times `other` goes into this quantity, to 34 digits."""
        self._same_kind(other)
        return EXACT.divide(self.base, other.divisor)

    def rounded_down(self, step: Self) -> Self:
        """Return the largest multiple of `step` that is not above this quantity."""
        return self._to_step(step, EXACT_DOWN)

    def rounded_up(self, step: Self) -> Self:
        """Return the smallest multiple of `step` that is not below this quantity."""
        return self._to_step(step, EXACT_UP)

    def _to_step(self, step: Self, towards: Context) -> Self:
        # Every rung in one direction: a quotient rounded to even could reach the next step.
        self._same_kind(step)
        steps = towards.to_integral_value(towards.divide(self.base, step.divisor))
        return self._like(towards.multiply(steps, step.base))

    # -- identity, order, text ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.base == other.base

    def __hash__(self) -> int:
        return hash((type(self), self.base))

    def __lt__(self, other: Self) -> bool:
        return self.base < self._same_kind(other)

    def __le__(self, other: Self) -> bool:
        return self.base <= self._same_kind(other)

    def __gt__(self, other: Self) -> bool:
        return self.base > self._same_kind(other)

    def __ge__(self, other: Self) -> bool:
        return self.base >= self._same_kind(other)

    def __bool__(self) -> NoReturn:
        # `if dose:` would read "is there a dose" as "is the dose above zero": two questions.
        raise TypeError(f"a {self.KIND} is not true or false: compare it")

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"

    def brief(self) -> str:
        """Print a few decimals, with an ellipsis where digits were cut off."""
        return f"{brief(self.value, self.BRIEF)} {self.unit}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({plain(self.value)!r}, {self.unit!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {self.KIND} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {self.KIND} is frozen")

    def __setstate__(self, state: tuple[None, dict[str, object]]) -> None:
        # Unpickled as it was, not made anew: after `to("lb")` the value alone is not exact.
        for name, value in state[1].items():
            object.__setattr__(self, name, value)


# The slots' own setters: a quantity is frozen for everybody else, and these are the quickest way.
_put_value, _put_unit, _put_base = (
    Quantity.__dict__[slot].__set__ for slot in ("value", "unit", "base")
)


def of_kind(other: object, kind: type[Q]) -> Q:
    """Return `other`, which has to be of a kind; raises `TypeError` otherwise.

    The type checker sees it first. A dose depends on it, so it is held when a line runs too.
    """
    if type(other) is not kind:
        raise TypeError(f"a {kind.KIND} is needed here, not {type(other).__name__}")
    return other


__all__ = ["Quantity", "QuantityError", "Unit", "UnreadableQuantity", "of_kind", "units"]
