"""What a release asks of people, on the days around each boundary."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.lib.bases import knowledge, row, shipped, site

from titrant.knowledge.reviews import find_reviews, find_site_problems

REVIEW = date(2027, 1, 1)
END = date(2026, 12, 31)


HELD = "this release holds version 1. Read that version, and approve it."


def due(on: date, **leaves: dict[str, Any]) -> list[str]:
    content = {**shipped(), "leaves": dict(sorted(leaves.items()))}
    return find_reviews(knowledge(content), on)


@pytest.mark.parametrize(
    ("days", "lines"),
    [
        (-1, []),
        (0, ["review due since 2027-01-01: a."]),
        (1, ["review due since 2027-01-01: a."]),
        (1000, ["review due since 2027-01-01: a."]),
    ],
)
def test_a_review_is_due_from_its_day(days: int, lines: list[str]) -> None:
    assert due(REVIEW + timedelta(days=days), a=row(review=REVIEW.isoformat())) == lines


@pytest.mark.hazard("H31")
@pytest.mark.parametrize(
    ("days", "line"),
    [
        (-61, ""),
        (-60, "ends on 2026-12-31, in 60 days: a."),
        (-59, "ends on 2026-12-31, in 59 days: a."),
        (-2, "ends on 2026-12-31, in 2 days: a."),
        (-1, "ends on 2026-12-31, in 1 day: a."),
        (0, "ended on 2026-12-31: a."),
        (1, "ended on 2026-12-31: a."),
    ],
)
@pytest.mark.parametrize(
    "leaf",
    [
        row(expires="2026-12-31", review="2030-01-01"),
        row(expires="2026-12-31", review="2030-01-01", value=None, needs_site_value=True),
        row(expires="2026-12-31", review="2030-01-01", flag="memory"),
    ],
)
def test_an_end_is_told_sixty_days_before(days: int, line: str, leaf: dict[str, Any]) -> None:
    """Witness: the house rule, 60 days before a rule ends; an empty or unsigned one, too."""
    assert due(END + timedelta(days=days), a=leaf) == ([line] if line else [])


def test_what_falls_on_one_day_is_one_line_and_the_oldest_comes_first() -> None:
    assert due(
        date(2027, 6, 1),
        a=row(review="2027-05-22"),
        b=row(review="2027-03-13"),
        c=row(review="2027-05-22", expires="2027-06-30"),
        d=row(review="2027-07-01", expires="2027-05-31"),
    ) == [
        "review due since 2027-03-13: b.",
        "review due since 2027-05-22: a, c.",
        "ends on 2027-06-30, in 29 days: c.",
        "ended on 2027-05-31: d.",
    ]


def test_on_the_day_of_the_release_one_rule_ends_soon_and_nothing_is_due() -> None:
    """Witness: the fourth extension of telehealth prescribing runs to 31 December 2026, 40 days."""
    kb = knowledge()
    assert kb.released == date(2026, 11, 22)
    assert find_reviews(kb, kb.released) == [
        "ends on 2027-01-01, in 40 days: policy.us.telehealth, policy.us.telehealth.needs."
    ]


@pytest.mark.parametrize(
    ("approvals", "problems"),
    [
        ([], []),
        ([{"protocol": "iv-crps", "version": "1"}], []),
        (
            [{"protocol": "iv-crps", "version": "2"}],
            [f"site here: it approves iv-crps version 2, and {HELD}"],
        ),
        (
            [{"protocol": "iv-crsp", "version": "1"}],
            ["site here: it approves iv-crsp, and there is no such protocol."],
        ),
    ],
)
def test_an_approval_of_nothing_is_a_problem(
    approvals: list[dict[str, str]], problems: list[str]
) -> None:
    assert find_site_problems(knowledge(site=site(approvals=approvals))) == problems


def test_without_a_site_nothing_is_approved_in_vain() -> None:
    assert find_site_problems(knowledge()) == []
