"""The desk: what was measured and given, the times of leaves, what sources and records say."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.lib import bases
from tests.lib.guided import (
    ago,
    base,
    case_of,
    course,
    file_of,
    quiet,
    scores,
    sessions,
    shipped,
    snapshot_of,
    weight,
)

from titrant.clinical import OptionKind
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.exposure import exposures
from titrant.dosing.guidance.given import everything_given
from titrant.dosing.guidance.guards import unsigned_guards
from titrant.dosing.guidance.holds import find_holds
from titrant.dosing.guidance.values import Ground
from titrant.knowledge import Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]
TABLE = "iv-depression-s1-table"


def desk_of(text: str, protocol: str = "iv-depression", kb: Knowledge | None = None) -> Desk:
    kb = kb or shipped()
    return Desk(case_of(text, protocol=protocol, kb=kb, screened=False), kb)


# -- what was measured and given -------------------------------------------------------------------


def test_the_latest_measurement_stands_first() -> None:
    text = file_of(measurements=[weight("70 kg", 9), weight("74 kg", 2), weight("72 kg", 5)])
    found = [(one.on, one.number, one.unit) for one in desk_of(text).measured("weight")]
    assert found == [
        (ago(2), Decimal(74), "kg"),
        (ago(5), Decimal(72), "kg"),
        (ago(9), Decimal(70), "kg"),
    ]


def test_two_drugs_of_one_day_stand_in_the_order_of_their_names() -> None:
    """Ketamine is the clinic's own, and is read first; esketamine came from somebody else."""
    text = file_of(
        course(*sessions(5)),
        course(quiet(ago(5), dose="56 mg"), protocol="spravato-us-trd", elsewhere=True),
    )
    given = everything_given(snapshot_of(shipped(), text), shipped())
    assert [(drug, str(one.dose)) for drug, one in given] == [
        ("esketamine", "56 mg"),
        ("ketamine", "35 mg"),
    ]


@pytest.mark.parametrize(("days", "counted"), [(89, 1), (90, 0), (91, 0)])
def test_the_span_of_the_ledger_is_ninety_days(days: int, counted: int) -> None:
    """Today is the first of the ninety; the day ninety days ago is the ninety-first."""
    (found,) = exposures(desk_of(file_of(course(*sessions(days)))))
    assert (found.drug, found.sessions, found.sessions_in_span) == ("ketamine", 1, counted)
    assert str(found.total) == "35 mg"
    assert (found.total_in_span is not None) is bool(counted)


# -- the times of leaves ---------------------------------------------------------------------------


def test_of_a_range_of_times_a_span_is_the_shorter_end() -> None:
    """Three to six weeks (S1)."""
    desk = desk_of(file_of(), TABLE)
    leaf = desk.leaf(f"protocol.{TABLE}.interval.maintenance")
    assert desk.days(leaf) == (21, 42)
    assert desk.span(leaf.id) == timedelta(days=21)


def test_a_range_without_a_unit_is_no_time() -> None:
    desk = desk_of(file_of())
    leaf = desk.leaf("titration.stop.sessions")
    assert (leaf.low, leaf.high) == (Decimal(4), Decimal(6))
    assert desk.days(replace(leaf, id="four to six, and nobody says of what", unit=None)) is None


# -- what sources say ------------------------------------------------------------------------------


def test_a_claim_is_said_as_a_sentence_with_its_source() -> None:
    assert desk_of(file_of()).by_claim("r57-older") == Ground(
        says="From 60 years: 0.1 to 0.5 mg/kg in steps of 0.1 mg/kg, weekly; 5 of 7 who remitted "
        "did so below 0.5 mg/kg.",
        source="R57, news report",
        tier="RCT",
        flag="seen-2nd",
        claim="r57-older",
    )


def test_a_claim_that_ends_with_a_full_stop_gets_no_other() -> None:
    content = bases.shipped()
    content["claims"]["r57-older"]["says"] = "lower in older people."
    desk = desk_of(file_of(), kb=bases.knowledge(content))
    assert desk.by_claim("r57-older").says == "Lower in older people."


def claims(kind: OptionKind, *, born: int, protocol: str = "iv-depression") -> list[list[str]]:
    """Return what sources say for and against an option to somebody born in a year."""
    text = file_of(measurements=[weight()], born=ago(0).replace(year=born))
    seen = Considered(case_of(text, protocol=protocol, screened=False), shipped())
    return [[one.claim for one in side] for side in seen.sourced(kind)]


def test_an_option_has_the_sources_of_its_kind_only() -> None:
    assert claims(OptionKind.UP, born=1984) == [
        ["r54-outcome", "r52-dose-effect"],
        ["askp3-pledge", "c33-dissociation-effect", "s1-higher-dose"],
    ]
    assert claims(OptionKind.DOWN, born=1984) == [[], ["r52-dose-effect"]]


def test_what_is_said_of_older_people_is_said_to_older_people() -> None:
    """From 65 years on (section 5.1)."""
    assert "r89-older" not in claims(OptionKind.START, born=1984)[1]
    assert "r89-older" in claims(OptionKind.START, born=1950)[1]


# -- what nobody signed ----------------------------------------------------------------------------


def test_what_holds_by_itself_is_not_said_a_second_time() -> None:
    kb = base(unsigned=["titration.weight.age"])
    text = file_of(course(*sessions(12, 8, 5)), measurements=SOME)
    seen = Considered(case_of(text, kb=kb), kb)
    holds = find_holds(seen)
    assert [one.id for one in holds] == ["unsigned:titration.weight.age"]
    assert unsigned_guards(seen, holds, ()) == ()
    assert [one.id for one in unsigned_guards(seen, (), ())] == ["unsigned:titration.weight.age"]
