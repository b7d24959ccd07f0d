"""A screening as a page shows it: what stops first, then by class, then what nobody has said."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from titrant.dosing.screening import Finding, Missing, Screening, Why
from titrant.knowledge import Action, Knowledge
from titrant.server.courses.entering import entered_at, question_of
from titrant.server.courses.questions import Question
from titrant.server.courses.sourced import Sourced, sourced
from titrant.server.patients.fact_words import fact_words
from titrant.server.patients.models import Patient

ASKS_FOR = {
    Action.EXCLUDE: "excluded",
    Action.DEFER: "deferred",
    Action.CLEARANCE: "clearance",
    Action.MODIFY: "another way",
    Action.WATCH: "watched",
    Action.INFORM: "noted",
}
_FACTS = 6  # behind one finding; the record has the others


@dataclass(frozen=True)
class Shown:
    """One finding: how it is marked, what it rests on, what lifts it, who says so."""

    meaning: str
    word: str
    title: str
    says: tuple[str, ...]
    basis: tuple[str, ...]
    more: int
    lifts: str
    source: Sourced


@dataclass(frozen=True)
class Open:
    """One question that nobody answered: where it is entered, what it would ask for at worst.

    `asks` is the question where a yes or a no answers it.
    """

    question: str
    address: str
    why: str
    at_worst: str
    about: tuple[str, ...]
    asks: Question | None


@dataclass(frozen=True)
class Page:
    """A whole screening: `folded` and `asked` by class, in the order of their gravity.

    `on_sheet` are the questions that one sheet asks.
    """

    holds: bool
    verdict: str
    first: tuple[Shown, ...]
    folded: dict[str, list[Shown]]
    asked: dict[str, list[Open]]
    questions: int
    on_sheet: int
    contradictions: tuple[str, ...]
    not_understood: int


def shown(screening: Screening, patient: Patient, kb: Knowledge) -> Page:
    """Return a screening of a patient as a page shows it."""
    open_ones = [one for one in screening.missing if one.why is not Why.SEPARATES]
    would_help = {one.rule: one for one in screening.missing if one.why is Why.SEPARATES}
    findings = [_finding(one, would_help.get(one.rule), kb) for one in screening.findings]
    folded: dict[str, list[Shown]] = {}
    for finding, one in zip(screening.findings, findings, strict=True):
        if finding not in screening.first:
            folded.setdefault(finding.group, []).append(one)
    asked = _asked(open_ones, patient)
    return Page(
        holds=screening.holds,
        verdict=_verdict(screening, open_ones),
        first=tuple(findings[: len(screening.first)]),
        folded=folded,
        asked=asked,
        questions=sum(map(len, asked.values())),
        on_sheet=sum(one.asks is not None for of_it in asked.values() for one in of_it),
        contradictions=tuple(
            f"{one.about}: {' and '.join(one.says)}. {one.counts[:1].upper()}{one.counts[1:]}."
            for one in screening.contradictions
        ),
        not_understood=sum(one.times for one in screening.unmapped),
    )


def _verdict(screening: Screening, open_ones: Sequence[Missing]) -> str:
    """Return how many findings ask for what, and how many questions treatment waits for."""
    counts = Counter(finding.action for finding in screening.findings)
    said = [
        f"{ASKS_FOR[action].capitalize()}: {counts[action]}." for action in Action if counts[action]
    ]
    unsigned = sum(bool(finding.unsigned) for finding in screening.findings)
    if unsigned:
        said.append(f"Not signed here: {unsigned}.")
    waits = len({one.question for one in open_ones if one.stops})
    if waits:
        said.append(f"Treatment waits for {waits} answer{'' if waits == 1 else 's'}.")
    return " ".join(said) or "Nothing was found, and nothing is open."


def _finding(finding: Finding, would_help: Missing | None, kb: Knowledge) -> Shown:
    said = [finding.detail, finding.effect, finding.unsigned]
    if would_help is not None:
        looser = would_help.cell.looser
        said.append(f"{would_help.question} “{looser}” may then be enough.")
    return Shown(
        meaning="held" if finding.stops else "caution",
        word=" and ".join(ASKS_FOR[action] for action in finding.actions).capitalize(),
        title=finding.title,
        says=tuple(filter(None, said)),
        basis=tuple(map(fact_words, finding.basis[:_FACTS])),
        more=max(len(finding.basis) - _FACTS, 0),
        lifts=finding.lifts,
        source=sourced(finding.cell, kb),
    )


def _asked(missing: Iterable[Missing], patient: Patient) -> dict[str, list[Open]]:
    """Return each question once, by class, for the gravest thing that it would ask for."""
    found: dict[str, dict[str, Open]] = {}
    known: set[str] = set()
    for one in missing:
        if one.question in known:
            continue
        known.add(one.question)
        found.setdefault(one.group, {})[one.question] = Open(
            question=one.question,
            address=entered_at(one, patient),
            why="" if one.why is Why.NOT_ASKED else str(one.why),
            at_worst=ASKS_FOR[one.would_be],
            about=tuple(dict.fromkeys(map(fact_words, one.basis[:_FACTS]))),
            asks=question_of(one),
        )
    return {group: list(of_it.values()) for group, of_it in found.items()}
