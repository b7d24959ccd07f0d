"""The screening table, row by row, as a reader of the evidence writes its letters down.

The letters come from section 3 of clinical.md and from clinical-safety.md, which stands where it
differs. X exclude, D defer, C clearance, M modify, W watch, i inform; “-” is nothing. Where the
evidence offers two, the stricter is written (correction 1.20). Each column is one treatment, and
the strictest cell that is about it counts: what is said of racemic ketamine counts at home, too.
"""

import re

import pytest
from tests.lib.evidence import cells, evidence, section

from titrant.dosing.screening.treatment import cell_of, treatment_of
from titrant.knowledge import Action, Knowledge, Rule, load

LETTERS = {
    "X": Action.EXCLUDE,
    "D": Action.DEFER,
    "C": Action.CLEARANCE,
    "M": Action.MODIFY,
    "W": Action.WATCH,
    "i": Action.INFORM,
}

# An infusion, the spray and a lozenge at home, all in the United States.
COLUMNS = (("iv-depression", "us"), ("spravato-us-trd", "us"), ("sublingual-home", "us"))

# (row, rule): letters for racemic ketamine by injection, for the spray, and at home.
SECTION_3 = {
    (1, "drug-allergy"): "X X X",
    (1, "preservative-allergy"): "X X X",  # 2b: benzethonium is named under row 1
    (2, "aneurysm-or-malformation"): "X X X",
    (3, "intracerebral-haemorrhage"): "X X X",
    (3, "other-intracranial-haemorrhage"): "X X X",  # 1.15 and 1.20: a bleed is X
    (4, "ischaemic-stroke"): "C C X",  # 1.15: C after 6 months outside UK and CH
    (4, "ischaemic-stroke-recent"): "D D X",  # 1.15: D below 6 months
    (4, "stroke-of-unknown-kind"): "X X X",  # 1.20: it may have been a bleed
    (4, "thyrotoxicosis"): "X X X",
    (4, "uncontrolled-hypertension"): "X X X",
    (5, "cardiovascular-event-recent"): "DC DC X",  # 1.16: below 6 weeks D + C everywhere
    (5, "cardiovascular-event-months"): "C C X",  # 1.16: 6 weeks to 6 months
    (6, "severe-heart-disease"): "X CM X",  # M: a site that resuscitates
    (7, "stable-heart-disease"): "CW CW X",
    (7, "arrhythmia"): "CW CW X",
    (8, "blood-pressure-screening"): "D C D",
    (9, "blood-pressure-today"): "C C D",  # above 140/90; what lies higher is in the scenarios
    (10, "intracranial-pressure"): "X X X",  # 2b: IIH, shunt, papilloedema
    (11, "eye-pressure"): "C C C",
    (11, "eye-surgery"): "C C C",
    (12, "pregnancy"): "X X X",
    (12, "pregnancy-test"): "X X X",
    (13, "breastfeeding"): "C X X",  # 1.33: racemic C, both sides shown
    (14, "pre-eclampsia"): "X X X",
    (15, "psychosis-or-mania"): "X C X",
    (16, "past-psychosis"): "C C X",
    (17, "bipolar-disorder"): "CW C CW",
    (18, "substance-use-disorder"): "X C X",
    (19, "past-substance-use-disorder"): "CW CW CW",
    (19, "opioid-use-disorder-history"): "CW CW X",
    (20, "ketamine-or-pcp-misuse"): "X C X",
    (21, "urine-drug-screen"): "D D D",
    (22, "suicide-risk"): "D D X",  # 1.5
    (23, "child-pugh-a"): "W W W",
    (24, "child-pugh-b"): "MW W X",  # 1.17: the spray's dose does not change
    (25, "child-pugh-c"): "X X X",
    (26, "severe-kidney-disease"): "CW W X",
    (26, "dialysis"): "CW C X",  # 1.18
    (26, "kidney-function"): "- W -",  # 1.18: W below 60 mL/min, esketamine
    (26, "kidney-disease"): "- W -",
    (27, "uncontrolled-seizures"): "X C X",
    (28, "dementia-or-delirium"): "X C X",
    (29, "respiratory-disease"): "CW M X",
    (29, "sleep-apnoea-obesity"): "CW M X",
    (30, "hyperthyroidism"): "X D X",
    (31, "thyroid-hormone"): "W W W",
    (32, "urinary-symptoms"): "DC DC X",
    (32, "ketamine-cystitis"): "DC DC X",
    (33, "minor"): "X X X",
    (34, "age-band-older"): "MW - C",
    (35, "no-escort"): "D D D",
    (35, "will-drive"): "D D D",
    (36, "fasting"): "D - -",  # 1.4: all parenteral racemic
    (36, "ate-before-spray"): "- D -",
    (36, "drank-before-spray"): "- D -",
    (37, "no-capacity"): "D D D",
    (37, "no-consent"): "D D D",
    (37, "no-off-label-consent"): "D - D",
    (37, "no-rems-enrolment"): "- D -",
    (38, "antidepressant-trials"): "W C W",
    (39, "benzodiazepine-load"): "W W C",
}

SECTION_2B = {
    "porphyria": "C C X",
    "phaeochromocytoma": "X X X",
    "hypertensive-encephalopathy": "CW CW X",
    "infection-today": "D D D",
    "glp1-agonist": "W W W",
    "slow-stomach": "W W W",
    "gi-symptoms-today": "D D D",
    "eating-disorder": "C C X",
    "underweight": "C C X",
    "long-qt": "W W W",
    "acute-stress-disorder": "C C X",
    "dissociative-identity-disorder": "C C X",
    "spinal-injury": "C C C",
    "hypoglycaemic-and-fasting": "M M M",
    "mouth": "- - C",
    "bariatric-surgery": "- - C",
    "nose": "- C -",
    "nasal-surgery": "- C -",
    "age-band-young": "W W W",
    "nmda-antagonist": "C C C",
    "ergot": "D D D",
    "boosted-antiviral-or-azole": "W - D",
    "sodium-oxybate": "C C C",
    "baclofen": "C C C",
    "sole-carer": "D D D",
    "safety-critical-job": "W W W",
    "active-course": "X X X",  # 1.25b and the list of hard limits
    "heart-rate-low": "D D D",  # 1.21, and the five that follow
    "heart-rate-high": "D D D",
    "oxygen-saturation-low": "D D D",
    "respiratory-rate-low": "D D D",
    "respiratory-rate-high": "D D D",
    "intoxicated-today": "D D D",
    "temperature-high": "D D D",  # 1.21: fever
    "audit-high": "C C X",  # row 18, graded by this project
    "dast-high": "C C X",
    "kidney-function-severe": "CW CW X",  # row 26
    "past-suicidal-act": "W W C",  # H49 names the overdose; graded by this project
}

SECTION_4 = {
    "cyp3a4-inhibitor-strong": "W i D",
    "itraconazole": "W - W",
    "cyp2b6-inhibitor": "W W M",
    "cyp3a4-inducer": "i i MW",
    "grapefruit": "- - W",
    "benzodiazepine": "W W C",
    "opioid": "W W X",  # home C/X: the stricter
    "opioid-and-airway": "CW CW X",  # 1.14
    "depressants-together": "CW CW X",  # 1.14
    "cns-depressant": "W W W",
    "cannabis-today": "W W W",
    "alcohol-today": "D D D",
    "stimulant": "W W W",
    "maoi": "CW CW CW",  # W, C for the first session
    "maoi-and-stimulant": "CW CW CW",
    "antidepressant": "W W W",
    "lamotrigine": "i i i",
    "lithium-or-valproate": "i i i",
    "antipsychotic": "i i i",
    "opioid-antagonist": "W W W",  # 1.12
    "xanthine": "X W X",  # 1.3: racemic defer/exclude on every route
    "sympathomimetic": "W W W",
    "nasal-decongestant-today": "- D -",
    "antihypertensive": "W W W",
    "same-syringe": "i - -",
    "neuromuscular-blocker": "i - i",
}

# (rule, protocol, jurisdiction): where a label of its own says something else.
LABELS = {
    ("ischaemic-stroke", "iv-depression", "gb"): "X",  # 1.15, R83
    ("ischaemic-stroke", "iv-depression", "ch"): "X",  # 1.15, R82
    ("ischaemic-stroke", "iv-depression", "de"): "C",
    ("ischaemic-stroke", "iv-depression", None): "X",
    ("ischaemic-stroke", "spravato-us-trd", None): "C",  # the protocol is for the United States
    ("head-injury-past", "iv-depression", "gb"): "X",  # 1.15: or cerebral trauma
    ("head-injury-past", "iv-depression", "us"): "-",
    ("severe-heart-disease", "iv-depression", "gb"): "X",  # 1.16
    ("cardiovascular-event-recent", "spravato-eu-trd", None): "X",  # row 5, EU-style text
    ("blood-pressure-screening", "spravato-eu-trd", None): "i",  # its guide has its own figures
    ("blood-pressure-screening-eu", "spravato-eu-trd", None): "D",  # 2a: lower it first
    ("blood-pressure-screening-eu", "spravato-us-trd", None): "-",
    ("swiss-systolic", "iv-depression", "ch"): "X",  # row 8
    ("swiss-diastolic", "iv-depression", "ch"): "X",
    ("swiss-systolic", "iv-depression", "us"): "-",
    ("swiss-diastolic", "iv-depression", "us"): "-",
    ("age-band-older", "spravato-eu-trd", None): "M",  # row 34: EU 28 mg start
    ("child-pugh-b", "spravato-eu-trd", None): "W",  # 1.17
    ("no-rems-enrolment", "spravato-eu-trd", None): "-",
    ("telehealth-law", "sublingual-home", None): "D",
    ("telehealth-law", "iv-depression", "us"): "-",
    ("telehealth-law", "oral-er-r107", "gb"): "-",
    ("cyp3a4-inhibitor-strong", "oral-depression", "us"): "D",
    ("boosted-antiviral-or-azole", "oral-depression", "us"): "D",
    ("fasting", "im-depression", "us"): "D",
    ("fasting", "oral-depression", "us"): "-",
}


def rules(kb: Knowledge) -> dict[str, Rule]:
    return {rule.id: rule for table in ("screening", "interactions") for rule in kb.rules(table)}


def letters(rule: Rule, protocol: str, place: str | None, kb: Knowledge) -> str:
    """Return what the shipped cell for a treatment asks for, as letters."""
    cell = cell_of(rule, treatment_of(kb.protocol(protocol), place))
    if cell is None:
        return "-"
    back = {action: letter for letter, action in LETTERS.items()}
    return "".join(back[action] for action in cell.actions)


def row_of(rule: str) -> str:
    kb = load()
    return " ".join(letters(rules(kb)[rule], *column, kb) for column in COLUMNS)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [pytest.param(rule, said, id=f"{row}-{rule}") for (row, rule), said in SECTION_3.items()],
)
def test_a_row_of_section_3(rule: str, expected: str) -> None:
    """Racemic ketamine, the spray, at home."""
    assert row_of(rule) == expected


@pytest.mark.parametrize("rule", SECTION_2B)
def test_a_row_that_the_safety_page_adds(rule: str) -> None:
    """Each row that the safety page adds: racemic ketamine, the spray, at home."""
    assert row_of(rule) == SECTION_2B[rule]


@pytest.mark.parametrize("rule", SECTION_4)
def test_an_interaction(rule: str) -> None:
    """Each interaction: racemic ketamine, the spray, at home."""
    assert row_of(rule) == SECTION_4[rule]


@pytest.mark.parametrize(("rule", "protocol", "place"), LABELS)
def test_a_label_of_its_own(rule: str, protocol: str, place: str | None) -> None:
    """Where a place has a label of its own, its letter counts there."""
    kb = load()
    found = letters(rules(kb)[rule], protocol, place, kb)
    assert found == LABELS[rule, protocol, place]


def test_the_demonstration_site_loosens_nothing() -> None:
    """What a site signs is the shipped action, or a stricter one."""
    kb, demo = load(), load("demo")
    for id in rules(kb):
        for column in COLUMNS:
            shipped, signed = (
                letters(one[id], *column, base)
                for one, base in ((rules(kb), kb), (rules(demo), demo))
            )
            assert signed == shipped, f"{id} for {column[0]}"


def test_every_row_of_section_3_is_written_down() -> None:
    """Every one of the 39 rows is written down."""
    assert {row for row, _ in SECTION_3} == set(range(1, 40))


def test_no_rule_of_a_table_is_left_out() -> None:
    """What is not in these tables is asked for as a required value, or refines a row."""
    known = (
        {rule for _, rule in SECTION_3} | {*SECTION_2B, *SECTION_4} | {one for one, *_ in LABELS}
    )
    left = {id for id in rules(load()) if id not in known and not id.startswith("required-")}
    assert left == {
        "cognitive-impairment",
        "deceased",
        "epilepsy",
        "liver-disease-unclassed",
        "missed-antihypertensive",
        "psychedelic",
        "usual-tablets",
    }


@pytest.mark.shared
def test_the_evidence_still_has_these_rows() -> None:
    """39 rows, each with its number; a new one has to be read and written down here."""
    rows = cells(section(evidence("clinical.md"), "## 3"))
    assert [row[0] for row in rows] == [str(number) for number in range(1, 40)]
    assert all(len(row) == 7 for row in rows)


@pytest.mark.shared
def test_the_letters_stand_in_the_evidence() -> None:
    """A letter of a cell of one letter is this table's, but for the rows that are corrected."""
    corrected = {4, 5, 9, 13, 22, 23, 24, 26, 31, 34, 37}
    plain = re.compile(r"[XDCMW](?: \+ [XDCMW])*")
    compared = 0
    for row in cells(section(evidence("clinical.md"), "## 3")):
        number = int(row[0])
        own = [said.split() for (of, _), said in SECTION_3.items() if of == number]
        for column, words in enumerate(row[3:6]):
            if number in corrected or not plain.fullmatch(words):
                continue
            compared += 1
            gravest = words[0]
            assert any(said[column][0] == gravest for said in own), f"row {number}: {words}"
    assert compared > 40
