"""From the YAML that people sign to the JSON that runs: same knowledge, same bytes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.lib.bases import LEAF, RELEASE, base, leaf_yaml

from titrant.knowledge import KnowledgeError, load
from titrant.knowledge.compiling import compile_base, compile_site, write

DEFAULTS = "defaults: {effective: 2025-01-01, review: 2026-12-31}\n"
UNDATED = leaf_yaml(effective=None, review=None)
VIAL = "{name: A, drug: ketamine, form: vial, routes: [iv], jurisdiction: US, leaves: %s}"
SYRINGE = "{name: A, leaves: {capacity: %s}}"


def refusal(folder: Path) -> str:
    with pytest.raises(KnowledgeError) as error:
        compile_base(folder)
    return str(error.value)


# -- what is read ----------------------------------------------------------------------------


def test_a_leaf_arrives_whole(tmp_path: Path) -> None:
    leaf = leaf_yaml(value="0.50", unit="mg/kg", basis="actual", limit="{kind: firm, stops: below}")
    content = compile_base(base(tmp_path, x=f"leaves:\n  a.b: {leaf}"))
    assert content["leaves"]["a.b"] == {
        **LEAF,
        "value": "0.50",
        "range": None,
        "unit": "mg/kg",
        "basis": "actual",
        "limit": {"kind": "firm", "stops": "below"},
        "expires": None,
        "needs_site_value": False,
        "needs_sign_off": False,
        "note": "",
    }
    assert content["release"] == {"version": "1", "released": "2026-11-22"}


def test_the_dates_of_a_file_go_to_the_leaves_that_have_none(tmp_path: Path) -> None:
    product = VIAL.replace("%s", f"{{strength: {UNDATED}, lot: {leaf_yaml()}}}")
    text = (
        f"{DEFAULTS}leaves:\n  a: {UNDATED}\n  b: {leaf_yaml(effective=None)}\n  c: {leaf_yaml()}\n"
        f"products: {{v: {product}}}\nsyringes: {{s: {SYRINGE.replace('%s', UNDATED)}}}\n"
    )
    leaves = compile_base(base(tmp_path, x=text))["leaves"]
    assert {id: (leaf["effective"], leaf["review"]) for id, leaf in leaves.items()} == {
        "a": ("2025-01-01", "2026-12-31"),
        "b": ("2025-01-01", "2027-01-01"),
        "c": ("2026-01-01", "2027-01-01"),
        "product.v.strength": ("2025-01-01", "2026-12-31"),
        "product.v.lot": ("2026-01-01", "2027-01-01"),
        "syringe.s.capacity": ("2025-01-01", "2026-12-31"),
    }


def test_the_dates_of_a_file_go_to_no_other_file(tmp_path: Path) -> None:
    said = refusal(base(tmp_path, x=f"{DEFAULTS}leaves: {{}}", y=f"leaves: {{a: {UNDATED}}}"))
    assert said == "y.yaml: leaves.a.effective: is missing.\ny.yaml: leaves.a.review: is missing."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("leaves: [a]", "x.yaml: leaves: is not a mapping"),
        ("leaves: {a: b}", "x.yaml: leaves.a: is not a mapping"),
        ("products: [a]", "x.yaml: products: is not a mapping"),
        ("products: {a: b}", "x.yaml: products.a: is not a mapping"),
        ("syringes: {a: {name: b, leaves: c}}", "x.yaml: syringes.a.leaves: is not a mapping"),
    ],
)
def test_dates_are_given_to_leaves_only(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(base(tmp_path, x=DEFAULTS + text)).startswith(sentence)


def test_the_leaves_of_a_thing_stand_under_its_name(tmp_path: Path) -> None:
    text = f"products: {{v: {VIAL.replace('%s', '{strength: ' + leaf_yaml() + '}')}}}"
    content = compile_base(base(tmp_path, x=text))
    assert list(content["leaves"]) == ["product.v.strength"]
    assert "leaves" not in content["products"]["v"]


@pytest.mark.parametrize(
    ("one", "other", "id"),
    [
        (f"leaves: {{a.b: {leaf_yaml()}}}", f"leaves: {{a.b: {leaf_yaml()}}}", "a.b"),
        (
            f"syringes: {{s: {SYRINGE.replace('%s', leaf_yaml())}}}",
            f"syringes: {{s: {SYRINGE.replace('%s', leaf_yaml())}}}",
            "s",
        ),
        (
            "sources: {R2: {title: a, address: b, access: F, read_on: 2026-11-21}}",
            "sources: {R2: {title: a, address: b, access: F, read_on: 2026-11-21}}",
            "R2",
        ),
    ],
)
def test_an_entry_stands_in_one_file(tmp_path: Path, one: str, other: str, id: str) -> None:
    said = refusal(base(tmp_path, x=one, y=other))
    assert said == f"y.yaml: {id} stands in another file too. Keep one."


@pytest.mark.parametrize("word", ["product", "protocol", "syringe"])
def test_a_leaf_of_a_thing_is_not_written_past_it(tmp_path: Path, word: str) -> None:
    """Else a protocol's closed list of limits could be walked around."""
    said = refusal(base(tmp_path, x=f"leaves: {{{word}.a.dose.frim: {leaf_yaml()}}}"))
    assert said == f"x.yaml: {word}.a.dose.frim is a leaf of a {word}. Write it under its leaves."


def test_a_folder_without_a_release_is_no_base(tmp_path: Path) -> None:
    said = refusal(tmp_path)
    assert said.startswith(f"{tmp_path}/release.yaml cannot be read: No such file or directory.")


def test_a_file_is_text_in_utf_8(tmp_path: Path) -> None:
    (base(tmp_path) / "x.yaml").write_bytes("leaves: {a: µ}".encode("latin-1"))
    said = refusal(tmp_path)
    assert (
        said == f"{tmp_path}/x.yaml cannot be read: it is not UTF-8 text. Name another, or mend it."
    )


def test_files_in_folders_are_read_and_named(tmp_path: Path) -> None:
    (base(tmp_path) / "protocols").mkdir()
    (tmp_path / "protocols" / "a.yaml").write_text("leafs: {}", encoding="utf-8")
    assert refusal(tmp_path) == "protocols/a.yaml: leafs: is not a key of the schema."


# -- a site's overlay ------------------------------------------------------------------------

SITE = """
site: here
title: A clinic
signatory: {by: Dr A, role: medical director, on: 2026-11-22, why: policy 4}
"""


def overlay(folder: Path, text: str) -> dict[str, Any]:
    path = folder / "here.yaml"
    path.write_text(text, encoding="utf-8")
    return compile_site(path)


def test_a_signatory_signs_what_names_nobody(tmp_path: Path) -> None:
    text = SITE + (
        "signatures:\n"
        "  - {leaf: a, value: 1, unit: mg}\n"
        "  - {leaf: b, value: Whole pieces only., by: Dr B, on: 2026-12-01, why: read again}\n"
        "approvals:\n"
        "  - {protocol: p, version: '1'}\n"
    )
    made = overlay(tmp_path, text)
    who = {"by": "Dr A", "role": "medical director", "on": "2026-11-22", "why": "policy 4"}
    assert made == {
        "site": "here",
        "title": "A clinic",
        "demonstration": False,
        "jurisdiction": None,
        "signatures": [
            {"leaf": "a", "value": "1", "range": None, "unit": "mg", **who},
            {
                "leaf": "b",
                "value": "Whole pieces only.",
                "range": None,
                "unit": None,
                **who,
                "by": "Dr B",
                "on": "2026-12-01",
                "why": "read again",
            },
        ],
        "approvals": [{"protocol": "p", "version": "1", **who}],
    }


def test_a_site_may_sign_nothing(tmp_path: Path) -> None:
    made = overlay(tmp_path, "site: here\ntitle: A clinic\ndemonstration: true")
    assert (made["signatures"], made["approvals"], made["demonstration"]) == ([], [], True)


def test_a_site_says_where_it_is(tmp_path: Path) -> None:
    made = overlay(tmp_path, "site: here\ntitle: A clinic\njurisdiction: gb")
    assert made["jurisdiction"] == "gb"


# -- what is written -------------------------------------------------------------------------


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(folder: Path, sites: dict[str, str] | None = None, **files: str) -> str:
    """Compile a small base in `folder`/base with its sites into `folder`/compiled."""
    (folder / "sites").mkdir(parents=True, exist_ok=True)
    for name, text in (sites or {}).items():
        (folder / "sites" / f"{name}.yaml").write_text(text, encoding="utf-8")
    made = base(folder / "base", **files)
    return write(folder / "compiled", base=made, sites=folder / "sites")


TWO = f"leaves:\n  a: {leaf_yaml()}\n  b: {leaf_yaml(value='2')}\n"
SIGNED = SITE + "signatures: [{leaf: a, value: 10, unit: mg}]"


def test_the_hash_is_that_of_the_bytes_that_run(tmp_path: Path) -> None:
    digest = put(tmp_path, {"here": SIGNED}, x=TWO)
    files = written(tmp_path / "compiled")
    assert digest == hashlib.sha256(files["knowledge.json"]).hexdigest()
    assert json.loads(files["manifest.json"]) == {
        "hash": digest,
        "version": "1",
        "files": {
            name: hashlib.sha256((tmp_path / "base" / name).read_bytes()).hexdigest()
            for name in ("release.yaml", "sources.yaml", "x.yaml")
        },
        "sites": {
            "here.yaml": hashlib.sha256(SIGNED.encode()).hexdigest(),
            "here.json": hashlib.sha256(files["sites/here.json"]).hexdigest(),
        },
    }
    assert load("here", folder=tmp_path / "compiled").hash == digest


def test_compiling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    put(tmp_path, {"here": SIGNED}, x=TWO)
    once = written(tmp_path / "compiled")
    put(tmp_path, {"here": SIGNED}, x=TWO)
    assert written(tmp_path / "compiled") == once
    assert set(once) == {"knowledge.json", "manifest.json", "sites/here.json"}


def test_one_entry_is_one_line(tmp_path: Path) -> None:
    put(tmp_path / "one", x=TWO)
    put(tmp_path / "two", x=TWO.replace("value: 2", "value: 3"))
    lines = [
        (tmp_path / name / "compiled" / "knowledge.json").read_text(encoding="utf-8").splitlines()
        for name in ("one", "two")
    ]
    differ = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    assert len(differ) == 1
    assert differ[0][0].startswith('"b": {')


@pytest.mark.parametrize(
    ("files", "same"),
    [
        # Where a leaf stands does not matter: the file, the order of leaves, the order of keys,
        # flow or block style, remarks.
        ({"y": f"leaves: {{b: {leaf_yaml(value='2')}, a: {leaf_yaml()}}}"}, True),
        (
            {"y": f"leaves: {{a: {leaf_yaml()}}}", "a": f"leaves: {{b: {leaf_yaml(value='2')}}}"},
            True,
        ),
        (
            {
                "x": "# a remark\nleaves:\n  b:\n"
                + "".join(
                    f"    {k}: {v}\n" for k, v in reversed([*LEAF.items(), ("note", "''")])
                ).replace("value: 10", "value: 2")
                + f"  a: {leaf_yaml()}\n"
            },
            True,
        ),
        # Whatever is said of it does: value, unit, flag, dates, and also a trailing zero.
        ({"x": TWO.replace("value: 2", "value: 3")}, False),
        ({"x": TWO.replace("value: 2", "value: 2.0")}, False),
        ({"x": TWO.replace("flag: seen", "flag: memory")}, False),
        ({"x": TWO.replace("unit: mg", "unit: g")}, False),
        ({"x": TWO.replace("2027-01-01", "2027-01-02")}, False),
        ({"x": TWO, "release": RELEASE.replace("22", "23")}, False),
    ],
)
def test_the_hash_goes_by_what_is_said_and_not_by_where(
    tmp_path: Path, files: dict[str, str], same: bool
) -> None:
    was = put(tmp_path / "one", x=TWO)
    now = put(tmp_path / "two", None, **files)
    assert (was == now) is same


def test_syringes_keep_the_order_of_their_file(tmp_path: Path) -> None:
    """The smallest that holds a volume is drawn with, so here the order is said, and counts."""

    def syringes(*ids: str) -> str:
        return "syringes:\n" + "".join(
            f"  {id}: {SYRINGE.replace('%s', leaf_yaml(unit='mL'))}\n" for id in ids
        )

    assert put(tmp_path / "one", x=syringes("s", "l")) != put(
        tmp_path / "two", x=syringes("l", "s")
    )
    kb = load(folder=tmp_path / "two" / "compiled")
    assert [syringe.id for syringe in kb.syringes()] == ["l", "s"]


def test_the_hash_of_the_knowledge_leaves_sites_out(tmp_path: Path) -> None:
    assert put(tmp_path / "one", {"here": SIGNED}, x=TWO) == put(tmp_path / "two", x=TWO)


def test_a_site_that_is_gone_is_gone(tmp_path: Path) -> None:
    put(tmp_path, {"here": SIGNED, "there": SIGNED}, x=TWO)
    (tmp_path / "sites" / "there.yaml").unlink()
    put(tmp_path, x=TWO)
    assert set(written(tmp_path / "compiled")) == {
        "knowledge.json",
        "manifest.json",
        "sites/here.json",
    }


def _refuse(_content: dict[str, Any]) -> None:
    raise KnowledgeError("no")


def test_nothing_is_written_where_a_check_refuses(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no"):
        write(tmp_path / "compiled", base=base(tmp_path / "base"), sites=tmp_path, before=_refuse)
    assert not (tmp_path / "compiled").exists()


def test_nothing_is_written_where_a_site_does_not_fit(tmp_path: Path) -> None:
    looser = SITE + "signatures: [{leaf: a, value: 11, unit: mg}]"
    with pytest.raises(KnowledgeError, match="Site here, a: signed as 11, the knowledge base says"):
        put(tmp_path, {"here": looser}, x=TWO)
    assert not (tmp_path / "compiled").exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "compiled").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        put(tmp_path, x=TWO)
    assert str(error.value) == (
        f"{tmp_path}/compiled/sites cannot be written: Not a directory. "
        "Compile where you may write."
    )
