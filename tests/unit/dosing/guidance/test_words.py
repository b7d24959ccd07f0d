"""Parts of guidance that every output says, word for word: words.yaml."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.dosing.guidance.catalogue import PEOPLE
from tests.unit.dosing.guidance.test_sentences import WORDS

from titrant.clinical import WeightBasis
from titrant.dosing.check import Kind
from titrant.dosing.guidance import Amount, Basis, Interval, Stand, words
from titrant.dosing.guidance.values import ByBasis, Exposure
from titrant.dosing.preparation import Weights
from titrant.outcomes import Response
from titrant.units import Dose, Weight

MONDAY = date(2026, 11, 30)
GRAVEST_FIRST = (Kind.HARD, Kind.FIRM, Kind.HOLD, Kind.SOFT, Kind.INFO)


def basis(**given: Any) -> Basis:
    return replace(next(iter(PEOPLE.values())).guidance().basis, **given)


def judged(**said: bool | None) -> Basis:
    unknown: dict[str, Any] = dict.fromkeys(Response.__struct_fields__)
    lists = dict.fromkeys(("scores", "rules", "missing"), ())
    known = {"title": "PHQ-9", "notes": ("as read aloud",), **said}
    response = Response(**{**unknown, **lists, **known})
    return basis(response=response)


def amount(*ends: ByBasis, low: int | None = 56, below: bool = False) -> Amount:
    least = None if low is None else Decimal(low)
    return Amount(low=least, high=Decimal(84), unit="mg", below=below, by_basis=ends)


def milligrams(low: str, high: str, by: WeightBasis | None = None, kg: str = "") -> ByBasis:
    return ByBasis(
        basis=by,
        weight=Weight(Decimal(kg), "kg") if kg else None,
        low=Dose(Decimal(low), "mg") if low else None,
        high=Dose(Decimal(high), "mg"),
    )


def weighed(actual: str, ideal: str = "", adjusted: str = "") -> str:
    known = [Weight(Decimal(one), "kg") if one else None for one in (ideal, adjusted)]
    weights = Weights(
        actual=Weight(Decimal(actual), "kg"),
        ideal=known[0],
        adjusted=known[1],
        basis=WeightBasis.ACTUAL,
        used=None,
    )
    return words.weight_text(basis(weights=weights, weight_on=MONDAY))


GIVEN = {"given": 1, "at_step": 1, "step": "0.5 mg/kg", "since_last": 0}
SAID: dict[str, Sequence[str]] = {
    "nothing given": [words.given_text(basis(given=0))],
    "one session, today": [words.given_text(basis(**GIVEN))],
    "one session, yesterday, at no step": [
        words.given_text(basis(**{**GIVEN, "step": "", "since_last": 1}))
    ],
    "several": [words.given_text(basis(given=6, at_step=2, step="0.75 mg/kg", since_last=4))],
    "nobody can judge": words.response_text(basis(response=None)),
    "it worked": words.response_text(judged(responded=True, remitted=True)),
    "it did not": words.response_text(judged(responded=False, remitted=False)),
    "it is worse": words.response_text(judged(responded=False, worsened=True, relapsed=True)),
    "too little to judge": words.response_text(judged()),
    "from anyone": [
        words.exposure_text(
            Exposure(
                drug="ketamine",
                sessions=6,
                total=Dose(210, "mg"),
                sessions_in_span=4,
                total_in_span=Dose(140, "mg"),
            ),
            90,
        )
    ],
    "from anyone, once, of a dose not known": [
        words.exposure_text(
            Exposure(
                drug="esketamine",
                sessions=1,
                total=None,
                sessions_in_span=1,
                total_in_span=None,
            ),
            90,
        )
    ],
    "one step of two weights": words.amount_text(
        amount(
            milligrams("35.1", "35.1", WeightBasis.ACTUAL, "70.2"),
            milligrams("30", "30", WeightBasis.IDEAL, "60"),
        )
    ),
    "a fixed range": words.amount_text(amount(milligrams("56", "84"))),
    "a ceiling": words.amount_text(amount(milligrams("", "84"), low=None)),
    "below an end": words.amount_text(amount(milligrams("56", "84"), below=True)),
    "one day": [words.interval_text(Interval(low=7, high=7, earliest=MONDAY, latest=MONDAY))],
    "some days": [
        words.interval_text(Interval(low=7, high=14, earliest=MONDAY, latest=date(2026, 12, 7)))
    ],
    "no weight": [words.weight_text(basis(weights=None))],
    "one weight": [weighed("70.2")],
    "three weights": [weighed("120", "70", "90")],
    "stands": [words.STANDS[stand] for stand in Stand],
    "limits": [
        words.LIMITS[kind] for kind in (Kind.HARD, Kind.FIRM, Kind.HOLD, Kind.SOFT, Kind.INFO)
    ],
}


@pytest.mark.parametrize("about", WORDS)
def test_what_is_said(about: str) -> None:
    assert list(SAID[about]) == WORDS[about]


def test_nothing_is_left_out() -> None:
    assert SAID.keys() == WORDS.keys()
    assert words.STANDS.keys() == set(Stand)
    assert words.LIMITS.keys() == set(Kind)
