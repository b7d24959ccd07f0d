"""Set screenings, fits and records as plain text, as wide as the screen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from titrant.cli.fact_text import (
    Facts,
    aside_text,
    brief_fact,
    contradictions_text,
    entry,
    files_text,
    person_text,
    unmapped_text,
    unmapped_title,
)
from titrant.cli.page import rule, wrap
from titrant.cli.printing import section
from titrant.cli.record_text import not_read
from titrant.clinical import Fact, FactKind, Snapshot
from titrant.dosing.screening import Finding, Fit, Missing, Reason, Screening, Treatment, Why
from titrant.dosing.screening.fit import SAME_DAY, Verdict, acute
from titrant.knowledge import Action, Knowledge, Protocol

DECIDES = (
    "A licensed clinician decides. What follows is what the record says, and what it does not."
)

_ACTIONS = {
    Action.EXCLUDE: "EXCLUDE",
    Action.DEFER: "DEFER",
    Action.CLEARANCE: "CLEARANCE",
    Action.MODIFY: "modify",
    Action.WATCH: "watch",
    Action.INFORM: "note",
}
_NAMED = 3  # entries behind a folded finding that are named


def screening_text(screening: Screening) -> str:
    """Return a screening as text: what stops first, then folded by class, then what is missing."""
    facts = Facts(screening.files)
    person = person_text(screening.subject, screening.as_of)
    lines = [rule("="), *wrap(f"SCREENING FOR {screening.treatment.title}")]
    lines += wrap(_about(screening.treatment, screening.as_of, screening.versions.site))
    lines += wrap(f"{person}. {files_text(screening.files)}")
    if screening.versions.demonstration:
        lines += wrap("DEMONSTRATION: the signatures of this site are invented.")
    lines += [rule("="), *wrap(_verdict(screening)), *wrap(DECIDES)]
    would_help = {one.rule: one for one in screening.missing if one.why is Why.SEPARATES}
    open_questions = [one for one in screening.missing if one.why is not Why.SEPARATES]
    first = [
        line for one in screening.first for line in _finding(one, facts, would_help.get(one.rule))
    ]
    lines += section("First", first)
    lines += section(
        "Further, by class", _folded(screening.findings[len(screening.first) :], would_help)
    )
    asked = f"{len(_questions(open_questions))} questions (unknown is not “no”)"
    if screening.subject.dead:
        later = "They are asked once the record of the death has been corrected: see --json."
        lines += section(f"Missing: {asked}", entry("-", later))
    else:
        lines += section(f"Missing: {asked}", _asked(open_questions, facts))
    lines += section("Contradictions", contradictions_text(screening.contradictions))
    lines += section(
        unmapped_title(screening.files), unmapped_text(screening.unmapped, whole=False)
    )
    lines += section("Read and not used", aside_text(screening.set_aside))
    lines += not_read(screening.files)
    return "\n".join(lines)


def _about(treatment: Treatment, as_of: date, site: str | None) -> str:
    place = treatment.jurisdiction.upper() if treatment.jurisdiction else "any jurisdiction"
    return (
        f"{treatment.protocol}: {treatment.drug.words}, {treatment.route.words}, "
        f"{treatment.setting}, {place}; as of {as_of}; {site or 'no site’s signatures'}."
    )


def _verdict(screening: Screening) -> str:
    counts = Counter(finding.action for finding in screening.findings)
    said = [f"{counts[action]} {_ACTIONS[action]}" for action in Action if counts[action]]
    unsigned = sum(1 for finding in screening.findings if finding.unsigned)
    if unsigned:
        said.append(f"{unsigned} of them unsigned by this site")
    stopping = _questions([missing for missing in screening.missing if missing.stops])
    said.append(f"{len(stopping)} questions open that treatment waits for")
    held = "HOLD. " if screening.holds else "Nothing on record stands in the way. "
    return held + "; ".join(said) + "."


# -- findings --------------------------------------------------------------------------------


def _finding(finding: Finding, facts: Facts, would_help: Missing | None = None) -> list[str]:
    lines = entry(f"{_actions(finding)}:", finding.title)
    for sentence in (finding.detail, finding.effect):
        lines += _under(sentence)
    lines += facts.lines(finding.basis, indent=6)
    lines += _under(f"source: {finding.cell.cited} ({finding.cell.flag}, {finding.cell.tier})")
    lines += _under(finding.unsigned)
    lines += _under(f"lifts: {finding.lifts}")
    return lines + (_under(_helping(would_help)) if would_help is not None else [])


def _actions(finding: Finding) -> str:
    return ", ".join(_ACTIONS[action] for action in finding.actions)


def _under(sentence: str) -> list[str]:
    return entry("", sentence, indent=6) if sentence else []


def _helping(missing: Missing) -> str:
    return f"{missing.question} “{missing.cell.looser}” may then be enough."


def _folded(findings: Sequence[Finding], would_help: dict[str, Missing]) -> list[str]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append(finding)
    lines: list[str] = []
    for group, members in groups.items():
        lines += entry("", group)
        for finding in members:
            said = f"{finding.title}{_because(finding.basis)}"
            if finding.unsigned:
                said += " (unsigned here)"
            lines += entry(f"{_actions(finding)}:", f"{said} [{finding.cell.source}]", indent=4)
            if finding.rule in would_help:
                lines += entry("", _helping(would_help[finding.rule]), indent=6)
    return lines


def _because(facts: Sequence[Fact]) -> str:
    """Return the different entries behind a finding, each in its latest form, three at most."""
    latest = {fact.text: fact for fact in sorted(facts, key=lambda fact: fact.on or date.min)}
    named = [brief_fact(fact) for fact in list(latest.values())[::-1]]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f": {'; '.join(named[:_NAMED])}{more}" if named else ""


# -- what is missing --------------------------------------------------------------------------


def _questions(missing: Iterable[Missing]) -> set[str]:
    return {one.question for one in missing}


def _asked(missing: Sequence[Missing], facts: Facts) -> list[str]:
    """Return each question once: with the entries that raise it, or by its class."""
    raised: dict[tuple[str, str], dict[Fact, None]] = {}
    for one in missing:
        if one.basis:
            key = (one.question, str(one.why))
            raised.setdefault(key, {}).update(dict.fromkeys(one.basis))
    lines: list[str] = []
    for (question, why), about in raised.items():
        lines += entry("-", f"{question} {why.capitalize()}:")
        lines += facts.lines(list(about), indent=6)
    asked = {question for question, _ in raised}
    groups: dict[str, list[str]] = {}
    for one in missing:
        if one.question not in asked:
            asked.add(one.question)
            groups.setdefault(one.group, []).append(one.question)
    for group, questions in groups.items():
        lines += entry(f"{group}:", " ".join(questions))
    return lines


# -- interactions, protocols, records --------------------------------------------------------


def interactions_text(
    treatment: Treatment,
    snapshot: Snapshot,
    found: Sequence[Finding],
    missing: Sequence[Missing],
    kb: Knowledge,
) -> str:
    """Return interactions as text, with every medicine that was recognised and that was not."""
    facts = Facts(snapshot.files)
    lines = [rule("="), *wrap(f"INTERACTIONS WITH {treatment.title}")]
    lines += wrap(_about(treatment, snapshot.as_of, kb.site_title))
    lines += [rule("="), *wrap(DECIDES)]
    lines += section("Interactions", [line for one in found for line in _finding(one, facts)])
    lines += section("Asked before anybody can say", _open(missing, facts))
    drugs = {
        (fact.text, fact.origin): fact
        for fact in snapshot.facts
        if fact.kind is FactKind.MEDICATION
    }
    recognised = [line for fact in drugs.values() for line in entry("-", facts.whole(fact))]
    lines += section("Medicines that were recognised", recognised)
    unmapped = [one for one in snapshot.unmapped if one.kind.lower().startswith("medication")]
    lines += section("Medicines that were not", unmapped_text(unmapped, whole=True))
    if not found and not missing:
        lines += ["", *wrap("No medicine that was recognised meets a rule. Is the list whole?")]
    return "\n".join(lines)


def _open(missing: Sequence[Missing], facts: Facts) -> list[str]:
    """Return each question once for what it would ask for, the gravest first."""
    raised: dict[tuple[str, str, Action], dict[Fact, None]] = {}
    asked: set[tuple[str, Fact]] = set()
    for one in missing:
        about = [fact for fact in one.basis if (one.question, fact) not in asked]
        asked.update((one.question, fact) for fact in about)
        key = (one.question, str(one.why), one.would_be)
        raised.setdefault(key, {}).update(dict.fromkeys(about))
    lines: list[str] = []
    for (question, why, action), entries in raised.items():
        if entries:
            lines += entry("-", f"{question} {why.capitalize()}. If so: {_ACTIONS[action]}.")
            lines += facts.lines(list(entries), indent=6)
    return lines


def protocols_text(protocols: Sequence[Protocol], kb: Knowledge) -> str:
    """Return the protocols as text, one entry each."""
    lines = [rule("="), *wrap(f"PROTOCOLS ({kb.site_title or 'no site'})"), rule("=")]
    for protocol in protocols:
        lines += entry(f"{protocol.id}:", protocol.title)
        lines += _under(_heading(protocol))
        lines += _under(protocol.summary)
        lines += _under(f"HELD: {protocol.held}" if protocol.held else "")
    return "\n".join(lines)


def _heading(protocol: Protocol) -> str:
    approved = f"approved {protocol.approved_on}" if protocol.approved_on else "not approved here"
    return (
        f"{protocol.drug.words}, {protocol.route.words}, {protocol.setting}, "
        f"{protocol.jurisdiction}; rests on: {protocol.support}; "
        f"version {protocol.version}, {approved}"
    )


def fits_text(fits: Sequence[Fit], snapshot: Snapshot) -> str:
    """Return how a record goes with protocols, as text; acute risk comes before all of them."""
    facts = Facts(snapshot.files)
    lines = [rule("="), "HOW THE RECORD GOES WITH EACH PROTOCOL"]
    lines += wrap(f"{person_text(snapshot.subject, snapshot.as_of)}; as of {snapshot.as_of}.")
    lines += wrap(files_text(snapshot.files))
    lines += [rule("="), *wrap(DECIDES), *wrap("The order is the alphabet’s: none is ranked.")]
    first = acute(fits)
    if first is not None:
        lines += section("First", [*entry("-", SAME_DAY), *_finding(first, facts)])
    shared = _shared(fits)
    common = [line for reason in shared for line in _reason(reason, indent=2)]
    lines += section("The same for all of them", common)
    said_already = {reason.says for reason in shared}
    lines.append("")
    for one in fits:
        unasked = f"; {one.unasked} questions that nobody has answered" if one.unasked else ""
        lines += entry(f"{one.protocol.id}:", f"{str(one.verdict).upper()}{unasked}")
        own = {reason.says: reason for reason in one.because if reason.says not in said_already}
        lines += [line for reason in own.values() for line in _reason(reason, indent=6)]
    return "\n".join(lines)


def fits_brief(fits: Sequence[Fit], snapshot: Snapshot) -> str:
    """Return how a record goes with protocols, a line or two each: what decides, in short."""
    lines = [rule("="), "HOW THE RECORD GOES WITH EACH PROTOCOL, IN SHORT"]
    lines += wrap(f"{person_text(snapshot.subject, snapshot.as_of)}; as of {snapshot.as_of}.")
    lines += [rule("="), *wrap(DECIDES), *wrap("The order is the alphabet’s: none is ranked.")]
    shared = {reason.says for reason in _shared(fits)}
    for verdict in Verdict:
        of_it = [one for one in fits if one.verdict is verdict]
        own = [line for one in of_it for line in _in_short(one, shared)]
        lines += section(f"{str(verdict).capitalize()}: {len(of_it)}", own)
    lines += section(
        "For all of them alike", [line for one in sorted(shared) for line in entry("-", one)]
    )
    return "\n".join(lines)


def _in_short(one: Fit, shared: set[str]) -> list[str]:
    """Name what decides first; what is only watched or changed is counted."""
    watched = {finding.rule for finding in one.screening.findings if not finding.stops}
    own = {reason.says: reason for reason in one.because if reason.says not in shared}
    decisive = [says for says, reason in own.items() if reason.rule not in watched]
    text = decisive[0] if decisive else "Nothing decides against it."
    if len(decisive) > 1:
        text += f" And {len(decisive) - 1} more."
    if len(own) > len(decisive):
        text += f" Watched or changed: {len(own) - len(decisive)}."
    return entry(f"{one.protocol.id}:", text)


def _reason(reason: Reason, indent: int) -> list[str]:
    return entry("-", f"{reason.says} Lifts: {reason.lifts}", indent)


def _shared(fits: Sequence[Fit]) -> list[Reason]:
    """Return what decides in every protocol alike, so that it is read once."""
    if len(fits) < 2:
        return []
    return [
        reason
        for reason in {one.says: one for one in fits[0].because}.values()
        if all(any(reason.says == other.says for other in fit.because) for fit in fits)
    ]
