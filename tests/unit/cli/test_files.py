"""The files of a record: what is read, and in which sentence a file ends that cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from titrant.cli import main
from titrant.cli.files import LARGEST, LARGEST_CASE

PATIENT = {"resourceType": "Patient", "id": "a", "birthDate": "1980-05-02", "gender": "female"}
BUNDLE = json.dumps(
    {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": PATIENT},
            {
                "resource": {
                    "resourceType": "Condition",
                    "id": "b",
                    "code": {"text": "Epilepsy"},
                    "subject": {"reference": "Patient/a"},
                }
            },
        ],
    },
    indent=1,
)
AGAIN = "Export this patient's record again, as a FHIR R4 Bundle or NDJSON."
WHOLE = "Give what is about this one person, without images and documents."


def complaint(
    capsys: pytest.CaptureFixture[str], path: Path, *, command: tuple[str, ...] = ("record",)
) -> str:
    """Return the one sentence in which a file ends that cannot be read."""
    status = main([*command, str(path), "--as-of", "2026-11-22"])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("titrant: ")
    assert err.count("\n") == 1
    return err.removeprefix("titrant: ").rstrip("\n")


def understood(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[list[str], list[str]]:
    """Return the concepts of a record, and the forms of its files."""
    status = main(["record", *map(str, paths), "--as-of", "2026-11-22", "--json"])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    made = json.loads(out)
    return [one["concept"] for one in made["facts"]], [one["form"] for one in made["files"]]


# -- what is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case.yaml", "case.yml", "CASE.YAML", "today.Yml"])
def test_yaml_is_a_case_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("conditions: [epilepsy]\n", encoding="utf-8")
    assert understood(capsys, path) == (["epilepsy"], ["case file"])


@pytest.mark.parametrize("name", ["bundle.json", "export.ndjson", "export", "bundle.txt"])
def test_everything_else_is_fhir(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(BUNDLE, encoding="utf-8")
    assert understood(capsys, path) == (["epilepsy"], ["Bundle (collection)"])


def test_several_files_are_one_record(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bundle, today = tmp_path / "bundle.json", tmp_path / "today.yaml"
    bundle.write_text(BUNDLE, encoding="utf-8")
    today.write_text("answers: {escort-arranged: yes}\n", encoding="utf-8")
    concepts = ["epilepsy", "escort-arranged"]
    assert understood(capsys, bundle, today) == (concepts, ["Bundle (collection)", "case file"])


@pytest.mark.parametrize("name", ["Ärztin Müller.json", "a file.json", "-"])
def test_a_file_may_be_called_anything(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(BUNDLE, encoding="utf-8")
    assert understood(capsys, path)[0] == ["epilepsy"]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    titrant = [sys.executable, "-m", "titrant", "record", "/dev/stdin", "--as-of", "2026-11-22"]
    done = subprocess.run(titrant, input=BUNDLE.encode(), capture_output=True, check=True)
    assert b"Epilepsy" in done.stdout


# -- what is too large -----------------------------------------------------------------------


@pytest.mark.parametrize("size", [200 * 1024 * 1024, LARGEST + 1])
def test_a_file_of_200_mb_ends_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, size: int
) -> None:
    path = tmp_path / "huge.json"
    path.touch()
    os.truncate(path, size)  # a sparse file: it takes no room
    assert complaint(capsys, path) == (
        f"huge.json has more than 64 MB, which is the most that is read. {WHOLE}"
    )


def test_a_case_file_that_nobody_writes_by_hand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.touch()
    os.truncate(path, LARGEST_CASE + 1)
    assert complaint(capsys, path) == (
        f"case.yaml has more than 1 MB, which is the most that is read. {WHOLE}"
    )


def test_a_device_without_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Its size is said to be zero: only reading shows that it is too large."""
    assert complaint(capsys, Path("/dev/zero")).startswith("zero has more than 64 MB")


# -- what is not whole, not there, or not text ---------------------------------------------------


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_names_the_line_where_it_breaks_off(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, part: float
) -> None:
    path = tmp_path / "bundle.json"
    cut = BUNDLE[: int(len(BUNDLE) * part)]
    path.write_text(cut, encoding="utf-8")
    line = cut.count("\n") + 1
    assert complaint(capsys, path) == (
        f"bundle.json breaks off in the middle, in line {line}: it is not whole. {AGAIN}"
    )


def test_a_truncated_ndjson_names_its_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "export.ndjson"
    path.write_text(f"{json.dumps(PATIENT)}\n{json.dumps(PATIENT)[:30]}", encoding="utf-8")
    assert complaint(capsys, path) == (
        f"Line 2 of export.ndjson breaks off: the file is not whole. {AGAIN}"
    )


@pytest.mark.parametrize("name", ["nothing.json", "nothing.yaml"])
def test_a_file_that_is_not_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    assert complaint(capsys, path) == (
        f"{path} cannot be read: No such file or directory. Name a file that is there."
    )


def test_a_folder_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert complaint(capsys, tmp_path) == (
        f"{tmp_path} cannot be read: Is a directory. Name a file that is there."
    )


@pytest.mark.parametrize("content", [b"", b"  \n\t\n"])
def test_an_empty_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.json"
    path.write_bytes(content)
    assert complaint(capsys, path) == f"empty.json is empty. {AGAIN}"


def test_a_case_file_that_is_not_utf_8(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes("conditions: [épilepsie]".encode("latin-1"))
    assert complaint(capsys, path) == "case.yaml is not UTF-8 text. Save it as UTF-8."


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-32"])
def test_a_bundle_that_is_not_utf_8(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "bundle.json"
    path.write_bytes(BUNDLE.replace("Epilepsy", "Épilepsie").encode(encoding))
    said = complaint(capsys, path)
    assert said.startswith("bundle.json is not ")
    assert said.endswith(AGAIN)


def test_a_mark_of_utf_8_does_no_harm(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bundle, case = tmp_path / "bundle.json", tmp_path / "case.yaml"
    bundle.write_text(BUNDLE, encoding="utf-8-sig")
    case.write_text("conditions: [asthma]\n", encoding="utf-8-sig")
    assert understood(capsys, bundle, case)[0][0] == "epilepsy"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("hello", "bundle.json is not JSON that can be read"),
        ("%PDF-1.7", "bundle.json is not JSON that can be read"),
        ("<Bundle/>", "bundle.json is not JSON that can be read"),
        ("{}", "bundle.json is JSON without a resourceType: it is not FHIR"),
        ("[1, 2]", "bundle.json is JSON without a resourceType: it is not FHIR"),
        ("[" * 100_000, "bundle.json "),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ("record",),
        ("screen", "--protocol", "iv-depression"),
        ("interactions",),
        ("protocols", "--fit"),
    ],
)
def test_what_is_no_fhir_ends_every_command_in_the_same_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    command: tuple[str, ...],
    content: str,
    said: str,
) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(content, encoding="utf-8")
    made = complaint(capsys, path, command=command)
    assert made.startswith(said)
    assert made.endswith(f". {AGAIN}")


def test_one_bad_file_spoils_the_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good, bad = tmp_path / "bundle.json", tmp_path / "today.yaml"
    good.write_text(BUNDLE, encoding="utf-8")
    bad.write_text("conditions: {", encoding="utf-8")
    assert main(["record", str(good), str(bad), "--as-of", "2026-11-22"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("titrant: today.yaml, line ")
    assert err.endswith("See the reference page “Case files”.\n")
