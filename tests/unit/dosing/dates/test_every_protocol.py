"""Every protocol that ships can be planned and followed, and says why where it cannot."""

import json

import pytest
from tests.lib.dates import calendar, course, planned
from tests.lib.loaded import loaded

from titrant.dosing.dates import calendar_record, plan_record
from titrant.knowledge import Standing


@pytest.mark.parametrize("id", loaded().ids("protocols"))
def test_a_plan_has_days_or_says_why_not(id: str) -> None:
    """Witness: none of a number; whatever the protocol, silence is not an answer."""
    made = planned(id)
    assert made.slots or made.left_open or made.holds
    assert json.loads(json.dumps(plan_record(made))) == plan_record(made)
    known = {leaf.id for leaf in made.used}
    assert all(known.issuperset(slot.leaves) and slot.leaves for slot in made.slots)


@pytest.mark.parametrize("id", loaded().ids("protocols"))
def test_a_calendar_is_whole_at_the_signed_site(id: str) -> None:
    """Witness: the demonstration site signs what it uses, so that no check of its own holds."""
    kb = loaded()
    made = calendar(course(id, [0]), 1)
    used = {leaf.id for entry in made.entries for leaf in entry.leaves}
    prefixes = ("calendar.", "pregnancy-test.", "rems.")
    unsigned = {
        one
        for one in used
        if one.startswith(prefixes) and kb.leaf(one).standing(made.as_of) is not Standing.IN_FORCE
    }
    assert not unsigned
    assert json.loads(json.dumps(calendar_record(made))) == calendar_record(made)


def test_every_calendar_rule_is_in_some_calendar() -> None:
    """Witness: the knowledge itself. What is left out here is listed with its reason."""
    kb = loaded()
    begun = [course(id, [0]) for id in kb.ids("protocols")]
    over = [course(id, [0], ended=begun[0].sessions[0].on) for id in kb.ids("protocols")]
    new = [course(id) for id in kb.ids("protocols")]
    used = {
        leaf.id
        for one in (*begun, *over, *new)
        for entry in calendar(one, 1, sex=None).entries
        for leaf in entry.leaves
    }
    from tests.lib.dates import fact  # a check that was done brings the rules for the next

    facts = [
        fact(one, 0)
        for one in ("urinalysis", "pdmp-checked", "urine-drug-screen", "pregnancy-test", "bipolar")
    ]
    for one in begun:
        made = calendar(one, 1, *facts, sex=None)
        used |= {leaf.id for entry in made.entries for leaf in entry.leaves}
    late = course("spravato-us-trd", [0, 60])
    used |= {
        leaf.id for entry in calendar(late, 61, *facts, sex=None).entries for leaf in entry.leaves
    }
    rules = {*kb.leaf_ids("calendar."), *kb.leaf_ids("pregnancy-test.")}
    assert rules <= used
