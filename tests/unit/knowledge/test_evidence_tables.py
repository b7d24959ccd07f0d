"""Every line of the other sections is carried: guidance, screening, interactions, doses, safety.

A section is read into lines, each with the id of the row that should carry it. Each checker is a
function from text to complaints; the last part feeds it bad samples.
"""

from collections.abc import Collection, Iterable, Mapping

import pytest
from tests.lib.evidence import (
    Complaints,
    Line,
    Reader,
    Words,
    base,
    cells,
    evidence,
    in_order,
    listed,
    named,
    numbered,
    paragraphs,
    section,
    table,
    unasked,
    uncarried,
    words,
)

SECTIONS: dict[str, Reader] = {
    "### 2.1": named("2.1/"),
    "### 2.2": listed("2.2/"),
    "### 2.3": named("2.3/"),
    "### 2.4": in_order("2.4/"),
    "### 2.5": listed("2.5/"),
    "### 2.6": listed("2.6/"),
    "### 2.7": listed("2.7/"),
    "## 3": numbered("3/"),
    "## 4": named("4/"),
    "### 5.1": named("5.1/"),
    "### 5.2": listed("5.2/"),
    "## 6": named("6/alert-", last=None),
    "## 7": listed("7/"),
}

# How each paragraph beside a table begins -> the row that carries it, or none: it is read as a key.
BESIDE: dict[str, str | None] = {
    "EU/other labels": "2.1/other-labels",
    "Bioavailability values": "2.4/bioavailability",
    "Actions:": None,
    "Required baseline data": "3/baseline",
    "Engine note:": None,
    "IBW example": "5.1/obesity",
    "Intervals used": "6/intervals",
    "Scales:": "6/scales",
    "Alert table": None,
    "Interventions": "6/interventions",
    "Discharge": "6/discharge",
    "AE grading": "6/grading",
}


def beside(text: str, known: Mapping[str, str | None]) -> list[Line]:
    """Return the paragraphs that a row carries."""
    return [
        (id, paragraph)
        for paragraph in paragraphs(text)
        for start, id in known.items()
        if id is not None and paragraph.startswith(start)
    ]


def lines(text: str, sections: Mapping[str, Reader], known: Mapping[str, str | None]) -> list[Line]:
    """Return every line of some sections, with the row that should carry it."""
    return [
        line
        for heading, read in sections.items()
        for under in [section(text, heading)]
        for line in [*read(under), *beside(under, known)]
    ]


def amended(text: str) -> list[Line]:
    """Return the lines of the page of corrections: 1 and 2a are tables, 2b is one long sentence."""
    facts = section(text, "## 2")
    added = next((p for p in paragraphs(facts) if p.startswith("2b.")), "")
    items = added.partition("):")[2].split(" · ") if added else []
    return [
        *((f"safety/{row[0]}", row[3]) for row in cells(section(text, "## 1")) if len(row) == 5),
        *((f"safety/2a-{n}", f"{row[0]} {row[-1]}") for n, row in enumerate(cells(facts), start=1)),
        *((f"safety/2b-{n}", item) for n, item in enumerate(items, start=1)),
    ]


# ------------------------------------------------------------------ checkers


def carried(evidence: Iterable[Line], rows: Collection[str], words: Words) -> Complaints:
    """Complain about a line that no row carries, or a figure that its row has lost."""
    return [found for id, said in evidence for found in uncarried(said, [id], rows, words)]


def crooked(text: str, headings: Iterable[str]) -> Complaints:
    """Complain about a row of a table that has more or fewer cells than the heading."""
    found: Complaints = []
    for heading in headings:
        top, *rows = table(section(text, heading)) or [[]]
        found += [
            f"{heading}: “{row[0]}” has {len(row)} cells for {len(top)}"
            for row in rows
            if len(row) != len(top)
        ]
    return found


def unread(
    text: str, sections: Mapping[str, Reader], known: Mapping[str, str | None]
) -> Complaints:
    """Complain about a section without lines, and about paragraphs unknown or no longer there."""
    unders = {heading: section(text, heading) for heading in sections}
    found = [
        f"{heading}: nothing to read"
        for heading, read in sections.items()
        if not read(unders[heading])
    ]
    left = set(known)
    for heading, under in unders.items():
        for paragraph in paragraphs(under):
            start = next((s for s in known if paragraph.startswith(s)), None)
            if start is None:
                found.append(f"{heading}: no row is planned for “{paragraph[:40]}”")
            else:
                left.discard(start)
    return found + [f"nothing begins with “{start}” any more" for start in known if start in left]


# ------------------------------------------------------------------ the knowledge base


@pytest.mark.shared
@pytest.mark.parametrize("heading", SECTIONS)
def test_every_line_of_a_section_is_carried(heading: str) -> None:
    page = evidence("clinical.md")
    read = lines(page, {heading: SECTIONS[heading]}, BESIDE)
    assert carried(read, base().rows(), words) == []


@pytest.mark.shared
def test_every_correction_and_added_row_is_carried() -> None:
    assert carried(amended(evidence("clinical-safety.md")), base().rows(), words) == []


@pytest.mark.shared
def test_the_evidence_is_read_whole() -> None:
    page, safety = evidence("clinical.md"), evidence("clinical-safety.md")
    assert unread(page, SECTIONS, BESIDE) == []
    assert crooked(page, SECTIONS) == []
    assert crooked(safety, ["## 1", "## 2"]) == []
    ids = [id for id, _ in amended(safety)]
    assert [id for id in ids if id.startswith("safety/1.")] == [
        f"safety/1.{number}" for number in range(1, 35)
    ]
    assert {"safety/2a-1", "safety/2b-1"} <= {*ids}


@pytest.mark.shared
def test_no_row_stands_without_evidence() -> None:
    read = lines(evidence("clinical.md"), SECTIONS, BESIDE)
    ids = {id for id, _ in [*read, *amended(evidence("clinical-safety.md"))]}
    rows = [id for id in base().rows() if not id.startswith(("1.6/", "8/"))]
    assert unasked(rows, ids) == []


# ------------------------------------------------------------------ the checkers bite

PAGE = """
### 2.1 A label

| Item | Fact | Flag |
|---|---|---|
| Wk 5–8 / wk 9+ | once weekly 56/84 | [seen R9] |

EU/other labels: **28 mg** from 65 y [seen R12].

### 2.2 A programme

- Within **7 days** [seen-2nd R28].
- No text was found.

### 2.4 Trials

| Finding | Source |
|---|---|
| 0.1 mg/kg, n=99 | [seen R52] |

## 3. Screening

Actions: **X** = never.

| # | Finding | Data | Source |
|---|---|---|---|
| 5 | Recent event | <6 weeks | R12, 9 |

---

## 4. Next
"""
PAGE_SECTIONS = {
    "### 2.1": named("2.1/"),
    "### 2.2": listed("2.2/"),
    "### 2.4": in_order("2.4/"),
    "## 3": numbered("3/"),
}
PAGE_BESIDE = {"EU/other labels": "2.1/other-labels", "Actions:": None}
PAGE_ROWS = {
    "2.1/wk-5-8-wk-9": "weeks 5 to 8, from week 9: 56 or 84 mg",
    "2.1/other-labels": "28 mg from 65 years",
    "2.2/1": "7 days",
    "2.2/2": "nothing found",
    "2.4/1": "0.1 mg/kg, 99 people",
    "3/5": "under 6 weeks",
}
SAFETY = """
## 1. Corrections

| # | Where | Problem | Correction | Source |
|---|---|---|---|---|
| 1.1 | records | 9 forms `form|notice` | within 45 days | C14 |

## 2. Facts

**2a. Verified.**

| Fact | was | now |
|---|---|---|
| Tests: 20 % | 2nd | [seen] C17: 126 clinics |

**2b. Rows to add** (action; [opinion]): porphyria C · BMI <18.5 X.

**Sources (new).** C1 page 7.
"""
SAFETY_ROWS = {
    "safety/1.1": "45 days",
    "safety/2a-1": "20 % of 126",
    "safety/2b-1": "porphyria",
    "safety/2b-2": "below 18.5",
}


def page_complaints(page: str, rows: dict[str, str]) -> Complaints:
    """Return what is wrong with the sample."""
    return carried(lines(page, PAGE_SECTIONS, PAGE_BESIDE), rows, rows.__getitem__)


def without(rows: dict[str, str], id: str) -> dict[str, str]:
    """Return rows without one."""
    return {other: said for other, said in rows.items() if other != id}


def test_a_complete_sample_passes() -> None:
    assert page_complaints(PAGE, PAGE_ROWS) == []
    assert carried(amended(SAFETY), SAFETY_ROWS, SAFETY_ROWS.__getitem__) == []
    assert unread(PAGE, PAGE_SECTIONS, PAGE_BESIDE) == []
    assert crooked(PAGE, PAGE_SECTIONS) == crooked(SAFETY, ["## 1", "## 2"]) == []
    assert unasked(PAGE_ROWS, dict(lines(PAGE, PAGE_SECTIONS, PAGE_BESIDE))) == []
    assert unasked(SAFETY_ROWS, dict(amended(SAFETY))) == []


@pytest.mark.parametrize("id", PAGE_ROWS)
def test_a_missing_row_bites(id: str) -> None:
    assert page_complaints(PAGE, without(PAGE_ROWS, id)) == [f"no row {id}"]


@pytest.mark.parametrize("id", SAFETY_ROWS)
def test_a_missing_correction_bites(id: str) -> None:
    rows = without(SAFETY_ROWS, id)
    assert carried(amended(SAFETY), rows, rows.__getitem__) == [f"no row {id}"]


@pytest.mark.parametrize(
    ("id", "figure"),
    [
        ("2.1/wk-5-8-wk-9", "84"),
        ("2.1/other-labels", "65"),
        ("2.2/1", "7"),
        ("2.4/1", "0.1"),
        ("3/5", "6"),
    ],
)
def test_a_lost_figure_bites(id: str, figure: str) -> None:
    rows = {**PAGE_ROWS, id: PAGE_ROWS[id].replace(figure, "some")}
    assert page_complaints(PAGE, rows) == [f"{figure} is in none of {id}"]


@pytest.mark.parametrize(
    ("id", "figure"), [("safety/1.1", "45"), ("safety/2a-1", "126"), ("safety/2b-2", "18.5")]
)
def test_a_lost_figure_of_a_correction_bites(id: str, figure: str) -> None:
    rows = {**SAFETY_ROWS, id: "soon, 20 %"}
    assert carried(amended(SAFETY), rows, rows.__getitem__) == [f"{figure} is in none of {id}"]


@pytest.mark.parametrize("id", ["2.1/invented", "2.2/3", "3/6", "safety/1.2"])
def test_a_row_without_evidence_bites(id: str) -> None:
    read = {**dict(lines(PAGE, PAGE_SECTIONS, PAGE_BESIDE)), **dict(amended(SAFETY))}
    assert unasked([*PAGE_ROWS, *SAFETY_ROWS, id], read) == [
        f"{id}: no line of the evidence asks for it"
    ]


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        (PAGE.replace("- ", "* "), "### 2.2: nothing to read"),
        (PAGE.replace("Actions:", "Deeds:"), "## 3: no row is planned for “Deeds: X = never.”"),
        (PAGE.replace("Actions: **X** = never.\n", ""), "nothing begins with “Actions:” any more"),
    ],
)
def test_unread_bites(page: str, complaint: str) -> None:
    assert complaint in unread(page, PAGE_SECTIONS, PAGE_BESIDE)


def test_crooked_bites() -> None:
    page = PAGE.replace("| <6 weeks |", "| <6 | weeks |")
    assert crooked(page, PAGE_SECTIONS) == ["## 3: “5” has 5 cells for 4"]
