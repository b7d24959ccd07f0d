"""What a site may make of an action: the same, a graver one, or the looser one that is offered."""

import pytest
from tests.lib.bases import knowledge, row, shipped, site

from titrant.knowledge import Action, KnowledgeError, Leaf, Standing, actions_of
from titrant.knowledge.rules import parse_actions

CELL = "screening.minor.home"


def signed(value: str, says: str = "clearance, watch", **changes: str) -> Leaf:
    """Return a cell that says one thing, and that a site signs as another."""
    content = shipped()
    content["leaves"][CELL] = row(value=says, unit=None, limit=None, flag="opinion", **changes)
    return knowledge(content, site=site({"leaf": CELL, "value": value})).leaf(CELL)


@pytest.mark.parametrize(
    ("value", "instead_of"),
    [
        ("clearance, watch", None),
        ("defer", "clearance, watch"),
        ("exclude", "clearance, watch"),
        ("exclude,watch", "clearance, watch"),
    ],
)
def test_a_site_may_sign_an_action_or_a_graver_one(value: str, instead_of: str | None) -> None:
    leaf = signed(value)
    assert leaf.value == value
    assert leaf.standing(knowledge().released) is Standing.IN_FORCE
    assert leaf.signature is not None
    assert leaf.signature.instead_of == instead_of


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    "value",
    [
        "watch",
        "modify",
        "clearance",  # the same first action, with less after it
        "inform",
        "watch, exclude",  # what is not the gravest first would stop less than it says
        "defer, exclude",
        "Exclude",
        "never",
        "exclude, and ask",
    ],
)
def test_a_site_may_sign_nothing_looser_and_no_word_that_is_no_action(value: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        signed(value)
    assert str(error.value) == (
        f"Site here, {CELL}: signed as {value}, the knowledge base says clearance, watch. "
        "A signature restates the value; only a limit or an action may be made stricter."
    )


def test_of_two_actions_that_the_evidence_offers_a_site_may_sign_the_looser() -> None:
    """Evidence, correction 1.20: the stricter stands until the site signs the looser."""
    leaf = signed("watch", looser="watch")
    assert (leaf.value, leaf.signature and leaf.signature.instead_of) == (
        "watch",
        "clearance, watch",
    )
    with pytest.raises(KnowledgeError, match="signed as inform"):
        signed("inform", looser="watch")


def test_a_text_that_is_no_action_is_not_made_graver() -> None:
    with pytest.raises(KnowledgeError, match="signed as exclude"):
        signed("exclude", says="Whole pieces only.")


def test_actions_are_read_in_their_order() -> None:
    assert actions_of(signed("exclude, watch")) == (Action.EXCLUDE, Action.WATCH)
    with pytest.raises(ValueError, match="perhaps"):
        parse_actions("exclude, perhaps")


def test_the_order_of_gravity() -> None:
    """Witness: the evidence, section 3, names its actions from the gravest to the mildest."""
    assert [action.gravity for action in Action] == [0, 1, 2, 3, 4, 5]
    assert list(Action) == ["exclude", "defer", "clearance", "modify", "watch", "inform"]
