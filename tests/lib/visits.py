"""One visit as tests write it: a person with nothing in the way, and what is changed of it."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

from tests.lib.loaded import loaded

from titrant.clinical import Snapshot
from titrant.dosing.gate import Gate, Item, gate
from titrant.dosing.readiness import Criterion, Readiness, readiness
from titrant.dosing.screening import treatment_of
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

AS_OF = date(2026, 11, 22)
IV, IM, SPRAY, HOME = "iv-depression", "im-depression", "spravato-us-trd", "sublingual-home"
EU_SPRAY, BY_MOUTH = "spravato-eu-trd", "oral-s1"

_RECORDS = Path(__file__).resolve().parents[1] / "scenarios" / "records"
READY = (_RECORDS / "ready.yaml").read_text(encoding="utf-8")
HEAD = "by: clinician\non: 2026-11-22\n"
PERSON = f"{HEAD}person: {{born: 1985-05-02, sex: male}}\n"
PRESSURE = f"""{HEAD}measurements:
  - {{what: systolic, value: 122 mmHg}}
  - {{what: diastolic, value: 76 mmHg}}
"""
READINGS = f"""{HEAD}measurements:
  - {{what: heart-rate, value: 72 /min}}
  - {{what: oxygen-saturation, value: 98 %}}
  - {{what: respiratory-rate, value: 14 /min}}
"""
MEALS = f"""{HEAD}measurements:
  - {{what: hours-since-solids, value: 8 h}}
  - {{what: hours-since-drink, value: 3 h}}
"""
ANSWERS = f"""{HEAD}answers:
  address-confirmed: yes
  airway-kit-checked: yes
  diabetes: no
  dose-watched-live: yes
  home-hazards-cleared: yes
  line-or-plan: yes
  sedative-or-opioid-today: no
  session-given-today: no
  sitter-adult-sober: yes
  sitter-present: yes
  stimulant-today: no
  suicidal-thoughts-today: no
  two-identifiers-checked: yes
"""
WHOLE = (READY, PERSON, PRESSURE, READINGS, MEALS, ANSWERS)


def measured(**values: str) -> str:
    """Return a file of measurements of the day; `hours_since_drink="1 h"`."""
    rows = [
        f"  - {{what: {what.replace('_', '-')}, value: {value}}}\n"
        for what, value in values.items()
    ]
    return f"{HEAD}measurements:\n{''.join(rows)}"


def pressures(*readings: str) -> str:
    """Return a file of blood pressures, in the order in which they were taken."""
    rows = ""
    for reading in readings:
        systolic, _, diastolic = reading.partition("/")
        rows += f"  - {{what: systolic, value: {systolic} mmHg}}\n"
        rows += f"  - {{what: diastolic, value: {diastolic} mmHg}}\n"
    return f"{HEAD}measurements:\n{rows}"


def answered(**answers: str) -> str:
    """Return a clinician's answers of the day; `fasted="no"`."""
    rows = [f"  {what.replace('_', '-')}: {answer}\n" for what, answer in answers.items()]
    return f"{HEAD}answers:\n{''.join(rows)}"


def without(text: str, *words: str) -> str:
    """Return a text without the lines that name any of these."""
    kept = [line for line in text.splitlines(keepends=True) if not any(w in line for w in words)]
    assert len(kept) < len(text.splitlines())
    return "".join(kept)


def record(*texts: str, site: str | None = "demo", as_of: date = AS_OF) -> Snapshot:
    """Return what files say together; they are called 1.yaml, 2.yaml and so on."""
    return join([_read(text, f"{n}.yaml", site, as_of) for n, text in enumerate(texts, 1)])


@cache
def _read(text: str, name: str, site: str | None, as_of: date) -> Snapshot:
    return read_case(text, name, loaded(site), as_of)


def gated(
    *texts: str,
    protocol: str = IV,
    site: str | None = "demo",
    jurisdiction: str | None = "us",
    kb: Knowledge | None = None,
) -> Gate:
    """Return the gate of what files say together."""
    kb = kb or loaded(site)
    treatment = treatment_of(kb.protocol(protocol), jurisdiction)
    return gate(record(*texts, site=site), treatment, kb)


def whole(
    *texts: str, but: tuple[str, ...] = (), protocol: str = IV, jurisdiction: str = "us"
) -> Gate:
    """Return the gate of a person with nothing in the way, `but` for files, and with others."""
    kept = [text for text in WHOLE if text not in but]
    return gated(*kept, *texts, protocol=protocol, jurisdiction=jurisdiction)


def item(gate: Gate, id: str) -> Item:
    """Return the one item of this id."""
    (found,) = (one for one in gate.items if one.id == id)
    return found


# -- readiness -------------------------------------------------------------------------------

JUDGED = ("orientation", "gait", "nausea", "fluids", "dissociation", "respiration", "pressure")
TIMES = "  started: 10:00\n  ended: 10:40\n  rescue: []\n"
SPRAY_TIMES = "  started: 10:00\n  devices: [10:00, 10:05, 10:10]\n  rescue: []\n"
ROWS = """  vitals:
    - {at: 09:55, pressure: 120/80, heart-rate: 70, saturation: 98, respiratory-rate: 14, moaa-s: 5}
    - {at: 11:55, pressure: 124/82, heart-rate: 74, saturation: 97, respiratory-rate: 13}
    - {at: 11:56, moaa-s: 5, aldrete: 10}
"""


def judgements(**changed: str) -> str:
    """Return what a nurse judged at noon; `gait="{met: no, by: nurse, at: 12:00}"` changes one."""
    made = dict.fromkeys((*JUDGED, "adult", "instructions"), "{met: yes, by: nurse, at: 12:00}")
    made["suicide-question"] = "{met: yes, by: nurse, at: 12:00, new-thought: no}"
    made |= {what.replace("_", "-"): text for what, text in changed.items()}
    return "  judged:\n" + "".join(f"    {what}: {text}\n" for what, text in made.items() if text)


def visit(*parts: str) -> str:
    """Return a file of a person born 1985 with a visit of these parts."""
    return f"{PERSON}visit:\n{''.join(parts)}"


def leaving(
    *texts: str,
    at: str = "2026-11-22T12:10",
    protocol: str = IV,
    site: str | None = "demo",
    jurisdiction: str | None = "us",
) -> Readiness:
    """Return the criteria of what files say together, at a time."""
    kb = loaded(site)
    when = datetime.fromisoformat(at)
    treatment = treatment_of(kb.protocol(protocol), jurisdiction)
    return readiness(record(*texts, site=site, as_of=when.date()), treatment, when, kb)


def criterion(readiness: Readiness, id: str) -> Criterion:
    """Return the one criterion of this id."""
    (found,) = (one for one in readiness.criteria if one.id == id)
    return found
