"""What levels and doses do: only inside of what a source measured, and only for populations."""

from pathlib import Path

import numpy as np
import pytest

from titrant.knowledge import KnowledgeError
from titrant.knowledge.effect_files import pk_effect, pk_effects
from titrant.knowledge.errors import UnknownEntry
from titrant.knowledge.files import PK_EFFECTS
from titrant.pkpd.effects import Pressure, Score, rises, strength
from titrant.pkpd.errors import PkError
from titrant.pkpd.regimen import Dose, Regimen


def _score() -> Score:
    found = pk_effect("bowdle-1998")
    assert isinstance(found, Score)
    return found


def _pressure() -> Pressure:
    found = pk_effect("yale-2024")
    assert isinstance(found, Pressure)
    return found


def _dose(amount: float = 35.0, over: float = 40 / 60, route: str = "iv") -> Regimen:
    return Regimen((Dose(amount=amount, route=route, over=over),))


def test_the_numbers_are_those_of_the_evidence() -> None:
    score, pressure = _score(), _pressure()
    assert (score.range.low, score.range.high, score.people) == (50, 200, 10)
    assert (pressure.systolic.mean, pressure.systolic.sd) == (16.0, 11.2)
    assert (pressure.diastolic.mean, pressure.diastolic.sd) == (11.0, 8.5)
    assert (pressure.people, pressure.infusions) == (138, 2342)
    assert {score.cited.flag, pressure.cited.flag} == {"seen"}


def test_each_source_has_an_address_and_says_which_part_was_read() -> None:
    """The DOIs are those that the abstracts print; the parts are those of the abstracts."""
    known = {
        "bowdle-1998": ("https://doi.org/10.1097/00000542-199801000-00015", "methods and results"),
        "yale-2024": ("https://doi.org/10.1016/j.genhosppsych.2024.07.001", "results"),
    }
    assert set(pk_effects()) == set(known)
    for id, (address, part) in known.items():
        text = (PK_EFFECTS / f"{id}.yaml").read_text(encoding="utf-8")
        assert f"address: {address}\n    access: A\n    read_on: 2026-11-22\n" in text
        assert pk_effect(id).cited.locator == f"abstract, {part}"


def test_what_is_assumed_says_so() -> None:
    assert _score().zero_cited.flag == "design"
    assert _score().zero_cited.assumed


def test_a_score_rises_in_a_line_to_the_top_of_the_range() -> None:
    low, high = strength(_score(), [50, 100, 150, 200], drug="ketamine", site="venous")
    assert low == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert high == pytest.approx([0.25, 0.5, 0.75, 1])


@pytest.mark.parametrize("level", [0.0, 49.9, 200.1, -1.0, np.nan, np.inf])
def test_a_level_outside_of_the_range_is_refused(level: float) -> None:
    with pytest.raises(PkError, match="outside of 50 to 200 ng/mL"):
        strength(_score(), [100.0, level], drug="ketamine", site="venous")


@pytest.mark.parametrize(
    ("drug", "site"), [("esketamine", "venous"), ("ketamine", "arterial"), ("", "")]
)
def test_a_score_of_another_drug_or_site_is_refused(drug: str, site: str) -> None:
    with pytest.raises(PkError, match="owdle-1998 was measured"):
        strength(_score(), [100.0], drug=drug, site=site)


def test_the_pressure_rises_as_printed() -> None:
    found = rises(_pressure(), _dose(), 70.0, drug="ketamine", percentiles=(50, 84.134474606854))
    assert found.systolic == pytest.approx((16.0, 27.2))
    assert found.diastolic == pytest.approx((11.0, 19.5))


@pytest.mark.parametrize(
    "regimen",
    [
        _dose(amount=36.0),
        _dose(over=0.5),
        _dose(over=0.0),
        _dose(route="im"),
        Regimen((*_dose().doses, Dose(amount=35, route="iv", at=72, over=40 / 60))),
        _dose().with_ratios({"iv": 2.0}),
    ],
)
def test_another_dose_is_refused(regimen: Regimen) -> None:
    with pytest.raises(PkError, match=r"one dose of 0\.5 mg/kg iv over 40 min only"):
        rises(_pressure(), regimen, 70.0, drug="ketamine")


@pytest.mark.parametrize("weight", [0.0, -70.0, np.nan, np.inf])
def test_a_weight_that_cannot_be_is_refused(weight: float) -> None:
    with pytest.raises(PkError, match="he weight is"):
        rises(_pressure(), _dose(), weight, drug="ketamine")


def test_another_drug_and_a_percentile_that_cannot_be_are_refused() -> None:
    with pytest.raises(PkError, match="not with esketamine"):
        rises(_pressure(), _dose(), 70.0, drug="esketamine")
    for bad in (0.0, 100.0, np.nan):
        with pytest.raises(PkError, match="percentile"):
            rises(_pressure(), _dose(), 70.0, drug="ketamine", percentiles=(bad,))


def test_nothing_tells_of_benefit() -> None:
    """No effect of depression scales is shipped: levels did not go with benefit."""
    assert pk_effects() == ("bowdle-1998", "yale-2024")
    fields = {name for kind in (Score, Pressure) for name in kind.__struct_fields__}
    assert not fields & {"response", "remission", "madrs"}
    assert "nothing of benefit" in " ".join(_score().caution)


def test_an_unknown_effect_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownEntry, match=r"bowdle-1998, yale-2024"):
        pk_effect("madrs")


@pytest.mark.parametrize(
    ("id", "old", "new", "said"),
    [
        ("bowdle-1998", "kind: score", "kind: benefit", "kind"),
        ("bowdle-1998", "id: bowdle-1998", "id: other", "holds the effect other"),
        ("bowdle-1998", "cite: {source: paper", "cite: {source: rumour", "rumour"),
        ("bowdle-1998", "low: 50,", "low: 250,", "do not rise"),
        ("bowdle-1998", "ng/mL}", "mg/L}", "unit"),
        ("bowdle-1998", "people: 10", "people: 0", "not above zero"),
        ("yale-2024", "sd: 11.2", "sd: 0", "not above zero"),
        ("yale-2024", "people: 138", "folk: 138", "not a key"),
    ],
)
def test_a_file_that_is_wrong_says_where(
    tmp_path: Path, id: str, old: str, new: str, said: str
) -> None:
    text = (PK_EFFECTS / f"{id}.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / f"{id}.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        pk_effect(id, tmp_path)
