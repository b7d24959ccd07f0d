"""What holds of guidance whatever the case: no limit passed, nothing won by knowing less."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from tests.lib.courses import TODAY, cases
from tests.lib.loaded import loaded

from titrant.clinical import (
    AdverseEvent,
    EventKind,
    Fact,
    OptionKind,
    PastSession,
    Snapshot,
    State,
)
from titrant.dosing.check import Kind
from titrant.dosing.guidance import Case, Guidance, Option, Stand, next_dose
from titrant.dosing.guidance.record import guidance_record
from titrant.dosing.guidance.settling import GIVES
from titrant.units import Dose, DosePerWeight

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
KB = loaded()
OFFERED = {Stand.OPEN, Stand.ASKS}
FEW = settings(max_examples=60)


def by_kind(guidance: Guidance) -> dict[OptionKind, Option]:
    return {option.kind: option for option in guidance.options}


def offered(guidance: Guidance) -> set[OptionKind]:
    """Return the options after which a dose may be given."""
    return {one.kind for one in guidance.options if one.kind in GIVES and one.stand in OFFERED}


@FEW
@given(cases(KB))
def test_no_option_goes_above_a_hard_limit(case: Case) -> None:
    """Held here against the leaves themselves, not against the program's own checks."""
    guidance = next_dose(case, KB)
    protocol = guidance.basis.protocol
    hard = [
        leaf
        for leaf in (*KB.leaves(f"limit.{protocol.route}.dose.hard"), *_own_hard(protocol.id))
        if leaf.value is not None
    ]
    for option in guidance.options:
        if option.stand not in OFFERED or option.amount is None:
            continue
        assert all(check.kind is not Kind.HARD for check in option.limits)
        for one in option.amount.by_basis:
            for leaf in hard:
                if leaf.unit in Dose.UNITS:
                    assert one.high.base <= leaf.quantity(Dose).base
                elif guidance.basis.weights is not None and option.amount.over is None:
                    per = one.high.per(guidance.basis.weights.actual)
                    assert per.base <= leaf.quantity(DosePerWeight).base


def _own_hard(protocol: str) -> list[Any]:
    leaf = KB.find(f"protocol.{protocol}.dose.hard")
    return [] if leaf is None else [leaf]


@FEW
@given(cases(KB))
def test_every_kind_of_option_stands_once_in_one_order(case: Case) -> None:
    guidance = next_dose(case, KB)
    assert [option.kind for option in guidance.options] == list(OptionKind)
    for option in guidance.options:
        if option.stand is Stand.NOT_OFFERED:
            assert option.why_not or any(check.kind is Kind.HARD for check in option.limits)
            assert not option.supports
        if guidance.holds and option.kind in GIVES:
            assert option.stand in {Stand.HELD, Stand.NOT_OFFERED}
    assert all(hold.lifts and hold.who and hold.source for hold in guidance.holds)


@FEW
@given(cases(KB), st.integers(1, 5), st.sampled_from(EventKind), st.data())
def test_more_adverse_events_never_add_a_step_up(
    case: Case, grade: int, kind: EventKind, data: st.DataObject
) -> None:
    courses = case.snapshot.courses
    if not courses or not courses[0].sessions:
        return
    at = data.draw(st.integers(0, len(courses[0].sessions) - 1))
    worse = AdverseEvent(kind=kind, what="worse", grade=grade)

    def hurt(session: PastSession) -> PastSession:
        return replace(session, events=(*(session.events or ()), worse))

    if courses[0].sessions[at].events is None:
        return  # to learn of one is to know more, not to have more
    before = by_kind(next_dose(case, KB))[OptionKind.UP]
    after = by_kind(next_dose(_with_session(case, at, hurt), KB))[OptionKind.UP]
    assert after.stand not in OFFERED or before.stand in OFFERED


@FEW
@given(cases(KB), st.integers(-60, 90))
def test_shifting_every_day_shifts_days_and_nothing_else(case: Case, days: int) -> None:
    moved = Case(snapshot=_moved(case.snapshot, timedelta(days=days)), treatment=case.treatment)
    assert _relative(next_dose(case, KB), TODAY) == _relative(
        next_dose(moved, KB), TODAY + timedelta(days=days)
    )


@FEW
@given(cases(KB), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_sessions_changes_nothing(case: Case, random: Any) -> None:
    facts = list(case.snapshot.facts)
    random.shuffle(facts)
    other = Case(snapshot=replace(case.snapshot, facts=tuple(facts)), treatment=case.treatment)
    assert _json(next_dose(case, KB)) == _json(next_dose(other, KB))


@FEW
@given(cases(KB), st.data())
def test_knowing_less_of_a_record_never_offers_more(case: Case, data: st.DataObject) -> None:
    """A score, a weight, a “no”, an answer: without it something is asked, and nothing is won.

    A medicine or an illness that is on record is no answer to a question: who takes it out of the
    record says that it is not so, and no program could know better.
    """
    removable = [fact for fact in case.snapshot.facts if not _stands_for_itself(fact)]
    if not removable:
        return
    gone = data.draw(st.sampled_from(removable))
    facts = tuple(fact for fact in case.snapshot.facts if fact is not gone)
    less = Case(snapshot=replace(case.snapshot, facts=facts), treatment=case.treatment)
    assert offered(next_dose(less, KB)) <= offered(next_dose(case, KB))


def _stands_for_itself(fact: Fact) -> bool:
    return fact.so and fact.state is not State.UNSTATED and fact.value is None


_FIELDS = ("ordered", "dose", "weight", "peak", "events", "over", "basis", "lasted", "dissociation")


@FEW
@given(cases(KB), st.sampled_from(_FIELDS), st.data())
def test_knowing_less_of_a_session_never_offers_more(
    case: Case, field: str, data: st.DataObject
) -> None:
    courses = case.snapshot.courses
    if not courses or not courses[0].sessions:
        return
    at = data.draw(st.integers(0, len(courses[0].sessions) - 1))
    less = _with_session(case, at, lambda session: replace(session, **{field: None}))
    before, after = next_dose(case, KB), next_dose(less, KB)
    assert OptionKind.UP not in offered(after) - offered(before)
    if field not in {"over", "basis", "lasted"}:
        assert offered(after) <= offered(before)


@FEW
@given(cases(KB))
def test_the_same_case_gives_the_same_bytes(case: Case) -> None:
    assert _json(next_dose(case, KB)) == _json(next_dose(case, loaded()))


# -- moving and changing a case ------------------------------------------------------------------


def _with_session(case: Case, at: int, change: Any) -> Case:
    course = case.snapshot.courses[0]
    sessions = tuple(
        change(session) if i == at else session for i, session in enumerate(course.sessions)
    )
    courses = (replace(course, sessions=sessions), *case.snapshot.courses[1:])
    return Case(snapshot=replace(case.snapshot, courses=courses), treatment=case.treatment)


def _moved(value: Any, by: timedelta) -> Any:
    """Shift every day within a value."""
    if isinstance(value, date):
        return value + by
    if isinstance(value, tuple):
        return tuple(_moved(one, by) for one in value)
    if isinstance(value, Snapshot) or type(value).__module__.startswith("titrant.clinical"):
        if not hasattr(value, "__struct_fields__"):
            return value
        return type(value)(**{name: _moved(one, by) for name, one in asdict(value).items()})
    return value


def _json(guidance: Guidance) -> str:
    return json.dumps(guidance_record(guidance), sort_keys=True, ensure_ascii=False)


def _relative(guidance: Guidance, today: date) -> str:
    """Return guidance with each day as the number of days from today."""
    record = guidance_record(guidance)
    for leaf in record["basis"]["leaves"]:
        leaf.pop("signed_by")
    return re.sub(
        r"\d{4}-\d{2}-\d{2}",
        lambda found: f"D{(date.fromisoformat(found[0]) - today).days}",
        json.dumps(record, sort_keys=True),
    )
