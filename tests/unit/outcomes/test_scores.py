"""Scores out of a record, the range of each scale, bands."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.loaded import loaded
from tests.lib.outcomes import score

from titrant.clinical import Fact, FactKind, Measured, Origin, Snapshot
from titrant.outcomes import Score, band_of, out_of_range, scores_of
from titrant.outcomes.scores import gravest_a_day

D = Decimal
DAY = date(2026, 10, 1)


def fact(value: str | None, on: date | None = DAY, **changes: Any) -> Fact:
    given: dict[str, Any] = {
        "concept": "phq-9",
        "kind": FactKind.OBSERVATION,
        "text": "PHQ-9",
        "origin": Origin("a.yaml", "line 1"),
        "on": on,
        "value": None if value is None else Measured(D(value), "1", value),
    }
    return Fact(**{**given, **changes})


BOUND = Measured(D(9), "1", "< 9", limit="<")


def record(*facts: Fact) -> Snapshot:
    return Snapshot(as_of=date(2026, 12, 1), facts=facts)


def test_scores_come_with_their_days_the_oldest_first() -> None:
    later = date(2026, 10, 8)
    found = scores_of(record(fact("9", later), fact("18")), "phq-9")
    assert found == (Score(DAY, D(18)), Score(later, D(9)))


@pytest.mark.parametrize(
    "other",
    [
        fact("9", concept="gad-7"),
        fact("9", so=False),
        fact("9", on=None),
        fact(None),
        fact(None, word="mild"),
        replace(fact("9"), value=BOUND),
    ],
    ids=["another scale", "denied", "no day", "no number", "a word", "a bound"],
)
def test_what_is_no_score(other: Fact) -> None:
    assert scores_of(record(other), "phq-9") == ()


def test_of_two_on_one_day_the_graver_stays() -> None:
    twice = record(fact("9"), fact("14"), fact("9"))
    assert scores_of(twice, "phq-9", "lower") == (Score(DAY, D(14)),)
    assert scores_of(twice, "phq-9", "higher") == (Score(DAY, D(9)),)
    assert scores_of(twice, "phq-9") == (Score(DAY, D(9)), Score(DAY, D(14)))


def test_one_a_day_whatever_the_order() -> None:
    scores = [score(7, 3), score(0, 5), score(7, 8), score(7, 4)]
    assert gravest_a_day(scores, "lower") == (score(0, 5), score(7, 8))
    assert gravest_a_day(reversed(scores), "higher") == (score(0, 5), score(7, 3))


# ------------------------------------------------------------------ what a score can be


@pytest.mark.parametrize(
    ("id", "value", "sentence"),
    [
        # trap T1: a stale code system in which the highest answer weighs 4 gives totals up to 36
        ("phq-9", "36", "PHQ-9 of 36 is above 27, its highest score."),
        ("phq-9", "-1", "PHQ-9 of -1 is below 0, its lowest score."),
        (
            "phq-9",
            "12.5",
            "PHQ-9 of 12.5 is none of its scores: they go from 0 up to 27 in steps of 1.",
        ),
        ("c-ssrs", "12", "C-SSRS screener of 12 is above 6, its highest score."),
        ("qids-sr16", "28", "QIDS-SR16 of 28 is above 27, its highest score."),  # trap T8
        # a raw sum of 13 is 52 on the index
        (
            "who-5",
            "13",
            "WHO-5 of 13 is none of its scores: they go from 0 up to 100 in steps of 4.",
        ),
        ("cgi-s", "0", "CGI-S of 0 is below 1, its lowest score."),
        ("bprs", "17", "BPRS of 17 is below 18, its lowest score."),  # an item was not rated
        ("moaas", "6", "MOAA/S of 6 is above 5, its highest score."),  # trap T12: another version
        ("nrs-pain", "100", "NRS pain of 100 is above 10, its highest score."),
        ("phq-9", "NaN", "PHQ-9 of NaN is no number."),
        ("phq-9", "-Infinity", "PHQ-9 of -Infinity is no number."),
        ("phq-9", "sNaN", "PHQ-9 of sNaN is no number."),
        ("phq-9", "1E+3", "PHQ-9 of 1000 is above 27, its highest score."),
    ],
)
def test_what_cannot_be_a_score(id: str, value: str, sentence: str) -> None:
    """Witness: the items of each scale, outcome measures, section 1.1."""
    kb = loaded(None)
    assert out_of_range(kb.instrument(id), D(value), kb) == sentence


@pytest.mark.parametrize(
    ("id", "values"),
    [
        ("phq-9", ["0", "27", "5.0"]),
        ("who-5", ["0", "52", "100"]),
        ("nrs-pain", ["0", "4.5", "10"]),  # a mean of a day or a week
        ("peg", ["5.666666666666666666666666667"]),  # a mean of three
        ("bprs", ["18", "126"]),
        ("cgi-s", ["1", "7"]),
    ],
)
def test_what_can_be_one(id: str, values: list[str]) -> None:
    kb = loaded(None)
    assert [out_of_range(kb.instrument(id), D(value), kb) for value in values] == [""] * len(values)


@pytest.mark.parametrize(
    ("id", "value", "band"),
    [
        ("phq-9", "4", "0-4"),
        ("phq-9", "5", "5-9"),
        ("phq-9", "27", "20-27"),
        ("gad-7", "14", "10-14"),
        ("gad-7", "15", "15-21"),  # trap T4: severe from 15, not above it
        ("dast-10", "0", "0-0"),
        ("ham-d17", "23", "23-52"),
        ("nrs-pain", "0", ""),  # no pain: no band
        ("nrs-pain", "3.5", ""),  # between two bands
        ("phq-9", "40", ""),  # no score
        ("cadss", "9", ""),  # no bands
    ],
)
def test_bands(id: str, value: str, band: str) -> None:
    """Witness: outcome measures, section 1.1 and trap T4."""
    kb = loaded(None)
    assert band_of(kb.instrument(id), D(value), kb) == band
