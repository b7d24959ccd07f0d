"""Bands beside guidance in print and as JSON: apart from it, with words of caution first."""

import json
from pathlib import Path

from msgspec import structs
from tests.lib.guided import case_of, course, file_of, guided, option, scores, sessions, weight
from tests.lib.loaded import loaded
from tests.lib.typed import Run

from titrant.cli.exposure_text import exposure_record, exposure_text
from titrant.dosing.bands import CAUTION, Bands
from titrant.dosing.exposure import exposure

THREE = file_of(course(*sessions(12, 8, 5)), measurements=[weight(), *scores((20, 20), (2, 16))])


def test_guidance_is_the_same_with_and_without_the_bands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(THREE, encoding="utf-8")
    typed = "next-dose course.yaml --protocol iv-depression --as-of 2026-12-01 --site demo"
    plain = json.loads(run(f"{typed} --json")[1])
    beside = json.loads(run(f"{typed} --json --exposure")[1])
    bands = beside.pop("exposure")
    assert beside == plain
    assert bands["caution"] == CAUTION
    assert bands["options"]["same"]["option"]["cmax"] == [160, 250]
    out = run(f"{typed} --exposure")[1]
    assert "WHAT PUBLISHED MODELS SAY" in out
    assert "3 sessions: 35 mg over 40 min: peak 160 to 250 ng/mL" in " ".join(out.split())


def test_what_is_refused_is_printed_in_words() -> None:
    guidance = guided(THREE)
    held = Bands(option=None, sessions=(), models=(), refused=("No weight is known.",))
    text = exposure_text(guidance, {"same": held}, 100)
    assert "no band. No weight is known." in " ".join(text.split())
    assert "Sessions so far" not in text
    assert "No option of today has a dose." in exposure_text(guidance, {}, 100)
    assert exposure_record({"same": held})["options"]["same"]["option"] is None


def test_a_level_that_all_models_share_is_one_number() -> None:
    bands = exposure(case_of(THREE), option(guided(THREE), "same"), loaded())
    assert bands.option is not None
    one = structs.replace(bands.option, cmax=(200.0, 200.0))
    text = exposure_text(
        guided(THREE), {"same": structs.replace(bands, option=one, refused=())}, 100
    )
    assert "peak 200 ng/mL" in " ".join(text.split())
    assert "Left out" not in text
