"""What holds for every text that is read, and for everything that is printed."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.quantities import numbers, spellings, texts, true

from titrant.units import (
    KINDS,
    Dose,
    DrugQuantity,
    Duration,
    Height,
    ImpossibleQuantity,
    Quantity,
    QuantityError,
    Weight,
    brief,
    json_number,
    plain,
    read_one_of,
)
from titrant.units.number import exact, read_number

T = TypeVar("T")

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)
FEW = settings(max_examples=30)  # for each of the kinds

# Pieces of what people write, right and wrong, put together in any order.
PIECES = st.sampled_from(
    [
        *sorted({spelling for kind in KINDS for spelling in spellings(kind)}),
        *("5", "0", "0.5", "70.0", ".5", "5.", "0,5", "1e3", "35-40", "-5", "05", "0.5.5"),
        *("\u0663\u0665", "\uff13\uff15", "½", "NaN", "inf", "1234567890123456"),
        *("mcg", "mcg/hr", "mg/kg/hr", "cc", "MG", "Kg", "µg", "γ", "to", "x"),
        *("ketamine", "esketamine", "/", "%", "°", "[", "{", "<b>", "</b>"),
        *(" ", " ", " ", "\u00a0", "\u200b", "\n", "\x00", "\ud800"),
    ]
)
# One character or piece too many, often one that changes the number and not the form.
SLIPS = st.one_of(st.sampled_from([*"0123456789. "]), PIECES, st.characters())


def wild(*kinds: type[Quantity]) -> st.SearchStrategy[str]:
    """Any text, any heap of pieces, and well-typed quantities with one thing put in somewhere."""
    slipped = st.builds(
        lambda text, at, slip: text[: at % (len(text) + 1)] + slip + text[at % (len(text) + 1) :],
        st.sampled_from(kinds).flatmap(lambda kind: texts(kind, digits=6)),
        st.integers(0, 60),
        SLIPS,
    )
    heap = st.lists(PIECES, max_size=8).map("".join)
    return st.one_of(st.text(max_size=80), heap, slipped, slipped)


def back(quantity: Quantity) -> Quantity:
    """Read what a quantity prints; its drug is not printed with it, and is stated again."""
    again = type(quantity).read(str(quantity))
    if isinstance(quantity, DrugQuantity) and quantity.drug is not None:
        assert isinstance(again, DrugQuantity)
        return again.of(quantity.drug)
    return again


def by_grammar(kind: type[Quantity], text: str) -> tuple[Decimal, str] | None:
    """Return number and unit as another reader finds them: one pattern for each unit."""
    if issubclass(kind, DrugQuantity):
        text = re.sub(r"(?<=\S) +(es)?ketamine\s*$", "", text)
    for row in kind.UNITS.values():
        for unit in {row.code, row.ucum, *row.also}:
            found = re.fullmatch(rf"\s*((0|[1-9][0-9]*)(\.[0-9]+)?)\s*{re.escape(unit)}\s*", text)
            if found is not None:
                return Decimal(found[1]), row.code
    return None


def outcome(read: Callable[[str], T], text: str) -> T | QuantityError:
    """Return what was read, or how it was refused; any other exception fails the test."""
    try:
        return read(text)
    except QuantityError as error:
        return error


# ------------------------------------------------------------------ what is typed


@EVERY_KIND
@FEW
@given(st.data())
def test_what_is_typed_is_read_as_it_stands_and_printed_so_that_it_reads_back(
    kind: type[Quantity], data: st.DataObject
) -> None:
    text = data.draw(texts(kind))
    quantity = kind.read(text)
    typed = re.match(r"[0-9.]+", text)
    assert typed is not None
    assert quantity.value == Decimal(typed[0])
    assert Fraction(quantity.base) == true(quantity)
    assert kind.read_record(text) == quantity
    again = back(quantity)
    assert again == quantity
    assert (again.value, again.unit) == (quantity.value, quantity.unit)
    assert hash(again) == hash(quantity)


@EVERY_KIND
@FEW
@given(st.data())
def test_what_is_printed_has_a_leading_zero_no_trailing_one_and_no_exponent(
    kind: type[Quantity], data: st.DataObject
) -> None:
    quantity = kind.read(data.draw(texts(kind)))
    number, _, unit = str(quantity).partition(" ")
    assert re.fullmatch(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", number)
    assert unit == quantity.unit
    short, _, same = quantity.brief().partition(" ")
    assert same == unit
    if kind is Weight:  # a scale shows no more than two decimals: rounded, not cut
        assert abs(Decimal(number) - Decimal(short)) <= Decimal("0.005")
        return
    assert number == short or number.startswith(short.removesuffix("…"))
    assert len(short.partition(".")[2].removesuffix("…")) <= kind.BRIEF


@given(st.integers(0, 9), st.integers(0, 119), st.sampled_from(["", " "]))
def test_feet_and_inches_are_twelve_to_one(feet: int, tenths: int, space: str) -> None:
    text = f"{feet}{space}ft {tenths / 10}{space}in"
    if not feet and not tenths:
        with pytest.raises(ImpossibleQuantity):
            Height.read(text)
        return
    height = Height.read(text)
    assert Fraction(height.base) == (feet * 12 + Fraction(tenths, 10)) * Fraction("2.54")
    assert back(height) == height


@given(st.integers(0, 99), st.integers(0, 59))
def test_hours_and_minutes_are_sixty_to_one(hours: int, minutes: int) -> None:
    time = Duration.read(f"{hours} h {minutes} min")
    assert time.base == hours * 3600 + minutes * 60
    assert back(time) == time


# ------------------------------------------------------------------ what is not a quantity


@EVERY_KIND
@FEW
@given(st.data())
def test_any_text_is_read_or_refused_in_a_sentence(
    kind: type[Quantity], data: st.DataObject
) -> None:
    text = data.draw(wild(kind))
    for read in (kind.read, kind.read_record):
        quantity = outcome(read, text)
        if isinstance(quantity, QuantityError):
            assert str(quantity) == f"{quantity.problem}. {quantity.mend}"
            assert quantity.mend.endswith(".")
            assert quantity.problem
            assert not quantity.problem.endswith(".")
            assert len(str(quantity)) < 1000
            continue
        assert type(quantity) is kind
        again = back(quantity)
        assert again == quantity
        assert hash(again) == hash(quantity)
        expected = by_grammar(kind, text)
        assert expected is None or expected == (quantity.value, quantity.unit)
        assert expected is not None or kind in {Height, Duration}  # of two units


@EVERY_KIND
@FEW
@given(st.data())
def test_what_is_typed_is_never_read_more_freely_than_a_record(
    kind: type[Quantity], data: st.DataObject
) -> None:
    text = data.draw(wild(kind))
    try:
        typed = kind.read(text)
    except QuantityError:
        return
    if kind in {Height, Duration} and re.search(r"(ft|h)\s+\S+\s?(in|min)\s*$", text):
        return  # two units beside each other are how people write, not how records do
    assert kind.read_record(text) == typed


@given(text=wild(*KINDS))
def test_any_text_is_one_of_the_kinds_or_refused(text: str) -> None:
    doses = tuple(kind for kind in KINDS if issubclass(kind, DrugQuantity))
    others = tuple(kind for kind in KINDS if not issubclass(kind, DrugQuantity))
    quantity = outcome(lambda text: read_one_of(text, doses, "dose", others), text)
    if isinstance(quantity, QuantityError):
        assert quantity.mend.endswith(".")
        return
    assert type(quantity) in doses
    assert back(quantity) == quantity


@EVERY_KIND
@FEW
@given(text=st.one_of(PIECES, st.text(max_size=10)))
def test_any_unit_given_by_code_is_known_or_refused(kind: type[Quantity], text: str) -> None:
    known = {name for row in kind.UNITS.values() for name in (row.code, row.ucum, *row.also)}
    try:
        made = kind(1, text)
    except QuantityError:
        assert text not in known
        return
    assert text in known
    assert made.unit in kind.UNITS


# ------------------------------------------------------------------ numbers


@given(numbers())
def test_a_typed_number_is_read_printed_and_sent_unchanged(text: str) -> None:
    number = read_number(text, trailing_zero=False)
    assert plain(number) == text
    assert exact(text) == number
    assert json.loads(json.dumps(json_number(number)), parse_float=Decimal) == number


@given(numbers(), st.integers(1, 8))
def test_a_typed_trailing_zero_is_refused_and_a_recorded_one_is_not(text: str, more: int) -> None:
    longer = f"{text if '.' in text else text + '.'}{'0' * more}"
    recorded = outcome(lambda text: read_number(text, trailing_zero=True), longer)
    if isinstance(recorded, QuantityError):
        assert "more than 15 digits" in str(recorded)
        return
    assert recorded == Decimal(text)
    with pytest.raises(QuantityError) as caught:
        read_number(longer, trailing_zero=False)
    assert caught.value.mend == f"Write {text}."


@given(st.text(max_size=30))
def test_a_number_is_ascii_digits_and_at_most_one_point(text: str) -> None:
    try:
        number = read_number(text, trailing_zero=True)
    except QuantityError:
        return
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", text)
    assert number == Decimal(text)


@given(st.floats())
def test_a_float_is_taken_as_the_short_decimal_that_it_prints_or_refused(value: float) -> None:
    try:
        taken = exact(value)
    except ImpossibleQuantity:
        return
    assert float(taken) == value
    assert len(taken.normalize().as_tuple().digits) <= 15


@given(st.decimals())
def test_a_decimal_is_taken_unchanged_or_refused(value: Decimal) -> None:
    try:
        taken = exact(value)
    except ImpossibleQuantity:
        return
    assert taken == value
    assert taken >= 0
    dose = Dose(value, "mg")
    assert dose.base == value  # nothing was rounded on the way in
    assert len(str(dose)) < 100


@given(st.integers())
def test_a_whole_number_is_taken_unchanged_or_refused(value: int) -> None:
    try:
        taken = exact(value)
    except ImpossibleQuantity:
        assert value < 0 or value >= 10**34
        return
    assert taken == value


@given(st.decimals("1E-9", "1E+9"), st.integers(1, 8))
def test_a_brief_number_is_cut_and_never_rounded_up(value: Decimal, places: int) -> None:
    printed, short = plain(value), brief(value, places)
    if short == printed:
        assert len(printed.partition(".")[2]) <= places
        return
    assert short.endswith("…")
    shown = Decimal(short.removesuffix("…"))
    assert shown <= Decimal(printed)
    assert Decimal(printed) - shown < Decimal(1).scaleb(-places)
