"""`titrant prepare --pdf`: what the file says, and that it is written whole or not at all."""

from pathlib import Path

import pytest
from tests.lib.prepare_words import run, words_of


def pdf_text(path: Path) -> str:
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return text.replace("\N{NO-BREAK SPACE}", " ")  # between a number and its unit


def test_the_pdf_says_what_the_sheet_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    status, _, _ = run(capsys, f"{words_of()} --pdf {path}")
    text = pdf_text(path)
    assert status == 0
    assert path.read_bytes().startswith(b"%PDF")
    for words in (
        "Draw-up sheet",
        "UNSIGNED DRAFT",
        "prepared by",
        "checked by",
        "3.5 mL in a 5 mL syringe",
        "52.5 mL/h for 40 min",
        "Where each number comes from",
        "R10, dosage forms and strengths",
        "DEMONSTRATION",
        "patient: name and record number",
    ):
        assert words in text
    assert [p.name for p in tmp_path.iterdir()] == ["sheet.pdf"]


def test_the_same_order_gives_the_same_pdf(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("one.pdf", "two.pdf"):
        run(capsys, f"{words_of()} --pdf {tmp_path / name}")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_the_pdf_of_a_refusal_has_no_number(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    run(capsys, f"{words_of(vial='100 mg/mL')} --pdf {path}")
    text = pdf_text(path)
    assert "REFUSED. Do not draw up." in text
    assert "mL in a" not in text


def test_the_pdf_of_a_held_order_without_a_site(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "sheet.pdf"
    run(capsys, f"{words_of().replace('--site demo ', '')} --pdf {path}")
    assert "Hold until the medical director of this site signs" in pdf_text(path)


def test_a_folder_in_the_way_of_the_pdf(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, err = run(capsys, f"{words_of()} --pdf {tmp_path}")
    assert status == 2
    assert out == ""
    assert "is a folder. Name a file in it." in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["''", "."])
def test_a_pdf_without_a_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    status, out, err = run(capsys, f"{words_of()} --pdf {name}")
    assert (status, out) == (2, "")
    assert "Name a file in it." in err


def test_a_pdf_is_written_whole_or_not_at_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the last step fails, nothing half-made is left behind."""

    def fails(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fails)
    status, out, err = run(capsys, f"{words_of()} --pdf {tmp_path / 'sheet.pdf'}")
    assert (status, out) == (2, "")
    assert "No space left on device" in err
    assert list(tmp_path.iterdir()) == []
