"""`titrant simulate --out`: a picture in the file that was named."""

import shlex
import sys
from pathlib import Path

import pytest

from titrant.cli import main

ONCE = '--regimen "35 mg iv over 40 min" --every "30 min"'
COURSE = '--regimen "35 mg iv over 40 min; repeat 2 every 3 d" --every "4 h"'
WEIGHT = '--weight "70 kg"'
PEOPLE = f"{WEIGHT} --age 40 --subjects 20"


def simulate(words: str) -> int:
    return main(shlex.split(f"simulate --model otto-2021 {words}"))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_picture_is_written_for_one_session(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    assert simulate(f"{ONCE} {PEOPLE} --out a.svg") == 0
    first = (tmp_path / "a.svg").read_bytes()
    drawn = first.decode()
    assert ">hours after first dose<" in drawn
    assert ">otto-2021\u00a0!<" in drawn
    assert "Levels of esketamine and S-norketamine over time, by otto-2021" in drawn
    assert "20 people (70\u00a0kg, 40\u00a0years), seed\u00a01." in drawn
    assert simulate(f"{ONCE} {PEOPLE} --out a.svg") == 0
    assert (tmp_path / "a.svg").read_bytes() == first


def test_a_course_shows_its_doses(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    assert simulate(f"{COURSE} {WEIGHT} --model kamp-2020 --analyte ketamine --out b.png") == 0
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")


def test_a_page_has_pictures_and_numbers(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs titrant[pictures]")
    assert simulate(f"{COURSE} {WEIGHT} --asian --model kamp-2020 --out c.html") == 0
    found = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert found.count("<svg ") == 4
    assert "<script" not in found
    assert "by 2 published models" in found
    assert "<caption>Exposures</caption>" in found
    assert ">2 × 35 mg into a vein<" in found


def test_without_vl_convert_nothing_is_simulated_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert simulate(f"{ONCE} --out a.svg") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "install titrant[pictures], or name a .csv file" in said
    assert list(tmp_path.iterdir()) == []


def test_numbers_need_no_vl_convert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert simulate(f"{ONCE} {WEIGHT} --out a.csv") == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("model,analyte,site,time_h")
