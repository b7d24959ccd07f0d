"""Every row of the written evidence is carried, and what is said to carry it exists.

The evidence is not part of this repository. Where it lies beside the clone, or where TITRANT_SHARED
points to it, its rows and figures are compared with the rows of the knowledge base; elsewhere those
tests skip. Each checker is a function from text to complaints; the last part feeds it bad samples.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

import pytest
from tests.lib.bases import knowledge, row, shipped
from tests.lib.evidence import (
    ROOT,
    Complaints,
    Words,
    base,
    bullets,
    cells,
    evidence,
    rules,
    section,
    slug,
    unasked,
    uncarried,
    words,
    words_in,
)

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


# ------------------------------------------------------------------ checkers


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


def asked(text: str, known: dict[str, tuple[str, ...]]) -> set[str]:
    """Return the rows that sections 1.6 and 8 ask for."""
    under = section(text, "### 1.6")
    wrong = bullets(under.partition("Claims to correct")[2])
    topics = {f"1.6/{slug(row[0])}" for row in cells(under)}
    corrected = {f"1.6/correct-{number}" for number in range(1, len(wrong) + 1)}
    return topics | corrected | {id for ids in known.values() for id in ids}


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


@pytest.mark.shared
def test_every_contradiction_and_claim_to_correct_is_carried() -> None:
    assert contradictions(evidence("clinical.md"), base().rows(), words) == []


@pytest.mark.shared
def test_every_fact_of_preparation_is_carried() -> None:
    assert preparation(evidence("clinical.md"), base().rows(), words, PREPARATION) == []


@pytest.mark.shared
def test_no_row_stands_without_evidence() -> None:
    rows = [id for id in base().rows() if id.startswith(("1.6/", "8/"))]
    assert unasked(rows, asked(evidence("clinical.md"), PREPARATION)) == []


def test_what_holds_a_row_exists() -> None:
    kb = base()
    rows = {id: list(row["held_by"]) for id, row in kb.rows().items()}
    tables = ("claims", "conflicts", "products", "protocols", "syringes")
    ids = {*kb.leaf_ids(), *rules(kb), *(id for table in tables for id in kb.ids(table))}
    ids |= {f"concept.{id}" for id in kb.ids("concepts")}
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


def without(*ids: str, **said: str) -> dict[str, str]:
    """Return the sample's rows without some, or with other words for one."""
    return {id: text for id, text in {**PAGE_ROWS, **said}.items() if id not in ids}


def test_a_complete_sample_passes() -> None:
    assert contradictions(PAGE, PAGE_ROWS, PAGE_ROWS.__getitem__) == []
    assert preparation(PAGE, PAGE_ROWS, PAGE_ROWS.__getitem__, PLANNED) == []
    assert unasked(PAGE_ROWS, asked(PAGE, PLANNED)) == []


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


def test_unasked_bites() -> None:
    rows = [*PAGE_ROWS, "8/invented"]
    assert unasked(rows, asked(PAGE, PLANNED)) == [
        "8/invented: no line of the evidence asks for it"
    ]


def test_unresolved_bites() -> None:
    rows = {
        "8/a": ["leaf.one", "test:golden-a", "test:b-c"],
        "8/b": ["leaf.two", "test:golden-b"],
    }
    tests = ['pytest.param(1, id="golden-a")', "def test_b_c() -> None:", '"8/golden-b"']
    assert unresolved(rows, {"leaf.one"}, tests) == ["8/b: no leaf.two", "8/b: no test:golden-b"]


def test_a_row_has_the_words_of_all_that_holds_it() -> None:
    made = row(title="action for racemic ketamine", value="defer", unit=None, limit=None)
    window = row(title="how long ago", value="42", unit="d", limit=None)
    rule: dict[str, Any] = {
        "concepts": [],
        "unless": [],
        "title": "A rule",
        "group": "heart",
        "finds": "recent",
        "looser": {},
        "asks": "When?",
        "lifts": "Time.",
        "separates": "the day",
        "mechanism": None,
        "effect": "AUC up",
        "leaves": ["racemic", "window"],
    }
    content = {
        **shipped(),
        "leaves": {"screening.a.racemic": made, "screening.a.window": window, "b": row(value="7")},
        "screening": {"a": rule},
        "interactions": {},
        "rows": {
            "1/a": {"says": "Said.", "held_by": ["screening.a", "b", "concept.lorazepam", "x"]}
        },
    }
    assert words_in(knowledge(content), "1/a") == (
        "Said. A rule AUC up When? Time. the day action for racemic ketamine defer "
        "how long ago 42 d a number 7 mg lorazepam"
    )


def test_a_row_has_the_words_of_both_sides_of_a_conflict() -> None:
    content = shipped()
    conflict = content["conflicts"]["naltrexone-blocks"]
    claims = [content["claims"][id] for id in conflict["claims"]]
    content["rows"] = {"1/a": {"says": "Said.", "held_by": ["naltrexone-blocks"]}}
    told = " ".join(f"{claim['says']} {claim['handling']}" for claim in claims)
    assert words_in(knowledge(content), "1/a") == f"Said. {conflict['handling']} {told}"
