"""Which cell of a rule is about a treatment."""

import pytest
from tests.lib.looking import kb, rule

from titrant.clinical import Route
from titrant.dosing.screening.treatment import cell_of, jurisdictions, treatment_of
from titrant.knowledge import Action, Column


@pytest.mark.parametrize(
    ("protocol", "columns"),
    [
        ("iv-depression", (Column.RACEMIC, Column.INJECTED)),
        ("im-depression", (Column.RACEMIC, Column.INJECTED)),
        ("sc-depression", (Column.RACEMIC, Column.INJECTED)),
        ("spravato-us-trd", (Column.ESKETAMINE, Column.NASAL)),
        ("oral-depression", (Column.RACEMIC, Column.MOUTH)),
        ("sublingual-home", (Column.RACEMIC, Column.MOUTH, Column.HOME)),
    ],
)
def test_a_treatment_has_its_columns(protocol: str, columns: tuple[Column, ...]) -> None:
    treatment = treatment_of(kb().protocol(protocol))
    assert treatment.columns == columns
    assert treatment.at_home == (Column.HOME in columns)
    assert isinstance(treatment.route, Route)


def test_a_protocol_of_one_place_keeps_it() -> None:
    assert treatment_of(kb().protocol("spravato-us-trd"), "gb").jurisdiction == "us"
    assert treatment_of(kb().protocol("iv-depression"), "GB").jurisdiction == "gb"
    assert treatment_of(kb().protocol("iv-depression")).jurisdiction is None


@pytest.mark.parametrize(
    ("place", "action"),
    [
        ("us", Action.CLEARANCE),
        ("gb", Action.EXCLUDE),  # the label names stroke: R83
        ("ch", Action.EXCLUDE),  # R82
        (None, Action.EXCLUDE),  # nobody said: the strictest of all
    ],
)
def test_an_old_stroke_by_jurisdiction(place: str | None, action: Action) -> None:
    cell = cell_of(rule("ischaemic-stroke"), treatment_of(kb().protocol("iv-depression"), place))
    assert cell is not None
    assert cell.actions[0] is action


def test_germany_reads_the_eu_label() -> None:
    spray = next(
        kb().protocol(id)
        for id in kb().ids("protocols")
        if kb().protocol(id).jurisdiction.lower() == "eu"
    )
    treatment = treatment_of(spray)
    cell = cell_of(rule("cardiovascular-event-recent"), treatment)
    assert cell is not None
    assert (cell.actions, cell.leaf.source) == ((Action.EXCLUDE,), "R21")
    german = type(treatment)(
        protocol=treatment.protocol,
        title=treatment.title,
        drug=treatment.drug,
        route=treatment.route,
        setting=treatment.setting,
        jurisdiction="de",
    )
    assert cell_of(rule("cardiovascular-event-recent"), german) == cell


def test_a_rule_without_a_cell_for_a_treatment_says_nothing() -> None:
    spray = treatment_of(kb().protocol("spravato-us-trd"))
    assert cell_of(rule("swiss-systolic"), spray) is None
    home = treatment_of(kb().protocol("sublingual-home"))
    strictest = cell_of(rule("stable-heart-disease"), home)
    assert strictest is not None
    assert strictest.actions == (Action.EXCLUDE,)


def test_the_jurisdictions_that_something_is_written_for() -> None:
    assert {"us", "eu", "gb", "ch", "de", "my"} <= set(jurisdictions(kb()))
    assert "any" not in jurisdictions(kb())
