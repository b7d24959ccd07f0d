"""`titrant knowledge check`, and the site and the day that other commands take, too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lib.bases import shipped
from tests.lib.typed import Run

from titrant.knowledge import compiling, load, loading
from titrant.knowledge.files import MEND


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
