"""Published figures beside predicted ones, and measured interactions by their own route."""

import pytest
from msgspec import structs
from tests.lib.kinetics import NOBODY, one_compartment

from titrant.pkpd import PkError, exposure, read_regimen
from titrant.pkpd.brief import brief, two_figures
from titrant.pkpd.interactions import Interaction, interacting
from titrant.pkpd.model import Domain, Range
from titrant.pkpd.validation import PARENT, Row, Table, compare

MODEL = one_compartment()
ROW = Row(
    name="30 mg",
    regimen="30 mg iv",
    person={"weight": 70},
    until=0,
    exposures={PARENT: {"cmax": 400, "auc": 375}},
)
TABLE = Table(
    id="T1",
    title="A table",
    kind="external",
    about="",
    source="",
    flag="seen",
    models=("test-model",),
    rows=(ROW,),
    bounds={"ketamine": {"cmax": 0.1, "auc": 0.01}},
)


def test_each_figure_has_its_prediction_error_and_bound() -> None:
    peak, area = compare(TABLE, [MODEL])
    assert (peak.figure, peak.published) == ("cmax", 400)
    assert peak.predicted == pytest.approx(500)
    assert peak.error == pytest.approx(0.25)
    assert not peak.ok
    assert (area.analyte, area.within, area.ok) == ("ketamine", 0.01, True)


def test_a_row_has_bounds_of_its_own_and_without_one_all_is_shown() -> None:
    own = structs.replace(ROW, bounds={"ketamine": {"cmax": 0.3}})
    peak, area = compare(structs.replace(TABLE, rows=(own,)), [MODEL])
    assert (peak.within, peak.ok) == (0.3, True)
    assert (area.within, area.ok) == (None, True)


def test_an_area_may_end_at_a_time() -> None:
    row = structs.replace(ROW, until=1, exposures={"ketamine": {"auc": 375}})
    (area,) = compare(structs.replace(TABLE, rows=(row,)), [MODEL])
    assert area.predicted == pytest.approx(375 * (1 - 0.2635971))


def test_levels_are_compared_one_by_one_and_by_the_median_of_their_errors() -> None:
    levels = {"ketamine": ((0.0, 400.0), (0.0, 500.0), (0.0, 1000.0))}
    row = structs.replace(ROW, exposures={}, levels=levels)
    table = structs.replace(TABLE, rows=(row,), median={"ketamine": 0.2})
    *points, middle = compare(table, [MODEL])
    assert [one.error for one in points] == pytest.approx([0.25, 0.0, -0.5])
    assert middle.figure == "median of the errors"
    assert middle.error == pytest.approx(0.25)
    assert not middle.ok


def test_a_model_without_the_route_is_left_out_and_one_beyond_its_domain_says_so() -> None:
    nasal = structs.replace(ROW, regimen="30 mg nasal")
    assert compare(structs.replace(TABLE, rows=(nasal,)), [MODEL]) == ()
    held = Domain(population="", covariates={}, doses={"iv": Range(1, 2)})
    found = compare(TABLE, [structs.replace(MODEL, domain=held)])
    assert found[0].beyond == ("30 mg iv is outside of 1 to 2 mg",)


def test_a_row_without_a_weight_is_simulated_without_one() -> None:
    row = structs.replace(ROW, person={})
    assert compare(structs.replace(TABLE, rows=(row,)), [MODEL])[1].ok


MEASURED = (
    Interaction(with_="clarithromycin", route="oral", auc=2.6, source="x", flag="seen"),
    Interaction(with_="rifampicin", route="oral", auc=0.14, source="x", flag="seen"),
    Interaction(with_="rifampicin", route="iv", auc=0.86, source="x", flag="seen"),
    Interaction(with_="rifampicin", route="nasal", auc=0.7, source="x", flag="memory"),
)


@pytest.mark.parametrize(
    ("other", "text", "ratio"),
    [
        ("clarithromycin", "30 mg oral", 2.6),
        ("rifampicin", "30 mg oral", 0.14),
        ("rifampicin", "30 mg iv", 0.86),
    ],
)
def test_an_area_is_multiplied_by_what_was_measured_for_its_route(
    other: str, text: str, ratio: float
) -> None:
    alone = read_regimen(text)
    both = interacting(alone, other, MEASURED)
    areas = [exposure(MODEL, one, NOBODY, [1.0]).auc[0, 0] for one in (alone, both)]
    assert areas[1] / areas[0] == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("other", "text", "said"),
    [
        ("garlic", "30 mg iv", "nothing is known of “garlic”. Measured were clarithromycin"),
        ("clarithromycin", "30 mg iv", "nobody measured clarithromycin with a dose into a vein"),
        (
            "rifampicin",
            "30 mg nasal",
            r"the ratio of rifampicin by nose was read in no source\. Find the source and enter",
        ),
        ("rifampicin", "30 mg im", r"It was measured by mouth, into a vein; routes do not stand"),
        ("garlic", "30 mg im", "Measured were clarithromycin, rifampicin.$"),
    ],
)
def test_what_nobody_measured_is_refused(other: str, text: str, said: str) -> None:
    with pytest.raises(PkError, match=said):
        interacting(read_regimen(text), other, MEASURED)


def test_a_brief_answer_is_peak_time_and_area() -> None:
    found = brief(MODEL, read_regimen("30 mg iv over 1 h"), NOBODY, "ketamine")
    assert found.cmax == pytest.approx(1000 * 30 / 80 * (1 - 0.2635971))
    assert [found.tmax, found.auc] == pytest.approx([1.0, 375])


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, 0.0), (158.04, 160.0), (0.01234, 0.012), (99.6, 100.0), (-3.14, -3.1)]
)
def test_two_figures_are_told(value: float, told: float) -> None:
    assert two_figures(value) == told
