"""What runs is what was compiled, and what was compiled is what the YAML says; else a sentence."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from titrant.knowledge import KnowledgeError, Standing, load, loading
from titrant.knowledge.files import BASE, COMPILED, MEND, SITES


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the installed knowledge that takes its place."""
    for name, folder in (("base", BASE), ("sites", SITES), ("compiled", COMPILED)):
        shutil.copytree(folder, tmp_path / name)
        monkeypatch.setattr(loading, folder.name.upper(), tmp_path / name)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_hash_is_that_of_the_file_that_runs() -> None:
    digest = hashlib.sha256((COMPILED / "knowledge.json").read_bytes()).hexdigest()
    assert load().hash == digest
    assert load("demo").hash == digest


def test_an_untouched_copy_loads(copy: Path) -> None:
    kb = load("demo", folder=copy / "compiled")
    assert (kb.hash, kb.site, kb.demonstration) == (load().hash, "demo", True)


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        # -- the YAML changed --------------------------------------------------------------------
        (
            lambda at: edit(at / "base" / "limits.yaml", "value: 2\n", "value: 20\n"),
            "limits.yaml changed after it was compiled.",
        ),
        (
            lambda at: edit(at / "base" / "protocols" / "iv-crps.yaml", "value: 25", "value: 52"),
            "protocols/iv-crps.yaml changed after it was compiled.",
        ),
        (
            lambda at: (at / "base" / "more.yaml").write_text("leaves: {}", encoding="utf-8"),
            "more.yaml changed after it was compiled.",
        ),
        (lambda at: (at / "base" / "limits.yaml").unlink(), "limits.yaml cannot be read."),
        # -- the compiled file changed -----------------------------------------------------------
        (
            lambda at: edit(at / "compiled" / "knowledge.json", '"value":"2"', '"value":"20"'),
            "The compiled knowledge base is not what was compiled.",
        ),
        (
            lambda at: (at / "compiled" / "knowledge.json").write_text("{", encoding="utf-8"),
            "The compiled knowledge base is not what was compiled.",
        ),
        (
            lambda at: (at / "compiled" / "knowledge.json").unlink(),
            "knowledge.json cannot be read.",
        ),
        (
            lambda at: (at / "compiled" / "manifest.json").unlink(),
            "manifest.json cannot be read.",
        ),
        *[
            (
                lambda at, text=text: (at / "compiled" / "manifest.json").write_bytes(text),
                f"manifest.json is not {what}.",
            )
            for text, what in [
                (b"{", "a JSON object"),
                (b"[]", "a JSON object"),
                (b"\xff\xfe", "a JSON object"),
                (b"[" * 100_000, "a JSON object"),
                (b"{}", "what was compiled"),
                (b'{"hash": "", "files": [], "sites": {}}', "what was compiled"),
                (b'{"hash": "", "files": {}, "sites": null}', "what was compiled"),
            ]
        ],
        (
            lambda at: (at / "compiled" / "manifest.json").write_text(
                '{"files": {}, "sites": {}}', encoding="utf-8"
            ),
            "The compiled knowledge base is not what was compiled.",
        ),
        # -- the site changed --------------------------------------------------------------------
        (
            lambda at: edit(at / "sites" / "demo.yaml", "value: 100", "value: 1000"),
            "sites/demo.yaml changed after it was compiled.",
        ),
        (
            lambda at: edit(at / "compiled" / "sites" / "demo.json", '"100"', '"1000"'),
            "sites/demo.json is not what was compiled.",
        ),
        (lambda at: (at / "sites" / "demo.yaml").unlink(), "demo.yaml cannot be read."),
        (
            lambda at: shutil.copy(
                at / "compiled" / "sites" / "demo.json", at / "compiled" / "sites" / "new.json"
            ),
            "",  # a file that nobody compiled does not disturb the others
        ),
    ],
)
def test_what_was_touched_is_said_with_the_mend(
    copy: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(copy)
    if not sentence:
        assert load("demo", folder=copy / "compiled").site == "demo"
        return
    with pytest.raises(KnowledgeError) as error:
        load("demo", folder=copy / "compiled")
    assert str(error.value) == f"{sentence} {MEND}"


def test_a_site_that_nobody_compiled_is_refused(copy: Path) -> None:
    sites = copy / "compiled" / "sites"
    shutil.copy(sites / "demo.json", sites / "new.json")
    with pytest.raises(KnowledgeError, match=r"sites/new\.json is not what was compiled\."):
        load("new", folder=copy / "compiled")


def test_another_folder_needs_no_yaml(tmp_path: Path) -> None:
    shutil.copytree(COMPILED, tmp_path / "elsewhere")
    assert load("demo", folder=tmp_path / "elsewhere").hash == load().hash


@pytest.mark.parametrize("name", ["nowhere", "", ".", "../demo", "demo.json"])
def test_an_unknown_site_is_said_with_those_there_are(name: str) -> None:
    with pytest.raises(KnowledgeError) as error:
        load(name)
    assert str(error.value) == (
        f"There is no site “{name}”. Shipped: demo. "
        "Name one, or give the path of your own site.yaml."
    )


def test_where_no_site_is_shipped_that_is_said(tmp_path: Path) -> None:
    for name in ("knowledge.json", "manifest.json"):
        shutil.copy(COMPILED / name, tmp_path / name)
    with pytest.raises(KnowledgeError, match=r"There is no site “demo”\. Shipped: none\."):
        load("demo", folder=tmp_path)


@pytest.mark.parametrize("suffix", ["yaml", "yml"])
@pytest.mark.parametrize("kind", [str, Path])
def test_a_site_of_ones_own_is_a_path(
    tmp_path: Path, suffix: str, kind: Callable[[Path], str | Path]
) -> None:
    path = tmp_path / f"ours.{suffix}"
    path.write_text(
        "site: ours\ntitle: Our clinic\nsignatures:\n"
        "  - {leaf: limit.iv.session-cap, value: 60, unit: mg, by: Dr A, role: director, "
        "on: 2026-11-22, why: policy 4}\n",
        encoding="utf-8",
    )
    kb = load(kind(path))
    assert (kb.site_title, kb.demonstration) == ("Our clinic", False)
    leaf = kb.leaf("limit.iv.session-cap")
    assert (leaf.shown, leaf.standing(kb.released)) == ("60 mg", Standing.IN_FORCE)


def test_a_site_of_ones_own_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"ours\.yaml cannot be read: No such file"):
        load(tmp_path / "ours.yaml")


def test_loading_imports_nothing_heavy() -> None:
    """Witness: ADR 6. Pydantic, YAML and NumPy belong to the build."""
    script = (
        "import sys\n"
        "from titrant.knowledge import load\n"
        "kb = load('demo')\n"
        "assert kb.leaf('limit.iv.dose.hard').shown == '2 mg/kg'\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    environment = {key: value for key, value in os.environ.items() if "COV" not in key}
    words = [sys.executable, "-c", script]
    printed = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    loaded = set(printed.stdout.split())
    assert "titrant" in loaded
    assert not loaded & {"pydantic", "pydantic_core", "yaml", "numpy", "typst"}


def test_the_compiled_file_is_plain_json() -> None:
    content = json.loads((COMPILED / "knowledge.json").read_bytes())
    assert {"release", "leaves", "sources", "products", "protocols", "rows"} <= content.keys()
