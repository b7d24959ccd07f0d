"""What is asked and what holds, each said whole: the words, who lifts it, and on what it rests."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.guided import (
    Json,
    ago,
    base,
    case_of,
    course,
    file_of,
    quiet,
    scores,
    sessions,
    shipped,
    weight,
)

from titrant.clinical import Fact, FactKind, Origin
from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance import Hold, Question
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.holds import find_holds, find_questions
from titrant.dosing.guidance.unsigned import of_unsigned
from titrant.dosing.screening import Finding, Missing, Why
from titrant.knowledge import Action, Knowledge

SOME = [weight(), *scores((20, 20), (2, 16))]
THREE = sessions(12, 8, 5)
AGE = "titration.weight.age"
NO_END: Json = {"ends-when": None}


def seen_of(
    *courses: Json,
    measurements: Iterable[Json] = SOME,
    kb: Knowledge | None = None,
    screened: bool = True,
    protocol: str = "iv-depression",
    **more: Any,
) -> Considered:
    """Return a person in the middle of a quiet course, unless it says else."""
    text = file_of(*courses, measurements=measurements, **more)
    kb = kb or shipped()
    return Considered(case_of(text, kb=kb, screened=screened, protocol=protocol), kb)


def fact(text: str) -> Fact:
    return Fact(concept="oxycodone", kind=FactKind.MEDICATION, text=text, origin=Origin("a", "b"))


def missing(rule: str = "dialysis", **changes: Any) -> Missing:
    """Return something that was not asked, which stops."""
    made = Missing(
        rule=rule,
        table="screening",
        question="Is dialysis needed?",
        group="kidney",
        why=Why.NOT_ASKED,
        would_be=Action.CLEARANCE,
        basis=(),
        cell=shipped().leaf("screening.dialysis.racemic"),
        concepts=("dialysis",),
    )
    return replace(made, **changes)


def not_said(*asked: Missing, had: Iterable[Json] = THREE) -> Considered:
    """Return a person in a quiet course, of whom the screening still asks this."""
    seen = seen_of(course(*had))
    seen.screening = replace(seen.screening, missing=asked)
    return seen


# -- questions ---------------------------------------------------------------------------------


def test_what_is_asked_on_the_day_of_the_session_is_not_asked_here() -> None:
    seen = seen_of(course(*THREE), screened=False)
    asked = {one.rule for one in find_questions(seen)}
    assert {"suicide-risk", "dialysis", "required-alt"} <= asked
    assert not asked & {"alcohol-today", "fasting", "no-escort", "will-drive"}


def test_what_the_screening_asks_is_asked_whole() -> None:
    cited = shipped().leaf("screening.dialysis.racemic").cited
    assert find_questions(not_said(missing())) == (
        Question(
            asks="Is dialysis needed?",
            why="nobody has said",
            would_be="clearance",
            rule="dialysis",
            source=cited,
        ),
    )


def test_what_a_question_is_about_stands_behind_it_once_in_order() -> None:
    basis = (fact("Renal failure"), fact("CKD"), fact("Renal failure"))
    (one,) = find_questions(not_said(missing(basis=basis)))
    assert one.asks == "Is dialysis needed? CKD; Renal failure"


def test_what_would_only_tell_two_answers_apart_is_not_asked() -> None:
    assert find_questions(not_said(missing(why=Why.SEPARATES))) == ()


def test_what_nobody_wrote_down_of_a_session_is_asked() -> None:
    why = "nobody has written it down"
    seen = seen_of(course(*THREE[:2], quiet(ago(5), peak=None, events=None)))
    events = "Were there adverse events in the session of 2026-11-26?"
    peak = "What was the peak blood pressure in the session of 2026-11-26?"
    assert find_questions(seen) == (
        Question(asks=events, why=why, would_be=""),
        Question(asks=peak, why=why, would_be=""),
    )


def test_a_scale_that_nobody_named_is_asked() -> None:
    seen = seen_of(course(*THREE, target=None), measurements=[weight()], screened=False)
    seen.screening = replace(seen.screening, missing=())
    assert find_questions(seen) == (
        Question(
            asks="Which scale is response judged by? No score is on record.",
            why="the response cannot be judged",
            would_be="",
        ),
    )


def test_a_course_without_an_end_is_asked_when_it_ends() -> None:
    seen = seen_of(course(*THREE, **NO_END))
    assert find_questions(seen) == (
        Question(
            asks="When does this course end, or by which criteria?",
            why="what every course states at its start",
            would_be="",
            rule="calendar.endpoint",
            source="R48, therapeutic endpoint and defined course",
        ),
    )
    assert find_questions(seen_of(course(*THREE))) == ()


# -- the protocol and the course -------------------------------------------------------------


@pytest.mark.parametrize(("on", "held"), [("2026-12-01", False), ("2026-12-02", True)])
def test_an_approval_counts_from_its_day_on(on: str, held: bool) -> None:
    seen = seen_of(course(*THREE), kb=base(approvals={"iv-depression": on}))
    assert [one.id for one in find_holds(seen)] == ["protocol-not-approved"] * held


def test_a_course_of_another_version_holds() -> None:
    assert find_holds(seen_of(course(*THREE, version="7"))) == (
        Hold(
            id="protocol-version",
            says="The course follows version 7 of iv-depression; this knowledge holds version 1.",
            lifts="The prescriber moves the course to this version, or the knowledge of its own "
            "version is used.",
            who="the prescriber",
            source="hazard H14, protocol mismatch or stale rule",
        ),
    )


def test_a_review_that_decided_to_stop_holds() -> None:
    reviews = [{"on": ago(1), "decision": "stop", "why": "enough"}]
    assert find_holds(seen_of(course(*THREE, reviews=reviews))) == (
        Hold(
            id="stopped-by-review",
            says="The review of 2026-11-30 decided to stop.",
            lifts="A later review decides to go on, and says why; or the course is ended.",
            who="the prescriber",
            source="the course so far",
        ),
    )


# -- the screening -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (1, "1 question of the screening is open; unknown is not “no”."),
        (2, "2 questions of the screening are open; unknown is not “no”."),
        (3, "3 questions of the screening are open; unknown is not “no”."),
    ],
)
def test_open_questions_are_counted(count: int, says: str) -> None:
    asked = [missing(question=f"Number {number}?") for number in range(count)]
    (one,) = find_holds(not_said(*asked))
    assert (one.id, one.says) == ("screening-open", says)
    assert one.who == "a clinician, by asking and writing it down"


@pytest.mark.parametrize(
    ("rule", "why", "held"),
    [
        ("required-alt", Why.TOO_OLD, False),  # it was fresh when the course began
        ("required-alt", Why.NOT_ASKED, True),
        ("required-c-ssrs", Why.TOO_OLD, True),  # asked at every visit
        ("blood-pressure-screening", Why.TOO_OLD, True),  # no value of the baseline
    ],
)
def test_only_a_baseline_value_may_grow_old_in_a_course(rule: str, why: Why, held: bool) -> None:
    seen = not_said(missing(rule, why=why))
    assert [one.id for one in find_holds(seen)] == ["screening-open"] * held


def test_before_the_first_session_an_old_baseline_value_holds() -> None:
    seen = not_said(missing("required-alt", why=Why.TOO_OLD), had=())
    assert [one.id for one in find_holds(seen)] == ["screening-open"]


def found(action: Action, unsigned: str) -> Hold:
    """Return the hold of one finding."""
    seen = seen_of(course(*THREE))
    finding = Finding(
        rule="dialysis",
        table="screening",
        title="Dialysis",
        group="kidney",
        actions=(action, Action.INFORM),
        basis=(),
        detail="",
        effect="",
        lifts="The kidney doctor writes.",
        cell=shipped().leaf("screening.dialysis.racemic"),
        numbers=(),
        unsigned=unsigned,
    )
    seen.findings = (finding,)
    (one,) = find_holds(seen)
    return one


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (Action.EXCLUDE, "nobody"),
        (Action.DEFER, "the prescriber, once it is over"),
        (Action.CLEARANCE, "the prescriber, with the clearance in hand"),
    ],
)
def test_a_finding_that_stops_is_lifted_by_what_it_asks_for(action: Action, who: str) -> None:
    one = found(action, "")
    assert one.says == f"Dialysis: {action} and inform."
    assert (one.who, one.lifts) == (who, "The kidney doctor writes.")
    assert one.leaf == "screening.dialysis.racemic"


def test_a_permission_that_nobody_signed_is_lifted_by_the_director() -> None:
    one = found(Action.WATCH, "This site has not signed “watch” for it (opinion).")
    assert one.says == (
        "Dialysis: watch and inform. This site has not signed “watch” for it (opinion)."
    )
    assert one.who == "the medical director, by signing"
    assert one.lifts == "The medical director signs screening.dialysis.racemic."


# -- the weight ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "who"),
    [
        ("weight-doubted", "whoever measures"),
        ("unsigned:limit.weight.high", "the medical director, by signing"),
    ],
)
def test_a_check_of_the_weight_without_a_leaf_names_none(id: str, who: str) -> None:
    seen = seen_of(course(*THREE))
    check = Check(id=id, kind=Kind.HOLD, text="Doubted.", lifts="Weigh again.", source="hazard H4")
    seen.scales.checks = (check,)
    assert find_holds(seen) == (
        Hold(id=id, says="Doubted.", lifts="Weigh again.", who=who, source="hazard H4", leaf=""),
    )


def test_what_nobody_signed_is_held_with_its_leaf_where_it_has_one() -> None:
    check = Check(id="a", kind=Kind.HOLD, text="b", lifts="c", source="d")
    made = Hold(
        id="a", says="b", lifts="c", who="the medical director, by signing", source="d", leaf=""
    )
    assert of_unsigned(check) == made
    assert of_unsigned(replace(check, leaf="e")) == replace(made, leaf="e")


def test_an_age_of_the_weight_that_nobody_signed_holds() -> None:
    holds = find_holds(seen_of(course(*THREE), kb=base(unsigned=[AGE])))
    assert [one.id for one in holds] == [f"unsigned:{AGE}"]


# -- the sessions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("reviewed", "held"), [(None, True), (6, True), (5, False)])
def test_a_grave_event_holds_until_a_review_on_its_day_or_later(
    reviewed: int | None, held: bool
) -> None:
    events = [{"what": "syncope", "grade": 3}, {"what": "panic", "grade": 4}]
    reviews = [{"on": ago(reviewed), "decision": "continue", "why": "well"}] if reviewed else []
    had = course(*THREE[:2], quiet(ago(5), events=events), reviews=reviews)
    assert [(one.id, one.says) for one in find_holds(seen_of(had))] == [
        (
            "serious-event",
            "On 2026-11-26: syncope (grade 3), panic (grade 4). No review since then is on record.",
        )
    ] * held


@pytest.mark.parametrize(
    ("wishes", "reviewed", "held"),
    [
        (1, None, False),
        (2, None, True),
        (3, None, True),
        (3, 8, True),  # a review before the last wish has not seen it
        (3, 6, True),
        (3, 5, False),
    ],
)
def test_two_wishes_in_a_row_hold_until_a_review(
    wishes: int, reviewed: int | None, held: bool
) -> None:
    had = [*THREE[: 3 - wishes], *(one | {"asked-earlier": True} for one in THREE[3 - wishes :])]
    reviews = [{"on": ago(reviewed), "decision": "continue", "why": "well"}] if reviewed else []
    holds = find_holds(seen_of(course(*had, reviews=reviews)))
    words = f"The last {wishes} sessions were wanted earlier than planned."
    assert [(one.id, one.says) for one in holds] == [("pulled-forward", words)] * held
