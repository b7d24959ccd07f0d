"""Outcomes: when a response is held, and when it is lost."""

from tests.lib.outcomes import course


def test_a_response_is_sustained_at_two_visits_in_a_row() -> None:
    """One score is a response; two in a row, the latest two, are a sustained one.

    After a single response the answer is unknown, and not “no”.
    """
    assert course("phq-9", {0: 18, 7: 8}).sustained is None
    assert course("phq-9", {0: 18, 7: 8, 14: 7}).sustained is True
    assert course("phq-9", {0: 18, 7: 8, 14: 7, 21: 11}).sustained is False


def test_a_relapse_takes_two_readings() -> None:
    """After a response: a PHQ-9 of 10 or more, and 5 above the best, twice, 7 days apart or more.

    After the first such reading the program says that another one would tell. For MADRS it is 22 or
    more at two readings 5 to 15 days apart, as in SUSTAIN-1.
    """
    once = course("phq-9", {0: 20, 14: 4, 28: 12})
    assert once.relapsed is None
    assert once.missing[0].endswith(
        "would be part of a relapse: another one 7 days or more later tells."
    )
    twice = course("phq-9", {0: 20, 14: 4, 28: 12, 35: 13})
    assert twice.relapsed is True
    assert "Relapse by 2026-11-05." in twice.notes
    assert course("madrs", {0: 34, 14: 10, 28: 22, 36: 24}).relapsed is True


def test_a_relapse_that_was_answered_is_told_and_over() -> None:
    """Where a later score is a response again, the relapse stays in the notes with both days."""
    made = course("phq-9", {0: 20, 14: 4, 28: 12, 35: 13, 49: 6})
    assert made.relapsed is False
    assert "Relapse by 2026-11-05; a response again on 2026-11-19." in made.notes


def test_without_a_response_there_is_no_relapse() -> None:
    """Someone who never responded has not relapsed; someone without a baseline may have."""
    assert course("phq-9", {0: 20, 14: 15, 28: 20, 35: 20}).relapsed is False
    assert course("phq-9", {14: 4, 28: 12, 35: 12}).relapsed is None
