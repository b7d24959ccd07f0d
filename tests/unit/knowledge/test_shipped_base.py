"""The knowledge that ships: compiled from this very YAML, and a demonstration that can prepare."""

from pathlib import Path

import pytest
from tests.lib.bases import shipped

from titrant.knowledge import Standing, load, shapes
from titrant.knowledge.compiling import write
from titrant.knowledge.files import BASE, COMPILED, SITES
from titrant.knowledge.reviews import find_site_problems


def test_the_compiled_files_are_what_the_yaml_says(tmp_path: Path) -> None:
    """Where this fails: `titrant knowledge compile`, and commit both."""
    write(tmp_path)
    fresh, committed = (
        {path.relative_to(at).as_posix(): path.read_bytes() for path in at.rglob("*.json")}
        for at in (tmp_path, COMPILED)
    )
    assert sorted(committed) == sorted(fresh)
    assert [name for name, text in fresh.items() if committed[name] != text] == []


def test_the_folders_hold_nothing_that_is_not_read() -> None:
    """A `.yml` beside the others would look like knowledge, and be none."""
    files = [path for at in (BASE, SITES) for path in at.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix != ".yaml"] == []


def test_the_demonstration_says_what_it_is() -> None:
    kb = load("demo")
    assert kb.demonstration
    assert "Demonstration" in (kb.site_title or "")
    signed = [leaf.signature for leaf in kb.leaves() if leaf.signature is not None]
    assert signed
    assert all(mark.demonstration and "invented" in mark.by for mark in signed)


def test_the_demonstration_signs_whatever_prepare_can_use() -> None:
    kb, content = load("demo"), shipped()
    read = shapes._needed(content) | shapes._optional(content)
    used = [leaf for leaf in kb.leaves() if leaf.id in read or leaf.id.startswith("dilution.")]
    holding = [leaf.id for leaf in used if leaf.standing(kb.released) is not Standing.IN_FORCE]
    assert holding == []


def test_the_demonstration_signs_nothing_that_needs_no_signature() -> None:
    kb, site = load(), load("demo")
    signed = [leaf.id for leaf in site.leaves() if leaf.signature is not None]
    assert [id for id in signed if kb.leaf(id).standing(kb.released) is Standing.IN_FORCE] == []


def test_the_demonstration_approves_every_protocol_in_its_version() -> None:
    kb = load("demo")
    assert find_site_problems(kb) == []
    assert sorted(kb.approved_versions()) == kb.ids("protocols")
    assert all(kb.protocol(id).demonstration for id in kb.ids("protocols"))


@pytest.mark.parametrize("id", load().leaf_ids())
def test_every_leaf_can_be_shown_with_its_source(id: str) -> None:
    kb = load()
    leaf = kb.leaf(id)
    assert leaf.shown
    assert kb.source(leaf.source).title
    assert leaf.title == leaf.title.strip()
