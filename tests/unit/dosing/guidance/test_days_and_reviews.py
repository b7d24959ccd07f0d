"""When the next session may be and when a review is due: by which rule, and from which day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from tests.lib.guided import (
    Json,
    ago,
    base,
    case_of,
    course,
    file_of,
    guided,
    option,
    quiet,
    says,
    scores,
    sessions,
    shipped,
    weight,
)

from titrant.dosing.course_words import Due, Phase
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.timing import (
    Earliest,
    ReviewDue,
    before,
    days_text,
    earliest,
    planned,
    review_due,
)
from titrant.knowledge import Knowledge

TABLE = "iv-depression-s1-table"
SPRAY = "spravato-us-trd"
EMPTY: Json = {"value": None, "range": None, "needs_site_value": True}
FIXED: Json = {"ordered": "56 mg", "dose": "56 mg", "over": None, "weight": None, "basis": None}
REVIEWED = [{"on": ago(60), "decision": "continue", "why": "it helps"}]


def seen_of(
    *days: int, protocol: str, kb: Knowledge | None = None, had: Json | None = None, **more: Any
) -> Considered:
    """Return a course with sessions of so many days ago; `had` is what they were."""
    kb = kb or shipped()
    text = file_of(course(*sessions(*days, **(had or {})), protocol=protocol, **more))
    return Considered(case_of(text, protocol=protocol, kb=kb, screened=False), kb)


def soonest(seen: Considered) -> Earliest | None:
    return earliest(seen.desk, seen.sofar)


def full(count: int, on: date, leaf: str) -> Earliest:
    sessions = "one session" if count == 1 else f"{count} sessions"
    says = f"At most {sessions} in any 7 days, whoever gives them."
    return Earliest(on=on, says=says, leaf=leaf)


def apart(words: str, on: date, leaf: str) -> Earliest:
    says = f"The protocol puts {words} or more between sessions."
    return Earliest(on=on, says=says, leaf=leaf)


# -- how many a week -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "days", "count", "until", "leaf"),
    [
        # a protocol's own figure comes before that of all infusions for depression
        ("iv-depression-s1-text", (6, 2), 2, 1, "protocol.iv-depression-s1-text.sessions.per-week"),
        ("iv-depression-s1-text", (3,), 2, None, ""),
        # two to three a week: three at the most
        ("iv-repeat-r53", (6, 4, 2), 3, 1, "protocol.iv-repeat-r53.sessions.per-week"),
        ("iv-repeat-r53", (6, 2), 3, None, ""),
        # without a figure of its own: by route and by what is treated
        ("iv-depression", (6, 4, 2), 3, 1, "frequency.iv-depression.per-week"),
        ("iv-social-anxiety", (6, 4, 2), 3, None, ""),
        ("im-depression", (6, 4, 2), 3, None, ""),
    ],
)
def test_sessions_a_week_are_counted_by_the_rule_that_is_nearest(
    protocol: str, days: tuple[int, ...], count: int, until: int | None, leaf: str
) -> None:
    expected = None if until is None else full(count, ago(-until), leaf)
    assert soonest(seen_of(*days, protocol=protocol)) == expected


def test_a_spray_without_a_figure_of_its_own_is_given_twice_a_week_at_the_most() -> None:
    own = "protocol.spravato-us-mdd-si.sessions.per-week"
    seen = seen_of(6, 2, protocol="spravato-us-mdd-si", kb=base(gone=[own]), had=FIXED)
    assert soonest(seen) == full(2, ago(-1), "frequency.nasal-esketamine.per-week")


@pytest.mark.parametrize(
    ("days", "phase", "expected"),
    [
        ((20, 6, 2), Phase.INDUCTION, full(2, ago(-1), f"protocol.{SPRAY}.sessions.per-week")),
        ((20, 2), Phase.INDUCTION, full(2, ago(13), f"protocol.{SPRAY}.sessions.per-week")),
        (
            (30, 20, 3),
            Phase.WEEKS_5_TO_8,
            full(1, ago(-4), f"protocol.{SPRAY}.interval.weeks-5-to-8"),
        ),
        (
            (60, 50, 3),
            Phase.MAINTENANCE,
            full(1, ago(-4), f"protocol.{SPRAY}.interval.weeks-5-to-8"),
        ),
    ],
)
def test_a_label_asks_for_twice_a_week_and_then_for_once(
    days: tuple[int, ...], phase: Phase, expected: Earliest | None
) -> None:
    seen = seen_of(*days, protocol=SPRAY, had=FIXED)
    assert seen.sofar.phase is phase
    assert soonest(seen) == expected


# -- how far apart -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "days", "expected"),
    [
        (
            "oral-alternate-day-r35",
            (3, 1),
            apart("2 days", ago(-1), "protocol.oral-alternate-day-r35.interval.induction"),
        ),
        (
            "sc-anxiety",
            (9, 2),
            apart("1 week", ago(-5), "protocol.sc-anxiety.interval.induction"),
        ),
        (
            "sc-anxiety",
            (16, 9, 2),
            apart("3 days", ago(-1), "protocol.sc-anxiety.interval.maintenance"),
        ),
        # eighteen hours are a day: dates tell no hours
        (
            "daily-oral-home-s2",
            (1, 0),
            apart("1 day", ago(-1), "protocol.daily-oral-home-s2.interval.least"),
        ),
    ],
)
def test_a_protocol_puts_days_between_sessions_by_its_phase(
    protocol: str, days: tuple[int, ...], expected: Earliest
) -> None:
    assert soonest(seen_of(*days, protocol=protocol)) == expected


# -- the interval of a phase ---------------------------------------------------------------------


def test_only_after_an_induction_there_is_a_closer_schedule_to_return_to() -> None:
    found = {
        days: before(seen.desk, seen.sofar)
        for days in (20, 30, 60)
        for seen in [seen_of(days, 2, protocol=SPRAY, had=FIXED)]
    }
    leaf = shipped().leaf
    assert found == {
        20: None,
        30: (3, 4, leaf(f"protocol.{SPRAY}.sessions.per-week")),
        60: (7, 7, leaf(f"protocol.{SPRAY}.interval.weeks-5-to-8")),
    }


def test_an_interval_that_no_source_sets_is_none() -> None:
    had = sessions(60, 57, 54, 51, 48, 45)
    text = file_of(course(*had, protocol="intensive-clinic-s2"))
    case = case_of(text, protocol="intensive-clinic-s2", screened=False)
    seen = Considered(case, shipped())
    assert seen.sofar.phase is Phase.MAINTENANCE
    assert planned(seen.desk, seen.sofar) is None


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (6, "6 days"), (7, "1 week"), (0, "0 days")]
)
def test_whole_weeks_are_said_as_weeks(days: int, words: str) -> None:
    assert days_text(days) == words


# -- the review ----------------------------------------------------------------------------------


def due(seen: Considered) -> ReviewDue:
    return review_due(seen.desk, seen.sofar)


def test_before_the_first_session_no_review_is_due() -> None:
    assert due(seen_of(protocol=TABLE)) == ReviewDue(
        due=Due.COMING, says="No session has been given.", leaf=""
    )


def test_a_time_of_review_that_a_site_emptied_leaves_the_count_of_sessions() -> None:
    kb = base({"protocol.iv-depression-s0.review.after": EMPTY})
    assert due(seen_of(12, 8, 5, protocol="iv-depression-s0", kb=kb)) == ReviewDue(
        due=Due.COMING,
        says="The review is after 6 to 8 sessions; 3 were given.",
        leaf="protocol.iv-depression-s0.sessions.induction",
    )


@pytest.mark.parametrize(
    ("reviewed", "stands"),
    [(9, Due.DUE), (8, Due.DUE), (5, Due.COMING), (4, Due.COMING)],
)
def test_a_review_of_an_induction_counts_from_its_last_needed_session_on(
    reviewed: int, stands: Due
) -> None:
    """Four to six sessions (S1): the fourth was five days ago."""
    reviews = [{"on": ago(reviewed), "decision": "continue", "why": "it helps"}]
    seen = seen_of(15, 12, 8, 5, protocol=TABLE, reviews=reviews)
    says = {
        Due.DUE: "4 sessions were given; the review is after 4 to 6.",
        Due.COMING: "The review was made.",
    }
    leaf = f"protocol.{TABLE}.sessions.induction"
    assert due(seen) == ReviewDue(due=stands, says=says[stands], leaf=leaf)


def test_a_count_for_the_review_that_is_no_range_names_no_time() -> None:
    kb = base({"titration.review.iv": EMPTY}, unsigned=["titration.review.iv"])
    assert due(seen_of(12, 8, 5, protocol="iv-depression", kb=kb)) == ReviewDue(
        due=Due.COMING, says="The protocol names no time for a review."
    )


# -- options that move the next session ------------------------------------------------------------


def title(
    kind: str, *had: Json, protocol: str = TABLE, measurements: Iterable[Json] = (), **more: Any
) -> str:
    """Return how an option is called, or why it is not offered."""
    text = file_of(
        course(*had, protocol=protocol, **{"reviews": REVIEWED, **more}),
        measurements=[weight(), *measurements],
    )
    found = option(guided(text, protocol=protocol, screened=False), kind)
    return found.title if not found.why_not else " ".join(says(found.why_not))


def test_with_one_session_the_interval_is_as_wide_as_the_protocols() -> None:
    (one,) = sessions(60, **FIXED)
    assert title("longer interval", one, protocol=SPRAY) == "A longer interval: 2 weeks"
    assert title("shorter interval", one, protocol=SPRAY) == "A shorter interval: 1 week"


def test_in_weeks_five_to_eight_only_a_return_may_move_the_session() -> None:
    worse = scores((50, 20), (20, 8), (1, 24))
    had = sessions(40, 36, 15, 8, **FIXED)
    fixed = "In weeks 5 to 8 the schedule is the label’s: once a week."
    assert title("shorter interval", *had, protocol=SPRAY, measurements=worse) == fixed
    assert title("last good interval", *had, protocol=SPRAY, measurements=worse) == (
        "The schedule before this one: 3 to 4 days"
    )


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (42, "The last interval that held: 6 weeks"),  # as long as the protocol allows
        (43, "No shorter interval of this protocol is known to have held the response."),
        (21, "The last interval that held: 3 weeks"),
        (20, "No shorter interval of this protocol is known to have held the response."),
    ],
)
def test_a_return_is_to_an_interval_of_the_protocol(first: int, expected: str) -> None:
    """3 to 6 weeks (S1); after it the PHQ-9 was 8 of 20, 50 days later it no longer was."""
    last = 60
    had = sessions(*(last + first + more for more in (13, 10, 7, 3, 0)))
    lasting = quiet(ago(10), lasted="20 d")
    values = scores((last + first + 20, 20), (last, 8), (11, 16))
    assert title("last good interval", *had, quiet(ago(last)), lasting, measurements=values) == (
        expected
    )


def test_where_no_interval_held_there_is_none_to_return_to() -> None:
    had = sessions(90, 87, 84, 80, 40)
    lasting = quiet(ago(10), lasted="20 d")
    values = scores((100, 20), (11, 16))
    assert title("last good interval", *had, lasting, measurements=values) == (
        "No shorter interval of this protocol is known to have held the response."
    )


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (1, "The last session was wanted earlier than planned."),
        (2, "The last 2 sessions were wanted earlier than planned."),
    ],
)
def test_wishes_speak_against_a_shorter_interval(wishes: int, words: str) -> None:
    wish: Json = {"asked-earlier": True}
    had = sessions(100, 97, 94, 90, 60, 30)
    asked = [*had[:-wishes], *(one | wish for one in had[-wishes:])]
    text = file_of(course(*asked, protocol=TABLE, reviews=REVIEWED), measurements=[weight()])
    shorter = option(guided(text, protocol=TABLE, screened=False), "shorter interval")
    assert words in says(shorter.against)
