"""Set screenings, fits and records as plain text, 100 characters wide at most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from titrant.cli.printing import item, rule, section, wrap
from titrant.clinical import (
    Contradiction,
    Fact,
    FactKind,
    FileRead,
    MatchedBy,
    SetAside,
    Snapshot,
    State,
    Subject,
    Sureness,
    Unmapped,
)
from titrant.dosing.screening import Finding, Fit, Missing, Screening, Treatment
from titrant.dosing.screening.fit import SAME_DAY, acute
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
_SHORT = 12  # entries of a folded list that are printed; the rest is counted


def screening_text(screening: Screening) -> str:
    """Return a screening as text: what stops first, then folded by class, then what is missing."""
    lines = [rule("=")]
    lines += wrap(f"SCREENING FOR {screening.treatment.title}")
    lines += wrap(_about(screening.treatment, screening.as_of, screening.site))
    lines += wrap(f"{_person(screening.subject, screening.as_of)}. {_files(screening.files)}")
    if screening.demonstration:
        lines += wrap("DEMONSTRATION: the signatures of this site are invented.")
    lines += [rule("="), *wrap(_verdict(screening)), *wrap(DECIDES)]
    lines += section("First", _findings(screening.first))
    lines += section("Further, by class", _folded(screening.findings[len(screening.first) :]))
    lines += section(_missing_title(screening.missing), _asked(screening.missing))
    lines += section("Contradictions", _contradictions(screening.contradictions))
    lines += section(_unmapped_title(screening.files), _unmapped(screening.unmapped))
    lines += section("Read and not used", _aside(screening.set_aside))
    return "\n".join(lines)


def _about(treatment: Treatment, as_of: date, site: str | None) -> str:
    place = treatment.jurisdiction.upper() if treatment.jurisdiction else "any jurisdiction"
    return (
        f"{treatment.protocol}: {treatment.drug.words}, {treatment.route.words}, "
        f"{treatment.setting}, {place}; as of {as_of}; {site or 'no site’s signatures'}."
    )


def _person(subject: Subject, as_of: date) -> str:
    sex = str(subject.sex).capitalize() if subject.sex is not None else "Sex not known"
    if subject.dead:
        return f"{sex}, recorded as dead"
    if subject.born is None:
        return f"{sex}, age not known"
    youngest, oldest = subject.born.youngest(as_of), subject.born.oldest(as_of)
    years = f"{youngest}" if youngest == oldest else f"{youngest} or {oldest}"
    return f"{sex}, {years} years"


def _files(files: Iterable[FileRead]) -> str:
    return "Read: " + ", ".join(f"{file.name} ({file.form})" for file in files) + "."


def _verdict(screening: Screening) -> str:
    counts = Counter(finding.action for finding in screening.findings)
    said = [f"{counts[action]} {_ACTIONS[action]}" for action in Action if counts[action]]
    unsigned = sum(1 for finding in screening.findings if finding.unsigned)
    if unsigned:
        said.append(f"{unsigned} of them unsigned by this site")
    stopping = sum(1 for missing in screening.missing if missing.stops)
    said.append(f"{stopping} questions open that treatment waits for")
    held = "HOLD. " if screening.holds else "Nothing on record stands in the way. "
    return held + "; ".join(said) + "."


# -- findings --------------------------------------------------------------------------------


def _findings(findings: Sequence[Finding]) -> list[str]:
    return [line for finding in findings for line in _finding(finding)]


def _finding(finding: Finding) -> list[str]:
    actions = ", ".join(_ACTIONS[action] for action in finding.actions)
    lines = item(f"{actions}:", finding.title)
    for sentence in (finding.detail, finding.effect):
        lines += _under(sentence)
    for fact in finding.basis:
        lines += _under(f"basis: {fact_text(fact)}")
    lines += _under(f"source: {finding.cell.cited} ({finding.cell.flag}, {finding.cell.tier})")
    lines += _under(finding.unsigned)
    return lines + _under(f"lifts: {finding.lifts}")


def _under(sentence: str) -> list[str]:
    return [f"  {line}" for line in item(" ", sentence)] if sentence else []


def fact_text(fact: Fact) -> str:
    """Return a fact as people read it: what, since when, how sure, and where it stands."""
    said = [fact.text]
    if fact.value is not None and fact.value.shown not in fact.text:
        said.append(fact.value.shown)
    if fact.word:
        said.append(f"“{fact.word}”")
    if not fact.so:
        said.append("answered no")
    if fact.on is not None:
        said.append(f"{fact.on}")
    if fact.state is State.ENDED:
        said.append(f"ended {fact.ended}" if fact.ended else "ended")
    if fact.daily is not None:
        said.append(f"{fact.daily.brief()} a day")
    if fact.sure is not Sureness.RECORDED:
        said.append(str(fact.sure))
    if fact.by is MatchedBy.NAME:
        said.append("matched by name")
    return f"{', '.join(said)} [{fact.origin}]"


def _folded(findings: Sequence[Finding]) -> list[str]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append(finding)
    lines: list[str] = []
    for group, members in groups.items():
        for finding in members:
            actions = ", ".join(_ACTIONS[action] for action in finding.actions)
            said = f"{actions}: {finding.title}"
            if finding.unsigned:
                said += " (unsigned here)"
            lines += item(f"{group}:", f"{said} [{finding.cell.source}]")
    return lines


# -- what is missing, and what was not understood ---------------------------------------------


def _missing_title(missing: Sequence[Missing]) -> str:
    return f"Missing: {len(missing)} questions (unknown is not “no”)"


def _asked(missing: Sequence[Missing]) -> list[str]:
    lines: list[str] = []
    about = [one for one in missing if one.basis]
    for one in about:
        named = "; ".join(fact_text(fact) for fact in one.basis[:2])
        more = f" and {len(one.basis) - 2} more" if len(one.basis) > 2 else ""
        lines += item("-", f"{one.question} {str(one.why).capitalize()}: {named}{more}.")
    groups: dict[str, dict[str, None]] = {}
    for one in missing:
        if not one.basis:
            groups.setdefault(one.group, {}).setdefault(one.question)
    for group, questions in groups.items():
        lines += item(f"{group}:", " ".join(questions))
    return lines


def _contradictions(contradictions: Sequence[Contradiction]) -> list[str]:
    return [
        line
        for one in contradictions
        for line in item("-", f"{one.about}: {' / '.join(one.says)}. {one.counts.capitalize()}.")
    ]


def _unmapped_title(files: Sequence[FileRead]) -> str:
    entries = sum(file.entries for file in files)
    unmapped = entries - sum(file.mapped for file in files)
    share = round(100 * unmapped / entries) if entries else 0
    return f"Not mapped, or not used: {unmapped} of {entries} entries ({share} %)"


def _unmapped(unmapped: Sequence[Unmapped]) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for one in unmapped:
        times = f" ({one.times} times)" if one.times > 1 else ""
        kinds.setdefault(one.kind, []).append(f"{one.text}{times}")
    return [line for kind, texts in kinds.items() for line in item(f"{kind}:", "; ".join(texts))]


def _aside(aside: Sequence[SetAside]) -> list[str]:
    lines: list[str] = []
    for one in aside[:_SHORT]:
        times = f" ({one.times} times)" if one.times > 1 else ""
        lines += item("-", f"{one.what}{times}: {one.why} [{one.origin}].")
    if len(aside) > _SHORT:
        lines += item("-", f"and {len(aside) - _SHORT} more: see “titrant record”, or --json.")
    return lines


# -- interactions, protocols, records --------------------------------------------------------


def interactions_text(
    treatment: Treatment, snapshot: Snapshot, found: Sequence[Finding], kb: Knowledge
) -> str:
    """Return interactions as text, with every medicine that was recognised and that was not."""
    drugs = [fact for fact in snapshot.facts if fact.kind is FactKind.MEDICATION]
    lines = [rule("="), *wrap(f"INTERACTIONS WITH {treatment.title}")]
    lines += wrap(_about(treatment, snapshot.as_of, kb.site_title))
    lines += [rule("="), *wrap(DECIDES)]
    lines += section("Interactions", _findings(found))
    lines += section("Medicines that were recognised", _facts(drugs))
    unmapped = [one for one in snapshot.unmapped if one.kind.lower().startswith("medication")]
    lines += section("Medicines that were not", _unmapped(unmapped))
    return "\n".join(lines)


def _facts(facts: Sequence[Fact]) -> list[str]:
    return [line for fact in facts for line in item("-", fact_text(fact))]


def protocols_text(protocols: Sequence[Protocol], kb: Knowledge) -> str:
    """Return the protocols as text, one entry each."""
    lines = [rule("="), *wrap(f"PROTOCOLS ({kb.site_title or 'no site'})"), rule("=")]
    for protocol in protocols:
        lines += item(f"{protocol.id}:", protocol.title)
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
    lines = [rule("="), "HOW THE RECORD GOES WITH EACH PROTOCOL"]
    lines += wrap(f"{_person(snapshot.subject, snapshot.as_of)}; as of {snapshot.as_of}.")
    lines += wrap(_files(snapshot.files))
    lines += [rule("="), *wrap(DECIDES), *wrap("The order is the alphabet’s: none is ranked.")]
    first = acute(fits)
    if first is not None:
        lines += section("First", [*item("-", SAME_DAY), *_finding(first)])
    shared = _shared(fits)
    lines += section("The same for all of them", shared)
    for one in fits:
        lines += ["", *item(f"{one.protocol.id}:", f"{str(one.verdict).upper()}")]
        for reason in one.because:
            said = item("-", f"{reason.says} Lifts: {reason.lifts}")
            if said[0] not in shared:
                lines += [f"  {line}" for line in said]
        if one.unasked:
            lines.append(f"  and {one.unasked} questions that nobody has answered")
    return "\n".join(lines)


def _shared(fits: Sequence[Fit]) -> list[str]:
    """Return what decides in every protocol alike, so that it is read once."""
    if len(fits) < 2:
        return []
    common = [
        reason
        for reason in fits[0].because
        if all(any(reason.says == other.says for other in fit.because) for fit in fits)
    ]
    return [line for r in common for line in item("-", f"{r.says} Lifts: {r.lifts}")]


def record_text(snapshot: Snapshot, kb: Knowledge) -> str:
    """Return everything that was understood of a record, and what was not."""
    lines = [rule("="), f"RECORD as of {snapshot.as_of}"]
    lines += wrap(f"{_person(snapshot.subject, snapshot.as_of)}. {_files(snapshot.files)}")
    lines += [rule("=")]
    for kind in FactKind:
        facts = [fact for fact in snapshot.facts if fact.kind is kind]
        lines += section(f"{str(kind).capitalize()}: {len(facts)}", _by_concept(facts, kb))
    lines += section("Contradictions", _contradictions(snapshot.contradictions))
    lines += section(_unmapped_title(snapshot.files), _unmapped(snapshot.unmapped))
    aside = [
        line
        for one in snapshot.set_aside
        for line in item("-", f"{one.what} ({one.times}): {one.why} [{one.origin}].")
    ]
    lines += section("Read and not used", aside)
    beside = [
        line
        for file in snapshot.files
        if file.beside
        for line in item("-", f"{file.name}: {_beside(file)}")
    ]
    lines += section("Entries of sorts that nothing here reads", beside)
    return "\n".join(lines)


def _beside(file: FileRead) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in file.beside.items())


def _by_concept(facts: Sequence[Fact], kb: Knowledge) -> list[str]:
    """List facts by concept; of repeated measurements the latest, with how many there are."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.concept, []).append(fact)
    lines: list[str] = []
    for concept, members in groups.items():
        members.sort(key=lambda fact: fact.on or date.min, reverse=True)
        times = f" (latest of {len(members)})" if len(members) > 1 else ""
        lines += item("-", f"{kb.concept(concept).title}: {fact_text(members[0])}{times}")
    return lines
