"""Every scale of the written evidence, with its range, bands, thresholds and licence."""

import re

import pytest
from tests.lib.evidence import base, cells, evidence, figures, section

from titrant.knowledge import Flag

PAGE = "outcomes.md"

# The rows of the master table, by the beginning of their first cell, and the scales of each.
CARRIED = {
    "PHQ-9": ("phq-9",),
    "PHQ-2 / PHQ-4": ("phq-2", "phq-4"),
    "GAD-7": ("gad-7",),
    "QIDS-SR16": ("qids-sr16",),
    "VQIDS-SR5": ("vqids-sr5",),
    "MADRS": ("madrs",),
    "HAM-D17": ("ham-d17",),
    "BDI-II": ("bdi-ii",),
    "PCL-5": ("pcl-5",),
    "PC-PTSD-5": ("pc-ptsd-5",),
    "C-SSRS screener": ("c-ssrs",),
    "CADSS (23)": ("cadss",),
    "CADSS-6": ("cadss-6",),
    "BPRS / BPRS+": ("bprs",),
    "NRS pain": ("nrs-pain",),
    "PEG": ("peg",),
    "BPI-SF": ("bpi-severity", "bpi-interference"),
    "WHO-5": ("who-5",),
    "ISI": ("isi",),
    "AUDIT-C": ("audit-c",),
    "DAST-10": ("dast-10",),
    "MOAA/S": ("moaas",),
    "Modified Aldrete": ("aldrete",),
    "CGI-S / CGI-I": ("cgi-s",),
    "Bladder: O'Leary-Sant ICSI / ICPI": ("icsi", "icpi"),
    "BPIC-SS": ("bpic-ss",),
    "Cognitive screen": ("moca",),
}
# Forms without a total, and scores that only a published table gives.
NOT_CARRIED = {
    "PROMIS",
    "KSET / KSET-R",
    "Side effects",
}
# Ends that a row does not print: 18 items of 7 at the most; no item answered yes.
WORKED_OUT = {"BPRS / BPRS+": {"126"}, "C-SSRS screener": {"0"}}
CITED = {"GAD-7": {"265", "395"}}  # volume and page of a journal


def rows() -> dict[str, list[str]]:
    table = section(evidence(PAGE), "### 1.1 Master table")
    return {row[0].replace("*", ""): row for row in cells(table)}


def found(name: str) -> list[str]:
    return next(row for first, row in rows().items() if first.startswith(name))


def said(name: str) -> str:
    """Return everything that the scales of a row say in their leaves."""
    kb = base()
    leaves = [leaf for id in CARRIED[name] for leaf in kb.leaves(f"instrument.{id}.")]
    notes = [kb.entry("instruments", id)["note"] for id in CARRIED[name]]
    return " ".join(
        [*notes, *(f"{leaf.title} {leaf.shown} {leaf.locator} {leaf.note}" for leaf in leaves)]
    )


def spread(text: str) -> str:
    """Return a text in which the two ends of “0-4” are two numbers."""
    return re.sub(r"(?<=\d)[-–](?=\d)", " to ", text)


def lost(name: str, *columns: int) -> set[str]:
    cell = " ".join(found(name)[column] for column in columns)
    plain = re.sub(r"\d+-\d{1,2}-h|[A-Z][A-Za-z+/-]*-\d+\b|PMC\d+|PMID \d+|T\d+", " ", spread(cell))
    wanted = figures(plain) - figures(spread(said(name)))
    return {f"{number:f}" for number in wanted} - CITED.get(name, set())


def test_every_row_is_carried_or_named() -> None:
    names = {*CARRIED, *NOT_CARRIED}
    unasked = [first for first in rows() if not any(first.startswith(name) for name in names)]
    assert unasked == []
    assert len(rows()) == len(names)


def test_no_scale_is_carried_that_no_row_asks_for() -> None:
    assert sorted(id for ids in CARRIED.values() for id in ids) == sorted(base().ids("instruments"))


@pytest.mark.parametrize("name", CARRIED)
def test_the_range_of_a_row_is_that_of_its_scales(name: str) -> None:
    kb = base()
    ends = {
        kb.leaf(f"instrument.{id}.{end}").shown
        for id in CARRIED[name]
        for end in ("lowest", "highest")
    }
    printed = {f"{number:f}" for number in figures(spread(" ".join(found(name)[1:3])))}
    assert ends - printed == WORKED_OUT.get(name, set())


@pytest.mark.parametrize("name", CARRIED)
def test_the_bands_and_thresholds_of_a_row_stand_in_leaves(name: str) -> None:
    assert lost(name, 3, 4) == set()


@pytest.mark.parametrize("name", CARRIED)
def test_the_changes_of_a_row_stand_in_leaves(name: str) -> None:
    assert lost(name, 5) == set()


@pytest.mark.parametrize("name", CARRIED)
def test_what_may_not_be_shipped_says_so(name: str) -> None:
    """“SHIP” may, “COND” and “NO” may not without more; where both stand, the stricter counts."""
    cell = found(name)[7].replace("*", "")
    kb = base()
    for id in CARRIED[name]:
        text = str(kb.leaf(f"instrument.{id}.licence").value)
        if cell.startswith("SHIP"):
            assert text.startswith("Its text may be shipped: ")
        elif cell.startswith(("COND:", "COND ")):
            assert text.startswith("Its text is shipped under conditions only: ")
        else:
            assert text.startswith(("Its text is not shipped: ", "Its text is shipped under"))


@pytest.mark.parametrize("name", CARRIED)
def test_no_code_is_invented(name: str) -> None:
    """A LOINC code of a scale stands in its row, or in section 0 or 1.2."""
    page = evidence(PAGE)
    for id in CARRIED[name]:
        total = base().instrument(id).total
        assert total is None or total in page


def test_what_the_evidence_remembers_is_not_said_to_be_seen() -> None:
    """Rows whose bands are flagged [memory] there are memory here."""
    kb = base()
    for name, ids in CARRIED.items():
        remembered = "[memory" in found(name)[3]
        leaves = [leaf for id in ids if (leaf := kb.find(f"instrument.{id}.bands")) is not None]
        assert [leaf.id for leaf in leaves if (leaf.flag is Flag.MEMORY) != remembered] == []
