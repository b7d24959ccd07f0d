"""People in the middle of a course, as a test writes them: what differs from a quiet course."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import yaml
from tests.lib.loaded import loaded
from tests.lib.next_scenarios import Scenario, answer_the_rest

from titrant.clinical import OptionKind, Snapshot
from titrant.dosing.check import Check
from titrant.dosing.guidance import Case, Ground, Guidance, Hold, Option, Question, next_dose
from titrant.dosing.screening import treatment_of
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge
from titrant.knowledge.files import COMPILED

Json = dict[str, Any]

AS_OF = date(2026, 12, 1)
TREATED = {
    "crps": "complex regional pain syndrome",
    "social-anxiety": "social anxiety",
    "spinal-cord-injury-pain": "spinal cord injury pain",
    "generalised-anxiety": "generalised anxiety",
    "pain": "pain",
}
IV = {"ordered": "0.5 mg/kg", "dose": "35 mg", "over": "40 min", "weight": "70 kg"}
QUIET = {"before": "122/78", "peak": "136/84", "events": []}


@cache
def shipped(site: str | None = "demo") -> Knowledge:
    """Return the shipped knowledge with a site's signatures, or none."""
    return loaded(site)


def base(
    changes: dict[str, Json] | None = None,
    *,
    gone: Iterable[str] = (),
    unsigned: Iterable[str] = (),
    signed: dict[str, Json] | None = None,
    approvals: dict[str, str] | None = None,
) -> Knowledge:
    """Return the shipped knowledge and its demonstration site, doctored.

    `changes` are to leaves, `gone` are leaves that are not there, `unsigned` leaves that the site
    did not sign, `signed` what it signed instead, `approvals` the days on which it approved.
    """
    content = json.loads((COMPILED / "knowledge.json").read_bytes())
    site = json.loads((COMPILED / "sites" / "demo.json").read_bytes())
    for id, leaf in (changes or {}).items():
        content["leaves"][id] |= leaf
    for id in gone:
        del content["leaves"][id]
    other = {*gone, *unsigned, *(signed or {})}
    who = dict(site["signatures"][0])
    site["signatures"] = [entry for entry in site["signatures"] if entry["leaf"] not in other]
    site["signatures"] += [{**who, "leaf": id, **entry} for id, entry in (signed or {}).items()]
    for entry in site["approvals"]:
        entry["on"] = (approvals or {}).get(entry["protocol"], entry["on"])
    return Knowledge(content, hash="0" * 64, site=site)


def ago(days: int) -> date:
    """Return the day so many days before the day of the case."""
    return AS_OF - timedelta(days=days)


def quiet(on: date, **changes: Any) -> Json:
    """Return a session of 35 mg for 70 kg in which nothing happened; None takes a field out."""
    made = {"on": on, **IV, "basis": "actual", **QUIET, **changes}
    return {name: value for name, value in made.items() if value is not None}


def sessions(*days: int, **changes: Any) -> list[Json]:
    """Return quiet sessions of so many days ago."""
    return [quiet(ago(one), **changes) for one in days]


def course(*had: Json, protocol: str = "iv-depression", **changes: Any) -> Json:
    """Return a course with these sessions; it began with the first of them."""
    made = {
        "protocol": protocol,
        "version": "1",
        "opened": had[0]["on"] if had else AS_OF,
        "target": "phq-9",
        "ends-when": "eight infusions",
        "sessions": list(had),
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def scores(*values: tuple[int, int], what: str = "phq-9") -> list[Json]:
    """Return scores with how many days ago they were."""
    return [{"what": what, "value": value, "on": ago(days)} for days, value in values]


def weight(text: str = "70 kg", days: int = 1) -> Json:
    """Return a weight of so many days ago."""
    return {"what": "weight", "value": text, "on": ago(days)}


def snapshot_of(kb: Knowledge, *texts: str) -> Snapshot:
    """Read case files and join them; the first one names the person."""
    return join([read_case(text, f"{i}.yaml", kb, AS_OF) for i, text in enumerate(texts, 1)])


def file_of(
    *courses: Json,
    measurements: Iterable[Json] = (),
    born: date = date(1984, 3, 14),
    height: str | None = "170 cm",
    conditions: Iterable[str] = ("major depression",),
    **more: Any,
) -> str:
    """Return a case file of one person."""
    had = [] if height is None else [{"what": "height", "value": height}]
    return yaml.dump(
        {
            "by": "clinician",
            "on": AS_OF,
            "person": {"born": born, "sex": "female"},
            "conditions": [{"what": one, "since": date(2019, 5, 1)} for one in conditions],
            "measurements": [*had, *measurements],
            "courses": list(courses),
            **more,
        },
        Dumper=_Written,
        allow_unicode=True,
        sort_keys=False,
    )


class _Written(yaml.SafeDumper):
    """Writes a value out wherever it stands, as a case file asks for."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def guided(
    *texts: str,
    protocol: str = "iv-depression",
    kb: Knowledge | None = None,
    screened: bool = True,
    jurisdiction: str | None = "us",
) -> Guidance:
    """Return guidance for a person, who was screened unless it says else."""
    return next_dose(
        case_of(*texts, protocol=protocol, kb=kb, screened=screened, place=jurisdiction),
        kb or shipped(),
    )


def case_of(
    *texts: str,
    protocol: str = "iv-depression",
    kb: Knowledge | None = None,
    screened: bool = True,
    place: str | None = "us",
) -> Case:
    """Return the case of a person, who was screened unless it says else."""
    kb = kb or shipped()
    treatment = treatment_of(kb.protocol(protocol), place)
    snapshot = snapshot_of(kb, *texts)
    if screened:
        snapshot = answer_the_rest(snapshot, treatment, kb)
    return Case(snapshot=snapshot, treatment=treatment)


def scenario(name: str) -> Guidance:
    """Return the guidance of a scenario's folder."""
    return Scenario(name).guidance()


def option(guidance: Guidance, kind: str) -> Option:
    """Return one option."""
    return next(one for one in guidance.options if one.kind is OptionKind(kind))


def hold(guidance: Guidance, id: str) -> Hold:
    """Return the one hold with an id."""
    (found,) = [one for one in guidance.holds if one.id == id]
    return found


def says(grounds: Iterable[Ground]) -> list[str]:
    """Return what grounds say that are no claim of a source."""
    return [ground.says for ground in grounds if not ground.claim]


# -- what is said, as it stands in sentences.yaml ------------------------------------------------

PARTS = ("why_not", "supports", "against", "noted")


def told(guidance: Guidance, part: str) -> Any:
    """Return one part of guidance as the catalogue writes it: “holds”, “asks”, “up.why_not”.

    “asks” leaves out what only the screening asks, which has a catalogue of its own.
    """
    if part == "holds":
        return [_hold(one) for one in guidance.holds]
    if part == "missing":
        return [_question(one) for one in guidance.missing]
    if part == "asks":
        return [_question(one) for one in guidance.missing if not one.would_be]
    if part == "exposures":
        return [
            f"{one.drug}: {one.sessions} sessions, {one.total}; {one.sessions_in_span} in "
            f"{guidance.basis.span} days, {one.total_in_span}"
            for one in guidance.basis.exposures
        ]
    kind, _, name = part.partition(".")
    one = option(guidance, kind)
    if name in PARTS:
        return [_ground(ground) for ground in getattr(one, name) if not ground.claim]
    if name == "limits":
        return [_limit(check) for check in one.limits]
    if name in {"missing", "needs"}:
        return list(getattr(one, name))
    return str(getattr(one, name))


def _hold(one: Hold) -> Json:
    named = ("id", "says", "lifts", "who", "source", "leaf")
    return {name: getattr(one, name) for name in named if getattr(one, name)}


def _question(one: Question) -> Json:
    named = ("asks", "why", "would_be", "rule", "source")
    return {name: getattr(one, name) for name in named if getattr(one, name)}


def _ground(one: Ground) -> Json:
    named = ("says", "source", "tier", "flag", "leaf")
    return {name: getattr(one, name) for name in named if getattr(one, name)}


def _limit(one: Check) -> Json:
    said = {name: getattr(one, name) for name in ("id", "text", "lifts", "source", "leaf")}
    return {"kind": str(one.kind), **{name: text for name, text in said.items() if text}}
