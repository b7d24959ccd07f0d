"""`titrant knowledge` as a person meets it: what is printed, where, and with which status."""

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

import titrant
from titrant.cli import main
from titrant.knowledge import compiling, load, loading
from titrant.knowledge.files import BASE, COMPILED, MEND

Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `titrant knowledge` with shell words: status, output, error."""

    def typed(words: str) -> tuple[int, str, str]:
        status = main(["knowledge", *shlex.split(words)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return typed


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test that is about something else the second that reading the YAML takes."""
    monkeypatch.setattr(compiling, "compile_base", shipped)


OURS = """
site: ours
title: Our clinic
signatory: {by: Dr A, role: medical director, on: 2026-11-22, why: policy 4}
"""


@pytest.fixture
def ours(tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes a site of one's own."""

    def write(text: str) -> Path:
        path = tmp_path / "ours.yaml"
        path.write_text(OURS + text, encoding="utf-8")
        return path

    return write


# -- check -----------------------------------------------------------------------------------

# The one rule of the release with an end within 60 days: 31 December 2026 is its last day.
ENDS = "ends on 2027-01-01, in 40 days: policy.us.telehealth, policy.us.telehealth.needs."


def test_check_of_what_ships(run: Run) -> None:
    status, out, err = run("check --as-of 2026-11-22")
    said = {
        "screening": "screening rules",
        "interactions": "interaction rules",
        "rows": "evidence rows",
    }
    tables = ", ".join(
        f"{len(entries)} {said.get(name, name)}"
        for name, entries in shipped().items()
        if name != "release"
    )
    kb = load()
    holding = sum(leaf.standing(kb.released) != "in force" for leaf in kb.leaves())
    assert (status, err) == (0, "")
    assert out == (
        f"{ENDS}\n"
        f"Knowledge {kb.version} holds {tables}.\n"
        "Judged as of 2026-11-22, no site.\n"
        f"{holding} of its leaves are not in force and hold: "
        "see “titrant knowledge show --unsigned”.\n"
        "No problems; reviews or ends are listed above.\n"
    )


@pytest.mark.usefixtures("quick")
def test_check_on_a_day_when_nothing_ends_soon(run: Run) -> None:
    status, out, _ = run("check --as-of 2026-11-01")
    assert status == 0
    assert out.startswith("Knowledge ")
    assert out.endswith("No problems; nothing is due for review.\n")


@pytest.mark.usefixtures("quick")
def test_check_under_a_site(run: Run) -> None:
    status, out, _ = run("check --as-of 2026-11-22 --site demo")
    assert status == 0
    assert "Judged as of 2026-11-22, Demonstration clinic (invented)." in out
    assert "see “titrant knowledge show --unsigned --site demo”." in out


@pytest.mark.usefixtures("quick")
def test_check_tells_what_is_due(run: Run) -> None:
    status, out, err = run("check --as-of 2030-01-01")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == (
        "review due since 2026-12-15: policy.us.in-person, policy.us.special-registration, "
        "policy.us.telehealth, policy.us.telehealth.needs."
    )
    assert lines[1].startswith("review due since 2027-03-13: protocol.spravato-us-trd.dose.floor, ")
    assert ENDS.replace("ends", "ended").replace(", in 40 days", "") in lines
    assert lines[-1] == "No problems; reviews or ends are listed above."


@pytest.mark.usefixtures("quick")
def test_check_of_a_site_of_ones_own(run: Run, ours: Callable[[str], Path]) -> None:
    path = ours("signatures: [{leaf: limit.iv.dose.firm, value: 0.8, unit: mg/kg}]")
    status, out, _ = run(f"check --as-of 2026-11-22 --site {path}")
    assert status == 0
    assert "Judged as of 2026-11-22, Our clinic." in out


@pytest.mark.usefixtures("quick")
def test_check_tells_an_approval_of_nothing(run: Run, ours: Callable[[str], Path]) -> None:
    path = ours(
        "approvals:\n  - {protocol: iv-depression, version: '2'}\n"
        "  - {protocol: iv-depresion, version: '1'}\n"
    )
    status, out, err = run(f"check --as-of 2026-11-22 --site {path}")
    assert status == 1
    assert out.startswith(
        "wrong: site ours: it approves iv-depression version 2, and this release holds version 1. "
        "Read that version, and approve it.\n"
        "wrong: site ours: it approves iv-depresion, and there is no such protocol.\n"
    )
    assert out.endswith("2 problems; reviews or ends are listed above.\n")
    assert err == "titrant: 2 problems. Mend the YAML, then run “titrant knowledge compile”.\n"


FIRM = "leaf: limit.iv.dose.firm, unit: mg/kg"
LOOSER = "is looser than 1 mg/kg. A site may only tighten: sign this value or a stricter one."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            f"signatures: [{{{FIRM}, value: 1.5}}]",
            f"Site ours, limit.iv.dose.firm: 1.5 mg/kg {LOOSER}",
        ),
        (
            f"signatures: [{{{FIRM}, value: 0.8}}, {{{FIRM}, value: 0.9}}]",
            "Site ours, limit.iv.dose.firm: signed more than once. Keep one signature.",
        ),
        (
            "signatures: [{leaf: new, value: 1, unit: mg}]",
            "Site ours, new: there is no such leaf. A site signs what is there, and adds nothing.",
        ),
        ("leaves: {}", "ours.yaml: leaves: is not a key of the schema."),
    ],
)
@pytest.mark.parametrize("command", ["check", "show", "explain limit.iv.dose.firm"])
@pytest.mark.usefixtures("quick")
def test_a_site_that_may_not_is_bad_input(
    run: Run, ours: Callable[[str], Path], command: str, text: str, sentence: str
) -> None:
    status, out, err = run(f"{command} --site {ours(text)}")
    assert (status, out, err) == (2, "", f"titrant: {sentence}\n")


@pytest.mark.parametrize("command", ["check", "show", "explain limit.iv.dose.firm"])
@pytest.mark.usefixtures("quick")
def test_an_unknown_site_is_bad_input(run: Run, command: str) -> None:
    status, out, err = run(f"{command} --site nowhere")
    assert (status, out) == (2, "")
    assert err == (
        "titrant: There is no site “nowhere”. Shipped: demo. "
        "Name one, or give the path of your own site.yaml.\n"
    )


def test_check_tells_every_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    content = shipped()
    content["leaves"]["limit.iv.dose.hard"]["value"] = "0.9"
    monkeypatch.setattr(compiling, "compile_base", lambda: content)
    status, out, err = run("check --as-of 2026-11-22")
    assert status == 1
    assert out.splitlines()[0] == (
        "wrong: limit.iv.dose.hard: stops before limit.iv.dose.firm, which is milder."
    )
    assert out.splitlines()[-1] == "1 problem; reviews or ends are listed above."
    assert err == "titrant: 1 problem. Mend the YAML, then run “titrant knowledge compile”.\n"


@pytest.mark.usefixtures("quick")
def test_check_tells_that_the_yaml_was_not_compiled(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BASE", tmp_path)  # empty: no YAML that was compiled is there
    loading._verified.cache_clear()
    status, out, _ = run("check --as-of 2026-11-22")
    loading._verified.cache_clear()
    assert status == 1
    assert out.splitlines()[0] == f"wrong: claims.yaml cannot be read. {MEND}"


@pytest.mark.parametrize(
    ("day", "shown"), [("today", "today"), ("22.11.2026", "22.11.2026"), ("20261122", "20261122")]
)
@pytest.mark.parametrize("command", ["check", "show", "explain nasal.rest"])
@pytest.mark.usefixtures("quick")
def test_a_day_that_is_none(run: Run, command: str, day: str, shown: str) -> None:
    status, out, err = run(f"{command} --as-of {day}")
    assert (status, out) == (2, "")
    assert err == f"titrant: --as-of: “{shown}” is not a date. Write it like 2026-11-22.\n"


def test_without_a_day_it_is_today(run: Run) -> None:
    assert "judged as of 2" in run("show nasal")[1]


# -- show ------------------------------------------------------------------------------------


def test_show_by_prefix(run: Run) -> None:
    status, out, err = run("show limit.iv --as-of 2026-11-22")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert "limit.iv.dose.hard    2 mg/kg  [R10, seen, in force]" in lines
    assert "limit.iv.session-cap  not set  [HOUSE, design, empty]" in lines
    assert lines[-1] == f"{len(lines) - 1} leaves, judged as of 2026-11-22, no site."
    assert all(line.startswith("limit.iv.") for line in lines[:-1])


def test_show_under_a_site(run: Run) -> None:
    status, out, _ = run("show limit.iv --as-of 2026-11-22 --site demo")
    assert status == 0
    assert "limit.iv.session-cap  100 mg  [HOUSE, design, in force, signed]" in out
    assert out.splitlines()[-1].endswith("2026-11-22, Demonstration clinic (invented).")


def test_show_everything(run: Run) -> None:
    assert len(run("show")[1].splitlines()) == len(load().leaf_ids()) + 1


def test_show_one(run: Run) -> None:
    assert run("show nasal.rest --as-of 2026-11-22") == (
        0,
        "nasal.rest  5 min  [R16, seen, in force]\n1 leaf, judged as of 2026-11-22, no site.\n",
        "",
    )


def test_show_cuts_a_long_text(run: Run) -> None:
    line = run("show rounding.rule")[1].splitlines()[0]
    assert "…  [HOUSE, design, unsigned]" in line
    assert len(line) < len(load().leaf("rounding.rule").shown)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("show nasal --unsigned", []),
        (
            "show limit.iv --unsigned",
            ["limit.iv.pump", "limit.iv.session-cap", "limit.iv.short", "limit.iv.total"],
        ),
        ("show limit.iv --unsigned --site demo", []),
        # before their day
        ("show nasal --unsigned --as-of 2026-11-21", ["nasal.pause.spray", "nasal.rest"]),
    ],
)
def test_show_what_holds(run: Run, words: str, ids: list[str]) -> None:
    if "--as-of" not in words:
        words += " --as-of 2026-11-22"
    status, out, _ = run(words)
    lines = out.splitlines()
    assert status == 0
    assert [line.split()[0] for line in lines[:-1]] == ids
    assert lines[-1].startswith(f"{len(ids) or 'No'} leaves" if len(ids) != 1 else "1 leaf,")


def test_show_as_json(run: Run) -> None:
    status, out, _ = run("show limit.iv.dose.hard --json --as-of 2026-11-22")
    assert status == 0
    leaf = load().leaf("limit.iv.dose.hard")
    assert json.loads(out) == [
        {
            "leaf": "limit.iv.dose.hard",
            "value": "2 mg/kg",
            "standing": "in force",
            "source": leaf.cited,
        }
    ]


def test_show_what_is_not_there(run: Run) -> None:
    status, out, err = run("show limti")
    assert (status, out) == (2, "")
    assert err.startswith(
        "titrant: There is no leaf that starts with “limti”. Known: alert, basis, "
    )


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


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("nasal.rest", "  value     5 min"),
        ("limit.iv.dose.hard", "  limit     hard, stops at or above this value"),
        ("limit.iv.session-cap", "  value     not set"),
        (
            "limit.iv.session-cap --site demo",
            "  value     100 mg, by site demo; the knowledge base says: not set",
        ),
        ("ketamine-10", "  drug      racemic ketamine"),
        ("iv-crps", "  approved  by nobody at this site: it holds"),
        (
            "iv-crps --site demo",
            "  approved  Dr Dana Demo (invented), 2026-11-22 (DEMONSTRATION)",
        ),
        ("R10", "            a label or label copy was read, 2026-11-21"),
        ("s0-iv-dose", "  verdict   stands"),
        ("infusion-time", "infusion-time: length of an infusion (range; resolution: none)"),
        ("screening.minor", "screening.minor: Under 18 years of age"),
        ("interaction.maoi", "  group     medicines"),
        ("concept.epilepsy", "  ICD-10-CM G40…"),
        ("instrument.phq-9", "  apart     44260-8 is phq-9-item-9"),
        ("syringe-1", "syringe-1: 1 mL syringe"),
        ("3/33", "3/33: a row of the written evidence"),
    ],
)
def test_explain(run: Run, words: str, line: str) -> None:
    status, out, err = run(f"explain {words} --as-of 2026-11-22")
    assert (status, err) == (0, "")
    assert line in out.splitlines()


def test_explain_goes_by_the_day(run: Run) -> None:
    _, out, _ = run("explain limit.iv.session-cap --site demo --as-of 2026-11-21")
    assert "  standing  not yet in force: it holds until its date (as of 2026-11-21)" in out


def test_explain_what_is_not_there(run: Run) -> None:
    status, out, err = run("explain ketamine-20")
    known = "ketamine-50, ketamine-10, ketamine-100, concept.ketamine, concept.esketamine"
    assert (status, out) == (2, "")
    assert err == f"titrant: There is no entry “ketamine-20”. Known: {known}.\n"


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
