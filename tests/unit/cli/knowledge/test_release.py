"""`titrant knowledge diff`, `hash` and `compile`: what a release is, and the way to the next."""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lib.bases import base, leaf_yaml, shipped
from tests.lib.typed import Run

import titrant
from titrant.knowledge import compiling, load
from titrant.knowledge.files import BASE, COMPILED, MEND

# -- diff ------------------------------------------------------------------------------------


def test_diff_of_the_yaml_against_what_is_installed(run: Run) -> None:
    version = load().version
    assert run(f"diff {shlex.quote(str(BASE))}") == (
        0,
        f"No differences, from {version} to {version}.\n",
        "",
    )


def test_diff_of_two_compiled_files(run: Run, tmp_path: Path) -> None:
    content = shipped()
    content["leaves"]["limit.iv.dose.hard"]["value"] = "1.5"
    content["release"]["version"] = "2027.01.01"
    new = tmp_path / "new.json"
    new.write_text(json.dumps(content), encoding="utf-8")
    old = COMPILED / "knowledge.json"
    status, out, _ = run(f"diff {old} {new}")
    assert status == 0
    assert out.splitlines() == [
        "~ leaves limit.iv.dose.hard: value 2 mg/kg -> 1.5 mg/kg",
        f"1 difference, from {load().version} to 2027.01.01.",
    ]


def test_diff_of_two_folders(run: Run, tmp_path: Path) -> None:
    one = base(tmp_path / "one", x=f"leaves: {{a: {leaf_yaml()}, b: {leaf_yaml()}}}")
    two = base(tmp_path / "two", x=f"leaves: {{a: {leaf_yaml(value='5')}, c: {leaf_yaml()}}}")
    status, out, _ = run(f"diff {one} {two}")
    assert status == 0
    assert out.splitlines() == [
        "~ leaves a: value 10 mg -> 5 mg",
        "- leaves b: a number, 10 mg",
        "+ leaves c: a number, 10 mg",
        "3 differences, from 1 to 1.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory. Name another."),
        (b"\x00\xff\x7fELF\x01", "is not a knowledge base. Name a folder of YAML"),
        (b"{}", "is not a knowledge base. Name a folder of YAML"),
    ],
)
@pytest.mark.parametrize("side", ["{bad}", "{good} {bad}"])
def test_diff_of_what_is_no_knowledge_base(
    run: Run, tmp_path: Path, side: str, content: bytes | None, sentence: str
) -> None:
    bad = tmp_path / "x.json"
    if content is not None:
        bad.write_bytes(content)
    status, out, err = run("diff " + side.format(bad=bad, good=COMPILED / "knowledge.json"))
    assert (status, out) == (2, "")
    assert err.startswith(f"titrant: {bad} {sentence}")
    assert err.endswith(".\n")


def test_diff_of_a_folder_that_is_none(run: Run, tmp_path: Path) -> None:
    status, _, err = run(f"diff {tmp_path}")
    assert status == 2
    assert err.startswith(f"titrant: {tmp_path}/release.yaml cannot be read: No such file")


# -- hash, explain ---------------------------------------------------------------------------


def test_hash(run: Run) -> None:
    digest = hashlib.sha256((COMPILED / "knowledge.json").read_bytes()).hexdigest()
    assert run("hash") == (0, f"{load().version} {digest}\n", "")


# -- compile ---------------------------------------------------------------------------------


def test_compile_says_the_hash(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = compiling.write
    monkeypatch.setattr(compiling, "write", lambda **given: write(tmp_path / "compiled", **given))
    status, out, err = run("compile")
    digest = hashlib.sha256((tmp_path / "compiled" / "knowledge.json").read_bytes()).hexdigest()
    assert (status, out, err) == (0, f"Compiled: {digest}.\n", "")


def test_compile_refuses_what_contradicts_itself(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, small = compiling.write, base(tmp_path / "base", x=f"leaves: {{limit.a: {leaf_yaml()}}}")

    def elsewhere(**given: Any) -> str:
        return write(tmp_path / "compiled", base=small, sites=tmp_path, **given)

    monkeypatch.setattr(compiling, "write", elsewhere)
    status, out, err = run("compile")
    assert (status, out) == (2, "")
    assert "limit.a: no rule reads this limit, so it would stop nothing. Is its id right?" in err
    assert not (tmp_path / "compiled").exists()


# -- the whole of it, in a copy of the package -------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path) -> Callable[[str], tuple[int, str, str]]:
    """Return what runs `titrant knowledge` in a copy of the package, whose YAML can be edited."""
    shutil.copytree(Path(titrant.__file__).parent, tmp_path / "titrant")
    environment = {key: value for key, value in os.environ.items() if "COV" not in key}
    environment["PYTHONPATH"] = str(tmp_path)

    def typed(words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "titrant", "knowledge", *shlex.split(words)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return typed


def test_a_number_is_changed_from_yaml_to_what_runs(installed: Run, tmp_path: Path) -> None:
    """Change, check, refused; mend, compile, run: the way of CONTRIBUTING."""
    knowledge = tmp_path / "titrant" / "knowledge"
    file, site = knowledge / "base" / "limits.yaml", knowledge / "sites" / "demo.yaml"
    text, signed = file.read_text(encoding="utf-8"), site.read_text(encoding="utf-8")
    was, stale = "    value: 1200\n", f"limits.yaml changed after it was compiled. {MEND}"
    assert was in text  # limit.sublingual.dose.hard

    file.write_text(text.replace(was, "    value: 500\n"), encoding="utf-8")
    status, out, err = installed("check --as-of 2026-11-22")
    assert (status, err.startswith("titrant: 2 problems.")) == (1, True)
    problem = "limit.sublingual.dose.hard: stops before limit.sublingual.dose.firm"
    assert f"wrong: {problem}, which is milder.\nwrong: {stale}\n" in out
    assert installed("hash") == (2, "", f"titrant: {stale}\n")
    assert installed("compile") == (2, "", f"titrant: {problem}, which is milder.\n")

    file.write_text(text.replace(was, "    value: 1000\n"), encoding="utf-8")
    site.write_text(signed + "  - {leaf: limit.sublingual.dose.hard, value: 1200, unit: mg}\n")
    status, _, err = installed("compile")  # what a site signed of the looser base is void
    assert status == 2
    assert "1200 mg is looser than 1000 mg. A site may only tighten" in err

    site.write_text(signed, encoding="utf-8")
    assert installed("compile")[0] == 0
    _, out, _ = installed("show limit.sublingual.dose.hard --as-of 2026-11-22 --site demo")
    assert out.startswith("limit.sublingual.dose.hard  1000 mg  [C8, seen, in force]")
