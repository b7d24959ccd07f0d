"""Every row of the written evidence is carried, and what is said to carry it exists.

The evidence is not part of this repository. Where it lies beside the clone, or where TITRANT_SHARED
points to it, its rows and figures are compared with the rows of the knowledge base; elsewhere those
tests skip. Each checker is a function from text to complaints; the last part feeds it bad samples.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from titrant.knowledge import Knowledge, load

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TITRANT_SHARED", ROOT.parent / "shared"))

Complaints = list[str]
Words = Callable[[str], str]  # what a row says, with the words of everything that holds it

# Section 8, bullet by bullet: how it begins -> the rows that carry it.
PREPARATION: dict[str, tuple[str, ...]] = {
    "Vials": ("8/vials", "8/strength-basis"),
    "100 mg/mL must be diluted": (
        "8/dilute-100",
        "8/dilution-fluids",
        "8/dilution-use",
        "8/push",
    ),
    "Infusion practice": ("8/infusion-concentration", "8/label-dilution"),
    "Golden tests": (
        "8/golden-draw-volume",
        "8/golden-pump-rate",
        "8/golden-three-quarters",
        "8/golden-one",
        "8/golden-rate-per-weight",
        "8/golden-pounds",
        "8/golden-pounds-as-kilograms",
        "8/golden-wrong-vial",
        "8/golden-pain-rate",
        "8/golden-crps-cap",
    ),
    "Rounding": ("8/rounding-rule", "8/rounding-loss", "8/rounding-cap", "8/rounding-shown"),
    "Troche/RDT": (
        "8/troche-strengths",
        "8/troche-range",
        "8/troche-not-approved",
        "8/retain",
        "8/troche-split",
    ),
    "Spravato": ("8/spravato-devices", "8/spravato-lot", "8/spravato-returned"),
    "Records (Schedule III)": (
        "8/records-schedule",
        "8/records-separate",
        "8/records-retention",
        "8/records-duty",
        "8/records-inventory",
        "8/records-loss",
        "8/records-state-rules",
        "8/records-log-fields",
        "8/records-waste-witness",
        "8/records-unreconciled",
    ),
    "Compounded home supply": (
        "8/home-supply-pharmacy",
        "8/home-supply-patient",
        "8/home-supply-lot",
        "8/home-supply-quantity",
        "8/home-supply-pdmp",
    ),
}

# The corrections that this release carries, by their number in the page of corrections.
CORRECTED = ("1.6", "1.7", "1.8", "1.9", "1.26", "1.27", "1.29", "1.30", "1.34")


# ------------------------------------------------------------------ reading the evidence


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its level or above."""
    level = heading.index(" ")
    found = re.search(
        rf"^{re.escape(heading)}\b[^\n]*\n(.*?)(?=^#{{2,{level}}} |\Z)",
        text,
        re.DOTALL | re.MULTILINE,
    )
    return found[1] if found else ""


def bullets(text: str) -> list[str]:
    """Return the bullets of a text, without their markers and bold."""
    return [line[2:].replace("*", "") for line in text.splitlines() if line.startswith("- ")]


def cells(text: str) -> list[list[str]]:
    """Return the cells of each row of a table, without its heading."""
    plain = re.sub(r"`[^`\n]*`", lambda code: code[0].replace("|", "/"), text)
    lines = [line.strip().strip("|") for line in plain.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def slug(words: str) -> str:
    """Return a cell's words as the last part of a row's id."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def figures(text: str) -> set[Decimal]:
    """Return the numbers of a text; the keys of sources and what stands in brackets are none."""
    bare = re.sub(r"\[[^\]]*\]|\b[SRCH][0-9]+\b", " ", text)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", bare)
    return {Decimal(n).normalize() for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", plain)}


# ------------------------------------------------------------------ checkers


def uncarried(
    evidence: str, ids: Collection[str], rows: Collection[str], words: Words
) -> Complaints:
    """Complain about a row that is missing, and about a figure that none of the rows repeats."""
    if missing := [f"no row {id}" for id in ids if id not in rows]:
        return missing
    lost = figures(evidence) - figures(" ".join(words(id) for id in ids))
    return [f"{number:f} is in none of {', '.join(ids)}" for number in sorted(lost)]


def contradictions(text: str, rows: Collection[str], words: Words) -> Complaints:
    """Complain about what section 1.6 says and no row carries."""
    under = section(text, "### 1.6")
    table = cells(under)
    wrong = bullets(under.partition("Claims to correct")[2])
    if not table or not wrong:
        return ["1.6: no table, or no claims to correct"]
    found = [f"1.6: “{row[0]}” has {len(row)} cells for 3" for row in table if len(row) != 3]
    for topic, said, *_ in table:
        found += uncarried(said, [f"1.6/{slug(topic)}"], rows, words)
    for number, bullet in enumerate(wrong, start=1):
        found += uncarried(bullet, [f"1.6/correct-{number}"], rows, words)
    return found


def preparation(
    text: str, rows: Collection[str], words: Words, known: dict[str, tuple[str, ...]]
) -> Complaints:
    """Complain about what section 8 says and no row carries; `known` says which rows should."""
    found: Complaints = []
    left = dict(known)
    for bullet in bullets(section(text, "## 8")):
        start = next((s for s in left if bullet.startswith(s)), None)
        if start is None:
            found.append(f"8: no row is planned for “{bullet[:40]}”")
            continue
        ids = left.pop(start)
        if start != "Golden tests":
            found += uncarried(bullet, ids, rows, words)
            continue
        groups = bullet.partition(":")[2].split(";")
        if len(groups) != len(ids):
            found.append(f"8: {len(groups)} groups of golden figures for {len(ids)} rows")
        for group, id in zip(groups, ids, strict=False):
            found += uncarried(group, [id], rows, words)
    return found + [f"8: nothing begins with “{start}” any more" for start in left]


def amendments(
    text: str, rows: Collection[str], words: Words, numbers: Iterable[str]
) -> Complaints:
    """Complain about a correction that is not carried, or that the page no longer has."""
    table = {row[0]: row for row in cells(section(text, "## 1")) if len(row) == 5}
    found: Complaints = []
    for number in numbers:
        if number not in table:
            found.append(f"there is no correction {number}")
        else:
            found += uncarried(table[number][3], [f"safety/{number}"], rows, words)
    return found


def unasked(text: str, rows: Iterable[str], known: dict[str, tuple[str, ...]]) -> Complaints:
    """Complain about a row that no line of the evidence asks for."""
    under = section(text, "### 1.6")
    wrong = bullets(under.partition("Claims to correct")[2])
    asked = {f"1.6/{slug(row[0])}" for row in cells(under)}
    asked |= {f"1.6/correct-{number}" for number in range(1, len(wrong) + 1)}
    asked |= {id for ids in known.values() for id in ids}
    asked |= {f"safety/{number}" for number in CORRECTED}
    return [f"{id}: no line of the evidence asks for it" for id in rows if id not in asked]


def unresolved(
    rows: dict[str, list[str]], ids: Collection[str], tests: Iterable[str]
) -> Complaints:
    """Complain about a row that is held by something that does not exist."""
    texts = list(tests)

    def there(name: str) -> bool:
        test = name.removeprefix("test:")
        if test == name:
            return name in ids
        function = re.escape(f"test_{test}".replace("-", "_"))
        named = re.compile(rf"def {function}\(|([\"']){re.escape(test)}\1")
        return any(named.search(text) for text in texts)

    return [f"{id}: no {name}" for id, held in rows.items() for name in held if not there(name)]


# ------------------------------------------------------------------ the knowledge base


@cache
def base() -> Knowledge:
    """Return the knowledge base as it is compiled, without a site."""
    return load()


@cache
def evidence(name: str) -> str:
    """Return a page of the evidence, or skip where it is not at hand."""
    page = SHARED / "evidence" / name
    if not page.is_file():
        pytest.skip(f"the written evidence is not here: no evidence/{name}")
    return page.read_text(encoding="utf-8")


@cache
def words(row: str) -> str:
    """Return what a row says, with the words of everything that holds it."""
    kb = base()
    said: list[str] = [kb.rows()[row]["says"]]
    waiting: list[str] = list(kb.rows()[row]["held_by"])
    for id in waiting:
        leaf = kb.find(id)
        if leaf is not None:
            said += [leaf.title, leaf.shown]
        elif id in kb.ids("conflicts"):
            conflict = kb.conflict(id)
            said.append(conflict.handling)
            waiting += conflict.claims
        elif id in kb.ids("claims"):
            claim = kb.claim(id)
            said += [claim.says, claim.handling]
    return " ".join(said)


@pytest.mark.shared
def test_every_contradiction_and_claim_to_correct_is_carried() -> None:
    assert contradictions(evidence("clinical.md"), base().rows(), words) == []


@pytest.mark.shared
def test_every_fact_of_preparation_is_carried() -> None:
    assert preparation(evidence("clinical.md"), base().rows(), words, PREPARATION) == []


@pytest.mark.shared
def test_the_corrections_of_this_release_are_carried() -> None:
    page = evidence("clinical-safety.md")
    assert amendments(page, base().rows(), words, CORRECTED) == []


@pytest.mark.shared
def test_no_row_stands_without_evidence() -> None:
    assert unasked(evidence("clinical.md"), base().rows(), PREPARATION) == []


def test_what_holds_a_row_exists() -> None:
    kb = base()
    rows = {id: list(row["held_by"]) for id, row in kb.rows().items()}
    tables = ("claims", "conflicts", "products", "protocols", "syringes")
    ids = {*kb.leaf_ids(), *(id for table in tables for id in kb.ids(table))}
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    assert unresolved(rows, ids, tests) == []


def test_the_dropped_sources_are_gone() -> None:
    kb = base()
    cited = {leaf.source for leaf in kb.leaves()} | {kb.claim(id).source for id in kb.ids("claims")}
    assert {"R85", "R123"} & {*kb.ids("sources"), *cited} == set()


@pytest.mark.hazard("H14")
def test_a_programme_s_own_page_is_marketing() -> None:
    kb = base()
    seeds = {"S0", "S1", "S2", "S3", "S4"}
    claims = [kb.claim(id) for id in kb.ids("claims")]
    assert [c.id for c in claims if (c.source in seeds) and c.tier != "marketing"] == []
    assert [
        leaf.id for leaf in kb.leaves() if leaf.source in seeds and leaf.tier != "marketing"
    ] == []


# ------------------------------------------------------------------ the checkers bite

PAGE = """
### 1.6 Contradictions

| Topic | Positions | Handling |
|---|---|---|
| Oral/SL start | S1 0.5 mg/kg; S0 1,200 mg [seen R8] | none |

**Claims to correct.**
- S2 cites 62.8% for **daily** care.

### 1.7 Next

- not a claim

## 8. Preparation

- Vials [seen R10]: 200 mg/20 mL.
- Golden tests [calc]: 154 lb = 69.85 kg; 80 mg over 2 h = 40 mg/h.

## 9. Next
"""
PAGE_ROWS = {
    "1.6/oral-sl-start": "0.5 mg/kg and 1,200 mg",
    "1.6/correct-1": "62.8 %",
    "8/vials": "200 mg in 20 mL",
    "8/pounds": "154 lb are 69.85 kg",
    "8/pain": "80 mg over 2 h are 40 mg/h",
}
PLANNED = {"Vials": ("8/vials",), "Golden tests": ("8/pounds", "8/pain")}
SAFETY = """
## 1. Corrections

| # | Where | Problem | Correction | Source |
|---|---|---|---|---|
| 1.29 | records | no deadline `form|notice` | within 45 days | C14 |
"""


def without(*ids: str, **said: str) -> dict[str, str]:
    """Return the sample's rows without some, or with other words for one."""
    return {id: text for id, text in {**PAGE_ROWS, **said}.items() if id not in ids}


def test_a_complete_sample_passes() -> None:
    assert contradictions(PAGE, PAGE_ROWS, PAGE_ROWS.__getitem__) == []
    assert preparation(PAGE, PAGE_ROWS, PAGE_ROWS.__getitem__, PLANNED) == []
    assert amendments(SAFETY, {"safety/1.29"}, lambda _: "45 days", ["1.29"]) == []


@pytest.mark.parametrize(
    ("page", "rows", "complaint"),
    [
        (PAGE, without("1.6/oral-sl-start"), "no row 1.6/oral-sl-start"),
        (PAGE, without("1.6/correct-1"), "no row 1.6/correct-1"),
        (PAGE, without(**{"1.6/correct-1": "six in ten"}), "62.8 is in none of 1.6/correct-1"),
        (PAGE.replace("1,200", "1,400"), PAGE_ROWS, "1400 is in none of 1.6/oral-sl-start"),
        (
            PAGE.replace("| none |", "| none | or |"),
            PAGE_ROWS,
            "1.6: “Oral/SL start” has 4 cells for 3",
        ),
        ("nothing", PAGE_ROWS, "1.6: no table, or no claims to correct"),
    ],
)
def test_contradictions_bites(page: str, rows: dict[str, str], complaint: str) -> None:
    assert contradictions(page, rows, rows.__getitem__) == [complaint]


@pytest.mark.parametrize(
    ("page", "rows", "complaint"),
    [
        (PAGE, without("8/vials"), "no row 8/vials"),
        (PAGE, without("8/pain"), "no row 8/pain"),
        (PAGE.replace("69.85", "69.9"), PAGE_ROWS, "69.9 is in none of 8/pounds"),
        (PAGE.replace("- Vials", "- New\n- Vials"), PAGE_ROWS, "8: no row is planned for “New”"),
        (PAGE.replace("- Vials", "Vials"), PAGE_ROWS, "8: nothing begins with “Vials” any more"),
        (
            PAGE.replace("40 mg/h.", "40 mg/h; 2 mg."),
            PAGE_ROWS,
            "8: 3 groups of golden figures for 2 rows",
        ),
    ],
)
def test_preparation_bites(page: str, rows: dict[str, str], complaint: str) -> None:
    assert preparation(page, rows, rows.__getitem__, PLANNED) == [complaint]


def test_amendments_bites() -> None:
    assert amendments(SAFETY, set(), str, ["1.29"]) == ["no row safety/1.29"]
    assert amendments(SAFETY, {"safety/1.30"}, str, ["1.30"]) == ["there is no correction 1.30"]
    assert amendments(SAFETY, {"safety/1.29"}, lambda _: "soon", ["1.29"]) == [
        "45 is in none of safety/1.29"
    ]


def test_unasked_bites() -> None:
    rows = [*PAGE_ROWS, "8/invented"]
    assert unasked(PAGE, rows, PLANNED) == ["8/invented: no line of the evidence asks for it"]


def test_unresolved_bites() -> None:
    rows = {
        "8/a": ["leaf.one", "test:golden-a", "test:b-c"],
        "8/b": ["leaf.two", "test:golden-b"],
    }
    tests = ['pytest.param(1, id="golden-a")', "def test_b_c() -> None:", '"8/golden-b"']
    assert unresolved(rows, {"leaf.one"}, tests) == ["8/b: no leaf.two", "8/b: no test:golden-b"]
