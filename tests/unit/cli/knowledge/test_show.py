"""`titrant knowledge show` and `explain`: what one entry says."""

import json

import pytest
from tests.lib.typed import Run

from titrant.knowledge import load

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
