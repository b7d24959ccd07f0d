"""Set the gate and the criteria of readiness as plain text, as wide as the screen."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from titrant.cli.fact_text import Facts, contradictions_text, entry, files_text, person_text
from titrant.cli.page import rule, wrap
from titrant.cli.printing import section
from titrant.dosing.gate import Gate, Item, ItemState
from titrant.dosing.readiness import Criterion, CriterionState, Readiness
from titrant.dosing.screening import Treatment
from titrant.knowledge import Leaf

DECIDES = "A licensed clinician decides. What follows is what is known of the day, and what is not."
SIGNS = "A licensed person decides, and signs with the time."

_ITEMS = {ItemState.MET: "met", ItemState.HELD: "HELD", ItemState.NOT_ASKED: "NOT ASKED"}
_CRITERIA = {
    CriterionState.MET: "met",
    CriterionState.NOT_MET: "NOT MET",
    CriterionState.NOT_JUDGED: "NOBODY HAS JUDGED",
    CriterionState.NOT_YET: "NOT YET",
}
_SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z])")
_AT_ANY_PRESSURE = ", at any blood pressure"


def gate_text(gate: Gate) -> str:
    """Return a gate as text: one list in one order, and last that an emergency is never blocked."""
    facts = Facts(gate.files)
    person = person_text(gate.subject, gate.as_of)
    lines = [rule("="), *wrap(f"GATE FOR {gate.treatment.title}")]
    lines += wrap(_about(gate.treatment, f"as of {gate.as_of}", gate.versions.site))
    lines += wrap(f"{person}. {files_text(gate.files)}")
    lines += _demonstration(gate.versions.demonstration)
    entries = _entries(gate.items)
    counts = Counter(items[0].state for items in entries)
    said = "; ".join(f"{counts[state]} {state}" for state in ItemState if counts[state])
    lines += [rule("="), *wrap(f"{'HOLD. ' if gate.holds else ''}{said.capitalize()}.")]
    lines += wrap(DECIDES)
    lines += section("In one order", [line for items in entries for line in _item(items, facts)])
    lines += section("Contradictions", contradictions_text(gate.contradictions))
    return "\n".join([*lines, "", *wrap(_emergency(gate.emergency))])


def readiness_text(readiness: Readiness) -> str:
    """Return the criteria as text; the last line says who decides, and none says a verdict."""
    person = person_text(readiness.subject, readiness.at.date())
    lines = [rule("="), *wrap(f"CRITERIA BEFORE LEAVING: {readiness.treatment.title}")]
    at = readiness.at.isoformat(sep=" ", timespec="minutes")
    lines += wrap(_about(readiness.treatment, f"at {at}", readiness.versions.site))
    lines += wrap(f"{person}. {files_text(readiness.files)}")
    lines += _demonstration(readiness.versions.demonstration)
    counts = Counter(one.state for one in readiness.criteria)
    said = "; ".join(f"{counts[state]} {state}" for state in CriterionState if counts[state])
    unsigned = sum(1 for one in readiness.criteria if one.unsigned)
    held = f"; {unsigned} rest on what this site has not signed" if unsigned else ""
    lines += [rule("="), *wrap(f"{said.capitalize()}{held}.")]
    lines += section("In one order", [line for one in readiness.criteria for line in _one(one)])
    lines += section("Contradictions", contradictions_text(readiness.contradictions))
    timer = readiness.decides[0]
    return "\n".join([*lines, "", *wrap(f"What a timer decides: {timer.shown}"), *wrap(SIGNS)])


def _about(treatment: Treatment, when: str, site: str | None) -> str:
    place = treatment.jurisdiction.upper() if treatment.jurisdiction else "any jurisdiction"
    return (
        f"{treatment.protocol}: {treatment.drug.words}, {treatment.route.words}, "
        f"{treatment.setting}, {place}; {when}; {site or 'no site’s signatures'}."
    )


def _demonstration(demonstration: bool) -> list[str]:  # noqa: FBT001
    said = "DEMONSTRATION: the signatures of this site are invented."
    return wrap(said) if demonstration else []


def _entries(items: Iterable[Item]) -> list[list[Item]]:
    """Return items in their order, together those that a reader would read twice."""
    entries: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        besides = (item.says, item.lifts, item.who, item.basis) if item.holds else ()
        entries.setdefault((item.title, item.state, *besides), []).append(item)
    return list(entries.values())


def _item(items: Sequence[Item], facts: Facts) -> list[str]:
    item = items[0]
    if not item.holds:
        return entry("met:", f"{item.title}: {_together(items)}")
    lines = entry(f"{_ITEMS[item.state]}:", item.title)
    lines += _under(item.says)
    lines += facts.lines(item.basis, indent=6)
    lines += _under(f"lifts: {item.lifts}")
    lines += _under(f"who: {item.who}")
    sources = dict.fromkeys(_source(one.leaf) for one in items)
    return lines + [line for source in sources for line in _under(source)]


def _together(items: Sequence[Item]) -> str:
    """Return what the first item says, and of the others each sentence that is new."""
    first, *others = (item.says for item in items)
    said = _SENTENCE_END.split(first)
    more = [one for says in others for one in _SENTENCE_END.split(says) if one not in said]
    return " ".join([first, *dict.fromkeys(more)])


def _one(one: Criterion) -> list[str]:
    if not one.holds:
        return entry("met:", f"{one.title}. {one.says}")
    mark = "HOLD" if one.state is CriterionState.MET else _CRITERIA[one.state]
    lines = entry(f"{mark}:", f"{one.title}. {one.says}")
    if one.unsigned:
        lines += _under(one.unsigned)
    lines += _under(f"then: {one.lifts}")
    return lines + _under(_source(one.leaf))


def _under(sentence: str) -> list[str]:
    return entry("", sentence, indent=6)


def _source(leaf: Leaf) -> str:
    return f"source: {leaf.cited} ({leaf.flag}, {leaf.tier}) [{leaf.id}]"


def _emergency(symptoms: Iterable[Leaf]) -> str:
    named = ", ".join(leaf.title.removesuffix(_AT_ANY_PRESSURE) for leaf in symptoms)
    return (
        f"EMERGENCY at any blood pressure: {named}. Emergency care at once; "
        "nothing on this list stands before it."
    )
