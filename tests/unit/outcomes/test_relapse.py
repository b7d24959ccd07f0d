"""Relapse: how many readings, how far apart, and what a single one says."""

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.outcomes import course


@pytest.mark.parametrize(
    ("scores", "relapsed"),
    [
        # baseline 20; the best is 4 on day 14; 10 and a rise of 5 count, seven days apart
        ({0: 20, 14: 4, 28: 12, 35: 13}, True),
        ({0: 20, 14: 4, 28: 12, 34: 13}, None),  # six days apart
        ({0: 20, 14: 4, 28: 12, 34: 13, 35: 14}, True),  # the first and the third are seven apart
        ({0: 20, 14: 4, 28: 9, 35: 9}, False),  # below 10
        ({0: 20, 14: 8, 28: 12, 35: 12}, False),  # a rise of 4
        ({0: 20, 14: 8, 28: 13, 35: 13}, True),
        ({0: 20, 14: 4, 28: 12}, None),  # one reading
        ({0: 20, 14: 4, 28: 12, 35: 6}, False),  # one reading, and a better one after it
        ({0: 20, 14: 4, 28: 12, 35: 6, 42: 12}, True),  # two, with a better one between them
        ({0: 20, 14: 12, 28: 18, 35: 18}, False),  # never a response
        ({0: 20, 14: 4, 28: 12, 35: 12, 42: 9}, False),  # a response again: half of 20 is 10
        ({0: 20, 14: 4, 28: 12, 35: 12, 42: 11}, True),  # no response again
        ({0: 20, 14: 4}, False),
        ({0: 20}, None),
        ({14: 4, 28: 12, 35: 12}, None),  # no baseline, so nobody knows of a response
        ({0: 9, 14: 2, 28: 12, 35: 12}, None),  # no percentage of a baseline below 10
    ],
)
def test_relapse_of_phq_9(scores: dict[int, int], relapsed: bool | None) -> None:
    """Witness: outcome measures, section 3, the rule proposed for PHQ-9; by hand."""
    assert course("phq-9", scores).relapsed is relapsed


@pytest.mark.parametrize(
    ("scores", "relapsed"),
    [
        ({0: 34, 14: 10, 28: 22, 33: 22}, True),  # 5 days
        ({0: 34, 14: 10, 28: 22, 43: 22}, True),  # 15 days
        ({0: 34, 14: 10, 28: 22, 32: 22}, None),  # 4 days
        ({0: 34, 14: 10, 28: 22, 44: 22}, None),  # 16 days
        ({0: 34, 14: 10, 28: 21, 35: 21}, False),
    ],
)
def test_relapse_of_madrs(scores: dict[int, int], relapsed: bool | None) -> None:
    """Witness: outcome measures, section 3: SUSTAIN-1, 22 or more twice, 5 to 15 days apart."""
    assert course("madrs", scores).relapsed is relapsed


def test_one_reading_asks_for_another() -> None:
    (said,) = course("phq-9", {0: 20, 14: 4, 28: 12}).missing
    assert said == (
        "PHQ-9 of 12 on 2026-10-29 would be part of a relapse: another one 7 days or more later "
        "tells."
    )
    (said,) = course("madrs", {0: 34, 14: 10, 28: 22}).missing
    assert said == (
        "MADRS of 22 on 2026-10-29 would be part of a relapse: another one 5 to 15 days later "
        "tells."
    )


def test_a_relapse_says_since_when() -> None:
    assert "Relapse by 2026-11-05." in course("phq-9", {0: 20, 14: 4, 28: 12, 35: 13}).notes
    again = course("phq-9", {0: 20, 14: 4, 28: 12, 35: 12, 42: 9, 49: 8})
    assert "Relapse by 2026-11-05; a response again on 2026-11-12." in again.notes


@pytest.mark.parametrize(
    ("readings", "scores", "relapsed"),
    [
        ("1", {0: 20, 14: 4, 28: 12}, True),
        ("3", {0: 20, 14: 4, 28: 12, 35: 12}, None),
        ("3", {0: 20, 14: 4, 28: 12, 35: 12, 42: 12}, True),
    ],
)
def test_the_number_of_readings_is_that_of_the_knowledge(
    readings: str, scores: dict[int, int], relapsed: bool | None
) -> None:
    content = shipped()
    content["leaves"]["instrument.phq-9.relapse.readings"]["value"] = readings
    assert course("phq-9", scores, kb=knowledge(content)).relapsed is relapsed
