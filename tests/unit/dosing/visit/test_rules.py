"""The rules of the screening as items, where a knowledge base is not as ours.

A site's own base may sign an action and not its figure, have two actions in one cell, or let a
reading of yesterday count: the item follows the leaves.
"""

from typing import Any

import pytest
from tests.lib.bases import knowledge, shipped
from tests.lib.visits import HEAD, READINGS, WHOLE, gated, item, measured
from tests.unit.dosing.visit.before import but

from titrant.dosing.gate import Item, ItemState, Who

MET, HELD, NOT_ASKED = ItemState.MET, ItemState.HELD, ItemState.NOT_ASKED
PSILOCYBIN = f"{HEAD}medications: [psilocybin]\n"


def of(id: str, texts: tuple[str, ...], changes: dict[str, dict[str, Any]]) -> Item:
    """Return an item by a base in which everything is from a label but for these leaves."""
    content = shipped()
    for leaf in content["leaves"].values():
        leaf |= {"flag": "seen", "needs_sign_off": False}
    for name, change in changes.items():
        content["leaves"][name] |= change
    return item(gated(*texts, kb=knowledge(content)), id)


@pytest.mark.parametrize(
    ("texts", "free", "held"),
    [
        (WHOLE, (MET, None), (HELD, Who.DIRECTOR)),
        (but(READINGS), (NOT_ASKED, Who.ASK), (NOT_ASKED, Who.ASK)),
        ((*WHOLE, measured(heart_rate="111 /min")), (HELD, Who.MEASURE), (HELD, Who.MEASURE)),
    ],
)
def test_an_item_rests_on_the_figure_of_its_rule(
    texts: tuple[str, ...],
    free: tuple[ItemState, Who | None],
    held: tuple[ItemState, Who | None],
) -> None:
    """The figure of 110 /min that nobody signed is named whatever was measured, or was not."""
    id, leaf = "heart-rate-high", "screening.heart-rate-high.bound"
    one, other = of(id, texts, {}), of(id, texts, {leaf: {"flag": "opinion"}})
    assert (one.state, one.who) == free
    assert (other.state, other.who) == held
    says = (
        "This site has not signed “heart rate above which the session is deferred” "
        "(default 110 /min, opinion)."
    )
    assert other.says == f"{one.says} {says}"
    assert other.lifts.endswith(f"signs {leaf} at this value or a stricter one.")
    assert "This site" not in one.says


def test_every_action_of_a_cell_is_told() -> None:
    """“Watch, inform” holds nothing, and both are said."""
    leaf = {"interaction.psychedelic.racemic": {"value": "watch, inform"}}
    found = of("psychedelic", (*WHOLE, PSILOCYBIN), leaf)
    assert found.state is MET
    assert found.says == "watch, inform: Psilocybin, said by a clinician on 2026-11-22."


def test_a_reading_of_yesterday_is_told_where_it_counts() -> None:
    """Where the base lets a day pass, the item is met by yesterday's reading, and says its day."""
    yesterday = READINGS.replace("2026-11-22", "2026-11-21")
    leaf = {"screening.heart-rate-high.fresh": {"value": "1"}}
    found = of("heart-rate-high", but(READINGS, more=(yesterday,)), leaf)
    assert found.state is MET
    assert found.says == "72 /min on 2026-11-21. Not above 110 /min."
    assert [fact.concept for fact in found.basis] == ["heart-rate"]


@pytest.mark.parametrize(
    ("action", "state", "who"),
    [
        ("exclude", HELD, Who.NOBODY),
        ("defer", HELD, Who.NOBODY),  # a rule of the day: another day
        ("clearance", HELD, Who.PRESCRIBER),
        ("modify", MET, None),
        ("watch", MET, None),
    ],
)
def test_who_may_lift_what_was_found_by_its_action(
    action: str, state: ItemState, who: Who | None
) -> None:
    leaf = {"interaction.psychedelic.racemic": {"value": action}}
    found = of("psychedelic", (*WHOLE, PSILOCYBIN), leaf)
    assert (found.state, found.who) == (state, who)
    assert found.says.startswith(f"{action}: ")


def test_a_permission_that_nobody_signed_is_the_directors() -> None:
    """What is only watched waits where the site has not signed that it is."""
    leaf = {"interaction.psychedelic.racemic": {"flag": "design"}}
    found = of("psychedelic", (*WHOLE, PSILOCYBIN), leaf)
    assert (found.state, found.who) == (HELD, Who.DIRECTOR)
