"""A screening as a page shows it: what stops first, then by class, then what nobody has said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from titrant.clinical import Clearance, Fact
from titrant.dosing.screening import Finding, Missing, Screening, Treatment, Why
from titrant.dosing.screening.clearing import mark_of
from titrant.knowledge import Action, Knowledge
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.courses import rules
from titrant.server.courses.asked import section
from titrant.server.courses.entering import entered_at, question_of
from titrant.server.courses.models import Cleared
from titrant.server.courses.questions import Question
from titrant.server.courses.sourced import Sourced, sourced
from titrant.server.patients.fact_words import fact_words
from titrant.server.patients.kept import kept_in
from titrant.server.patients.models import Patient
from titrant.server.web.templatetags.clinic import day

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
class Behind:
    """A fact of the record in words, and the page of the rows that hold such facts."""

    words: str
    page: str


@dataclass(frozen=True)
class Shown:
    """One finding: how it is marked, what it rests on, what lifts it, who says so.

    `clear` leads to where it is cleared, in the words `clears`, for who may; `decided` is what was
    decided about it, `withdraw` where that is taken back.
    """

    meaning: str
    word: str
    title: str
    says: tuple[str, ...]
    basis: tuple[Behind, ...]
    more: int
    lifts: str
    source: Sourced
    clear: str = ""
    clears: str = ""
    decided: tuple[str, ...] = ()
    withdraw: str = ""


@dataclass(frozen=True)
class Open:
    """One question that nobody answered: where it is entered, what it would ask for at worst.

    `asks` is the question where a yes or a no answers it.
    """

    question: str
    address: str
    why: str
    at_worst: str
    about: tuple[Behind, ...]
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
    cleared: tuple[Shown, ...]
    asked: dict[str, list[Open]]
    questions: int
    on_sheet: int
    contradictions: tuple[str, ...]
    not_understood: int


def shown(
    screening: Screening, patient: Patient, kb: Knowledge, acting: Acting, rows: Iterable[Cleared]
) -> Page:
    """Return a screening of a patient as a page shows it to somebody.

    `rows` are the clearances of the record.
    """
    open_ones = [one for one in screening.missing if one.why is not Why.SEPARATES]
    would_help = {one.rule: one for one in screening.missing if one.why is Why.SEPARATES}
    first: list[Shown] = []
    folded: dict[str, list[Shown]] = {}
    cleared: list[Shown] = []
    kept = {(row.rule, row.mark): row for row in rows if row.withdrawn is None}
    for finding in screening.findings:
        one = shown_finding(finding, kb, would_help.get(finding.rule))
        if finding.cleared is not None:
            cleared.append(_decided(one, finding.cleared, kept, patient, acting))
            continue
        if rules.can_clear(acting, patient, finding):
            one = _to_clear(one, finding, screening.treatment, patient)
        if finding in screening.first:
            first.append(one)
        else:
            folded.setdefault(finding.group, []).append(one)
    asked = _asked(open_ones, patient)
    return Page(
        holds=screening.holds,
        verdict=_verdict(screening, open_ones),
        first=tuple(first),
        folded=folded,
        cleared=tuple(cleared),
        asked=asked,
        questions=sum(map(len, asked.values())),
        on_sheet=sum(one.asks is not None for of_it in asked.values() for one in of_it),
        contradictions=tuple(
            f"{one.about}: {' and '.join(one.says)}. {one.counts[:1].upper()}{one.counts[1:]}."
            for one in screening.contradictions
        ),
        not_understood=sum(one.times for one in screening.unmapped),
    )


def _to_clear(one: Shown, finding: Finding, treatment: Treatment, patient: Patient) -> Shown:
    """Return a finding with the way to where it is cleared, for whoever may."""
    overrides = finding.action is Action.DEFER
    return replace(
        one,
        clear=reverse(
            "finding_clear", args=[patient.pk, treatment.protocol, finding.rule, mark_of(finding)]
        ),
        clears="Override this deferral" if overrides else "Clear it, with the clearance in hand",
    )


def _decided(
    one: Shown,
    clearance: Clearance,
    rows: Mapping[tuple[str, str], Cleared],
    patient: Patient,
    acting: Acting,
) -> Shown:
    """Return a finding with what was decided about it, by whom, and where that is taken back."""
    row = rows.get((clearance.rule, clearance.mark))
    by = clearance.by if row is None or row.by is None else f"{row.by.name}, {row.role}"
    until = f", until {day(clearance.until)}" if clearance.until is not None else ""
    word = f"On the word of {clearance.on_word_of}." if clearance.on_word_of else ""
    told = (f"By {by}, on {day(clearance.on)}{until}: {clearance.why}", word)
    may = row is not None and acting.may(Right.CLEAR_FINDING)
    return replace(
        one,
        meaning="due",
        word="Cleared",
        decided=tuple(filter(None, told)),
        withdraw=reverse("clearance_withdraw", args=[patient.pk, row.pk]) if row and may else "",
    )


def _verdict(screening: Screening, open_ones: Sequence[Missing]) -> str:
    """Return how many findings ask for what, and how many questions treatment waits for."""
    going = [finding for finding in screening.findings if finding.cleared is None]
    counts = Counter(finding.action for finding in going)
    said = [
        f"{ASKS_FOR[action].capitalize()}: {counts[action]}." for action in Action if counts[action]
    ]
    unsigned = sum(bool(finding.unsigned) for finding in going)
    if unsigned:
        said.append(f"Not signed here: {unsigned}.")
    if len(going) < len(screening.findings):
        said.append(f"Cleared: {len(screening.findings) - len(going)}.")
    waits = len({one.question for one in open_ones if one.stops})
    if waits:
        said.append(f"Treatment waits for {waits} answer{'' if waits == 1 else 's'}.")
    return " ".join(said) or "Nothing was found, and nothing is open."


def shown_finding(finding: Finding, kb: Knowledge, would_help: Missing | None = None) -> Shown:
    """Return one finding as a page shows it; `would_help` is what would make it less grave."""
    said = [finding.detail, finding.effect, finding.unsigned]
    if would_help is not None:
        looser = would_help.cell.looser
        said.append(f"{would_help.question} “{looser}” may then be enough.")
    return Shown(
        meaning="held" if finding.stops else "caution",
        word=" and ".join(ASKS_FOR[action] for action in finding.actions).capitalize(),
        title=finding.title,
        says=tuple(filter(None, said)),
        basis=tuple(map(_behind, finding.basis[:_FACTS])),
        more=max(len(finding.basis) - _FACTS, 0),
        lifts=finding.lifts,
        source=sourced(finding.cell, kb),
    )


def _behind(fact: Fact) -> Behind:
    return Behind(fact_words(fact), f"patient_{kept_in(fact.concept) or section.word}")


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
            about=tuple(dict.fromkeys(map(_behind, one.basis[:_FACTS]))),
            asks=question_of(one),
        )
    return {group: list(of_it.values()) for group, of_it in found.items()}
