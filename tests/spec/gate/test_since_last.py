"""“Any ketamine since we met?” is asked at each visit; an older answer is no answer."""

import pytest
from tests.lib.visits import WHOLE, gated, item, without

from titrant.dosing.gate import ItemState

ASKED = "other-ketamine-since"


@pytest.mark.hazard("H29")
def test_an_answer_of_before_the_last_visit_is_none() -> None:
    """The answer of the first visit says nothing of the weeks after it."""
    today = [without(text, ASKED) if ASKED in text else text for text in WHOLE]
    assert today != list(WHOLE)
    before = f"by: clinician\non: 2026-11-01\nanswers: {{{ASKED}: no}}\n"
    found = item(gated(*today, before), "active-course")
    assert found.state is ItemState.NOT_ASKED
    assert found.says == "Nobody has asked it today; an answer from before the last visit is none."
    assert found.lifts == f"Ask it: {ASKED}."


@pytest.mark.hazard("H29")
def test_an_answer_of_today_is_one() -> None:
    """Asked today and answered no, nothing holds."""
    assert item(gated(*WHOLE), "active-course").state is ItemState.MET
