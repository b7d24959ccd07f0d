"""The knowledge that ships: compiled from this very YAML, and a demonstration that can prepare."""

from pathlib import Path

import pytest
from tests.lib.bases import shipped

from titrant.knowledge import Access, Standing, load, shapes
from titrant.knowledge.compiling import write
from titrant.knowledge.files import BASE, COMPILED, SITES
from titrant.knowledge.model_files import write_models
from titrant.knowledge.reviews import find_site_problems

LENGTHS = ("duration.shortest", "duration.longest")


def test_the_compiled_files_are_what_the_yaml_says(tmp_path: Path) -> None:
    """Where this fails: `titrant knowledge compile`, and commit both."""
    write(tmp_path)
    write_models(tmp_path)
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
    """Except ten limits of approved protocols, which ship empty.

    The programme's page behind each gives no number, and nobody invents one for a demonstration.
    """
    kb, content = load("demo"), shipped()
    read = shapes._needed(content) | shapes._optional(content)
    held = tuple(f"protocol.{id}." for id in kb.ids("protocols") if kb.protocol(id).held)
    empty = {
        *(f"{id}.dose.soft" for id in ("daily-oral-home-s2", "intensive-home-s2")),
        *(f"intensive-clinic-s2.{name}" for name in ("dose.soft", *LENGTHS)),
        *(f"iv-pain-s4.{name}" for name in ("dose.soft", "duration.longest", "rate.cap")),
        *(f"iv-s3.{name}" for name in ("duration.longest", "rate.cap")),
    }
    used = [leaf for leaf in kb.leaves() if leaf.id in read or leaf.id.startswith("dilution.")]
    holding = [
        leaf
        for leaf in used
        if leaf.standing(kb.released) is not Standing.IN_FORCE and not leaf.id.startswith(held)
    ]
    assert {leaf.id for leaf in holding} == {f"protocol.{id}" for id in empty}
    assert {leaf.standing(kb.released) for leaf in holding} == {Standing.EMPTY}
    assert {kb.source(leaf.source).access for leaf in holding} == {Access.SEED}


def test_the_demonstration_signs_nothing_that_needs_no_signature() -> None:
    kb, site = load(), load("demo")
    signed = [leaf.id for leaf in site.leaves() if leaf.signature is not None]
    assert [id for id in signed if kb.leaf(id).standing(kb.released) is Standing.IN_FORCE] == []


def test_the_demonstration_approves_every_protocol_that_is_not_held_in_its_version() -> None:
    kb = load("demo")
    usable = [id for id in kb.ids("protocols") if not kb.protocol(id).held]
    assert find_site_problems(kb) == []
    assert sorted(kb.approved_versions()) == usable
    assert all(kb.protocol(id).demonstration for id in usable)


def test_what_nobody_may_give_is_held_and_says_why() -> None:
    """Witnesses: FDA's alert (R78), a tablet that is not marketed (R107), a trial's plan (R75)."""
    kb = load("demo")
    held = {id: kb.protocol(id).held for id in kb.ids("protocols") if kb.protocol(id).held}
    assert held.keys() == {"daily-nasal-home-s2", "iv-esketamine-crps-r75", "oral-er-r107"}
    assert all(kb.protocol(id).approved_on is None for id in held)


@pytest.mark.parametrize("id", load().leaf_ids())
def test_every_leaf_can_be_shown_with_its_source(id: str) -> None:
    kb = load()
    leaf = kb.leaf(id)
    assert leaf.shown
    assert kb.source(leaf.source).title
    assert leaf.title == leaf.title.strip()
