"""Every kind of quantity: its words, its units, every spelling of them, and what it refuses.

Factors are by hand here; pint and UCUM stand in test_oracles.py.
"""

import pkgutil
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

import pytest

import titrant.units
from titrant.units import (
    KINDS,
    BodyMassIndex,
    Concentration,
    Count,
    Dose,
    DosePerWeight,
    DrugQuantity,
    Duration,
    FlowRate,
    Frequency,
    Height,
    ImpossibleQuantity,
    Percentage,
    Pressure,
    Quantity,
    Rate,
    RatePerWeight,
    Temperature,
    UnreadableQuantity,
    Volume,
    Weight,
)

# kind: (word, base unit, example, decimals of a brief one, above zero, typed like a dose)
WORDS: dict[type[Quantity], tuple[str, str, str, int, bool, bool]] = {
    Dose: ("dose", "mg", "35 mg", 4, False, True),
    DosePerWeight: ("dose per weight", "mg/kg", "0.5 mg/kg", 4, False, True),
    Rate: ("rate", "mg/h", "25 mg/h", 4, False, True),
    RatePerWeight: ("rate per weight", "mg/kg/h", "0.35 mg/kg/h", 4, False, True),
    Concentration: ("concentration", "mg/mL", "10 mg/mL", 4, False, True),
    Volume: ("volume", "mL", "3.5 mL", 4, False, True),
    FlowRate: ("pump rate", "mL/h", "52.5 mL/h", 4, False, True),
    Weight: ("weight", "kg", "70 kg", 4, True, False),
    Height: ("height", "cm", "178 cm", 4, True, False),
    BodyMassIndex: ("body mass index", "kg/m2", "24.5 kg/m2", 1, True, False),
    Duration: ("duration", "s", "40 min", 1, False, False),
    Pressure: ("pressure", "mmHg", "120 mmHg", 4, False, False),
    Frequency: ("rate per minute", "/min", "72 /min", 4, False, False),
    Percentage: ("percentage", "%", "97 %", 1, False, False),
    Temperature: ("temperature", "degF", "37 Cel", 4, False, False),
    Count: ("count", "pieces", "2 pieces", 4, False, False),
}

# kind: {printed code: (UCUM code, one of it in the base unit, every other spelling)}
SPELLINGS: dict[type[Quantity], dict[str, tuple[str, str, set[str]]]] = {
    Dose: {"mg": ("mg", "1", set()), "g": ("g", "1000", set()), "ug": ("ug", "0.001", set())},
    DosePerWeight: {"mg/kg": ("mg/kg", "1", set()), "ug/kg": ("ug/kg", "0.001", set())},
    Rate: {
        "mg/h": ("mg/h", "1", set()),
        "mg/min": ("mg/min", "60", set()),
        "ug/h": ("ug/h", "0.001", set()),
        "ug/min": ("ug/min", "0.06", set()),
    },
    RatePerWeight: {
        "mg/kg/h": ("mg/kg/h", "1", set()),
        "mg/kg/min": ("mg/kg/min", "60", set()),
        "ug/kg/h": ("ug/kg/h", "0.001", set()),
        "ug/kg/min": ("ug/kg/min", "0.06", set()),
    },
    Concentration: {
        "mg/mL": ("mg/mL", "1", {"mg/ml"}),
        "g/L": ("g/L", "1", {"g/l"}),
        "ug/mL": ("ug/mL", "0.001", {"ug/ml"}),
        "ng/mL": ("ng/mL", "0.000001", {"ng/ml"}),
    },
    Volume: {
        "mL": ("mL", "1", {"ml"}),
        "L": ("L", "1000", {"l"}),
        "uL": ("uL", "0.001", {"ul"}),
    },
    FlowRate: {"mL/h": ("mL/h", "1", {"ml/h"}), "mL/min": ("mL/min", "60", {"ml/min"})},
    Weight: {
        "kg": ("kg", "1", set()),
        "g": ("g", "0.001", set()),
        "lb": ("[lb_av]", "0.45359237", {"lbs", "pound", "pounds"}),
    },
    Height: {
        "cm": ("cm", "1", set()),
        "m": ("m", "100", set()),
        "in": ("[in_i]", "2.54", {"inch", "inches"}),
        "ft": ("[ft_i]", "30.48", {"foot", "feet"}),
    },
    BodyMassIndex: {"kg/m2": ("kg/m2", "1", set())},
    Duration: {
        "s": ("s", "1", {"second", "seconds"}),
        "min": ("min", "60", {"minute", "minutes"}),
        "h": ("h", "3600", {"hour", "hours"}),
        "d": ("d", "86400", {"day", "days"}),
        "wk": ("wk", "604800", {"week", "weeks"}),
    },
    Pressure: {"mmHg": ("mm[Hg]", "1", set())},
    Frequency: {"/min": ("/min", "1", set())},
    Percentage: {"%": ("%", "1", set())},
    Temperature: {"Cel": ("Cel", "33.8", {"°C"}), "degF": ("[degF]", "1", {"°F"})},
    Count: {
        "pieces": (
            "1",
            "1",
            {"piece", "device", "devices", "tablet", "tablets", "troche", "troches"},
        )
    },
}

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def test_the_list_of_kinds_is_whole() -> None:
    for module in pkgutil.iter_modules(titrant.units.__path__):
        import_module(f"titrant.units.{module.name}")

    def leaves(kind: type[Quantity]) -> set[type[Quantity]]:
        below = kind.__subclasses__()
        return {kind} if not below else set().union(*(leaves(one) for one in below))

    assert set(KINDS) == leaves(Quantity) == set(WORDS) == set(SPELLINGS)
    assert len(KINDS) == len(set(KINDS))


def test_the_room_exports_what_it_names() -> None:
    assert all(hasattr(titrant.units, name) for name in titrant.units.__all__)
    assert {kind.__name__ for kind in KINDS} <= set(titrant.units.__all__)


@EVERY_KIND
def test_a_kind_has_its_words(kind: type[Quantity]) -> None:
    assert WORDS[kind] == (
        kind.KIND,
        kind.BASE,
        kind.EXAMPLE,
        kind.BRIEF,
        kind.ABOVE_ZERO,
        kind.DOSE_LIKE,
    )


@EVERY_KIND
def test_a_kind_has_its_units_and_no_others(kind: type[Quantity]) -> None:
    found = {
        row.code: (row.ucum, str(kind(1, row.code).base), set(row.also))
        for row in kind.UNITS.values()
    }
    assert found == SPELLINGS[kind]
    assert list(kind.UNITS) == [row.code for row in kind.UNITS.values()]


@EVERY_KIND
def test_the_base_unit_has_the_factor_one(kind: type[Quantity]) -> None:
    base = kind.UNITS[kind.BASE]
    assert base.factor == 1
    assert base.offset == 0


@EVERY_KIND
def test_no_spelling_stands_for_two_units(kind: type[Quantity]) -> None:
    seen: dict[str, str] = {}
    for row in kind.UNITS.values():
        for spelling in {row.code, row.ucum, *row.also}:
            assert seen.setdefault(spelling, row.code) == row.code


@EVERY_KIND
def test_the_example_is_read_and_printed_as_it_stands(kind: type[Quantity]) -> None:
    assert str(kind.read(kind.EXAMPLE)) == kind.EXAMPLE
    assert kind.read(kind.EXAMPLE).brief() == kind.EXAMPLE


@EVERY_KIND
def test_every_spelling_is_read(kind: type[Quantity]) -> None:
    for code, (ucum, one, also) in SPELLINGS[kind].items():
        for spelling in {code, ucum, *also}:
            made = kind(1, spelling)
            assert made.value == 1
            assert (made.unit, made.ucum) == (code, ucum)
            assert made.base == Decimal(one)
            if spelling == "1":
                continue  # `2 1` is no way to write two pieces
            for read in (kind.read, kind.read_record):
                for text in (f"1 {spelling}", f"1{spelling}", f"  1  {spelling}\t"):
                    assert read(text) == made
                    assert read(text).unit == code


@EVERY_KIND
def test_an_unknown_unit_names_the_known_ones(kind: type[Quantity]) -> None:
    accepted = ", ".join(SPELLINGS[kind])
    expected = f"“furlong” is not a unit of a {WORDS[kind][0]}. Use one of: {accepted}."
    with pytest.raises(UnreadableQuantity) as caught:
        kind.read("1 furlong")
    assert str(caught.value) == expected
    with pytest.raises(UnreadableQuantity) as caught:
        kind(1, "furlong")
    assert str(caught.value) == expected
    for use in (kind.read(kind.EXAMPLE).in_unit, kind.read(kind.EXAMPLE).to):
        with pytest.raises(UnreadableQuantity) as caught:
            use("furlong")
        assert str(caught.value) == expected


@EVERY_KIND
def test_a_typed_trailing_zero_is_refused_in_what_is_given_and_nowhere_else(
    kind: type[Quantity],
) -> None:
    text = f"70.0 {kind.BASE}"
    assert kind.read_record(text) == kind(70, kind.BASE)
    if not kind.DOSE_LIKE:
        assert kind.read(text) == kind(70, kind.BASE)
        return
    with pytest.raises(UnreadableQuantity) as caught:
        kind.read(text)
    assert str(caught.value) == (
        f"in “{text}”, “70.0” ends in a zero after the point, which can be read ten times too "
        "high. Write 70."
    )


@EVERY_KIND
def test_zero_is_refused_where_nobody_has_one(kind: type[Quantity]) -> None:
    if not kind.ABOVE_ZERO:
        assert kind.read(f"0 {kind.BASE}").base == 0
        return
    makers: tuple[Callable[[], Quantity], ...] = (
        lambda: kind(0, kind.BASE),
        lambda: kind.read(f"0.0 {kind.BASE}"),
    )
    for make in makers:
        with pytest.raises(ImpossibleQuantity) as caught:
            make()
        assert str(caught.value) == f"a {kind.KIND} of zero. Give the {kind.KIND}."
    assert kind("0.5", kind.BASE).base == Decimal("0.5")


@EVERY_KIND
def test_what_has_a_drug_is_typed_like_a_dose(kind: type[Quantity]) -> None:
    assert issubclass(kind, DrugQuantity) <= kind.DOSE_LIKE
