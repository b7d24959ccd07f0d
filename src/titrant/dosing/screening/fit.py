"""Which protocols a record fits, fits under conditions, or does not fit; none is ranked."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from titrant.clinical import Snapshot
from titrant.dosing.screening.findings import ACUTE, Finding, Missing, Screening, Why
from titrant.dosing.screening.known import Known
from titrant.dosing.screening.screen import Looked, screen
from titrant.dosing.screening.treatment import treatment_of
from titrant.knowledge import Action, Knowledge, Protocol

SAME_DAY = (
    "Same-day psychiatric evaluation before any session: no protocol fits while the risk is acute."
)


class Verdict(StrEnum):
    """How a protocol goes with a record."""

    FITS = "fits"
    FITS_IF = "fits if"
    DOES_NOT = "does not fit"


class Reason(Struct, frozen=True, kw_only=True):
    """One thing that decided: what it is, what would lift it, and the rule behind it, if any.

    `leaf` is the number or the cell of a table that says so.
    """

    says: str
    lifts: str
    rule: str = ""
    source: str = ""
    leaf: str = ""


class Fit(Struct, frozen=True, kw_only=True):
    """How one protocol goes with a record, with everything that decided, the gravest first.

    `unasked` is how many questions are open besides.
    """

    protocol: Protocol
    verdict: Verdict
    because: tuple[Reason, ...]
    unasked: int
    screening: Screening


def fit(
    snapshot: Snapshot,
    protocols: Sequence[Protocol],
    kb: Knowledge,
    jurisdiction: str | None = None,
) -> tuple[Fit, ...]:
    """Return how each protocol goes with a record, in the order they were given.

    A protocol fits where nothing stands in the way and nothing is missing; it fits if something is
    cleared, changed, asked or approved; it does not where anything excludes it.
    """
    looked: Looked = {}
    return tuple(_fit(snapshot, protocol, kb, jurisdiction, looked) for protocol in protocols)


def acute(fits: Sequence[Fit]) -> Finding | None:
    """Return the finding of acute risk, where there is one: it comes before every protocol."""
    for one in fits:
        for finding in one.screening.findings:
            if finding.rule == ACUTE:
                return finding
    return None


def _fit(
    snapshot: Snapshot,
    protocol: Protocol,
    kb: Knowledge,
    jurisdiction: str | None,
    looked: Looked,
) -> Fit:
    screening = screen(snapshot, treatment_of(protocol, jurisdiction), kb, looked)
    against: list[Reason] = []
    conditions: list[Reason] = []
    for finding in screening.findings:
        if finding.cleared is not None:
            continue
        out = finding.action is Action.EXCLUDE or finding.rule == ACUTE
        (against if out else conditions).append(_reason(finding))
    if protocol.held:
        against.append(Reason(says=protocol.held, lifts="Nothing here lifts it."))
    too_young = younger_than_described(snapshot, protocol, kb)
    if too_young:
        against.append(Reason(says=too_young, lifts="Another protocol is chosen."))
    known = Known(snapshot, kb, protocol.id)
    treated = [fact for fact in known.so(*protocol.treats) if known.goes_on(fact) is not False]
    if not treated:
        titles = ", ".join(kb.concept(one).title for one in protocol.treats)
        conditions.append(
            Reason(says=f"None of these is on record: {titles}.", lifts="A diagnosis is recorded.")
        )
    if protocol.approved_on is None or protocol.approved_on > snapshot.as_of:
        conditions.append(
            Reason(
                says=f"This site has not approved version {protocol.version} of it.",
                lifts="The medical director reads the protocol and approves this version.",
            )
        )
    open_questions = [one for one in screening.missing if one.why is not Why.SEPARATES]
    conditions += [_asked(one) for one in open_questions if one.basis]
    verdict = Verdict.FITS
    if against:
        verdict = Verdict.DOES_NOT
    elif conditions or open_questions:
        verdict = Verdict.FITS_IF
    return Fit(
        protocol=protocol,
        verdict=verdict,
        because=(*against, *conditions),
        unasked=sum(not one.basis for one in open_questions),
        screening=screening,
    )


def younger_than_described(snapshot: Snapshot, protocol: Protocol, kb: Knowledge) -> str:
    """Return why a protocol is for older people; empty where it is not, or nobody knows the age."""
    leaf, born = kb.find(f"protocol.{protocol.id}.age.from"), snapshot.subject.born
    if leaf is None or leaf.value is None or born is None:
        return ""
    if born.oldest(snapshot.as_of) >= int(leaf.value):
        return ""
    return f"{protocol.id} is described for people of {leaf.shown} years or more."


def _reason(finding: Finding) -> Reason:
    actions = " and ".join(finding.actions)
    return Reason(
        says=f"{finding.title}: {actions}.",
        lifts=finding.lifts,
        rule=finding.rule,
        source=finding.cell.cited,
        leaf=finding.cell.id,
    )


def _asked(missing: Missing) -> Reason:
    about = "; ".join(dict.fromkeys(fact.text for fact in missing.basis))
    return Reason(
        says=f"{missing.question} {about} ({missing.why}).",
        lifts="A clinician answers it.",
        rule=missing.rule,
        source=missing.cell.cited,
        leaf=missing.cell.id,
    )
