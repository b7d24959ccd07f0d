"""Screenings, interactions and fits as JSON values: the shapes of the reference page."""

from titrant.clinical import Clearance, Contradiction, Fact, FileRead, SetAside, Snapshot, Unmapped
from titrant.dosing.course_record import course_record
from titrant.dosing.json_values import Json, day_value
from titrant.dosing.screening.clearing import mark_of
from titrant.dosing.screening.findings import Finding, Missing, Screening
from titrant.dosing.screening.fit import Fit
from titrant.dosing.screening.treatment import Treatment
from titrant.knowledge import Leaf, Protocol
from titrant.units import json_number


def screening_record(screening: Screening) -> Json:
    """Return a screening as JSON values."""
    return {
        "treatment": _treatment(screening.treatment),
        "as_of": screening.as_of.isoformat(),
        "holds": screening.holds,
        "first": [finding.rule for finding in screening.first],
        "findings": [finding_record(finding) for finding in screening.findings],
        "missing": [missing_record(missing) for missing in screening.missing],
        **_read(screening),
        "versions": screening.versions.record(),
    }


def finding_record(finding: Finding) -> Json:
    """Return a finding as JSON values."""
    basis = [fact_record(fact) for fact in finding.basis]
    return {
        "rule": finding.rule,
        "table": finding.table,
        "action": str(finding.action),
        "also": [str(action) for action in finding.actions[1:]],
        "finding": finding.title,
        "detail": finding.detail,
        "effect": finding.effect,
        "group": finding.group,
        "basis": basis,
        "lifts": finding.lifts,
        "unsigned": finding.unsigned,
        "mark": mark_of(finding),
        "cleared": None if finding.cleared is None else clearance_record(finding.cleared),
        **_cited(finding.cell),
        "numbers": [
            {"leaf": leaf.id, "value": leaf.shown, **_cited(leaf)} for leaf in finding.numbers
        ],
    }


def clearance_record(clearance: Clearance) -> Json:
    """Return what somebody decided about a finding as JSON values."""
    return {
        "on": clearance.on.isoformat(),
        "until": day_value(clearance.until),
        "by": clearance.by,
        "on_word_of": clearance.on_word_of,
        "why": clearance.why,
    }


def fact_record(fact: Fact) -> Json:
    """Return a fact as JSON values."""
    return {
        "concept": fact.concept,
        "kind": str(fact.kind),
        "text": fact.text,
        "so": fact.so,
        "state": str(fact.state),
        "sure": str(fact.sure),
        "matched_by": str(fact.by),
        "on": day_value(fact.on),
        "seen": day_value(fact.seen),
        "ended": day_value(fact.ended),
        "value": None
        if fact.value is None
        else {
            "number": json_number(fact.value.number),
            "unit": fact.value.unit,
            "shown": fact.value.shown,
        },
        "word": fact.word,
        "daily": None if fact.daily is None else str(fact.daily),
        "file": fact.origin.file,
        "place": fact.origin.place,
    }


def snapshot_record(snapshot: Snapshot) -> Json:
    """Return everything that was understood, and what was not, as JSON values."""
    subject = snapshot.subject
    return {
        "as_of": snapshot.as_of.isoformat(),
        "born": None
        if subject.born is None
        else {"first": day_value(subject.born.first), "last": day_value(subject.born.last)},
        "sex": None if subject.sex is None else str(subject.sex),
        "dead": subject.dead,
        "died_on": day_value(subject.died_on),
        "facts": [fact_record(fact) for fact in snapshot.facts],
        "courses": [course_record(course) for course in snapshot.courses],
        **_read(snapshot),
    }


def protocol_record(protocol: Protocol) -> Json:
    """Return a protocol's heading as JSON values."""
    return {
        "id": protocol.id,
        "version": protocol.version,
        "title": protocol.title,
        "indication": protocol.indication,
        "route": str(protocol.route),
        "agent": str(protocol.drug),
        "setting": protocol.setting,
        "jurisdiction": protocol.jurisdiction,
        "tier": str(protocol.support),
        "summary": protocol.summary,
        "held": protocol.held or None,
        "approved": protocol.approved_on is not None,
    }


def fit_record(fit: Fit) -> Json:
    """Return how a protocol goes with a record, as JSON values."""
    return {
        **protocol_record(fit.protocol),
        "fit": {
            "verdict": str(fit.verdict),
            "because": [
                {
                    "says": reason.says,
                    "lifts": reason.lifts,
                    "rule": reason.rule or None,
                    "source": reason.source or None,
                }
                for reason in fit.because
            ],
            "unasked": fit.unasked,
        },
    }


def _treatment(treatment: Treatment) -> Json:
    return {
        "protocol": treatment.protocol,
        "title": treatment.title,
        "agent": str(treatment.drug),
        "route": str(treatment.route),
        "setting": treatment.setting,
        "jurisdiction": treatment.jurisdiction,
    }


def missing_record(missing: Missing) -> Json:
    """Return a question as JSON values."""
    return {
        "rule": missing.rule,
        "table": missing.table,
        "question": missing.question,
        "answers": list(missing.concepts),
        "why": str(missing.why),
        "would_be": str(missing.would_be),
        "holds": missing.stops,
        "group": missing.group,
        "basis": [fact_record(fact) for fact in missing.basis],
        **_cited(missing.cell),
    }


def _cited(leaf: Leaf) -> Json:
    return {"source": leaf.cited, "flag": str(leaf.flag), "tier": str(leaf.tier)}


def _read(of: Screening | Snapshot) -> Json:
    return {
        "unmapped": [unmapped_record(one) for one in of.unmapped],
        "set_aside": [aside_record(one) for one in of.set_aside],
        "conflicts": [contradiction_record(one) for one in of.contradictions],
        "files": [_file(one) for one in of.files],
    }


def unmapped_record(one: Unmapped) -> Json:
    """Return an entry that no concept covers as JSON values."""
    return {
        "kind": one.kind,
        "text": one.text,
        "code": one.code,
        "times": one.times,
        "file": one.origin.file,
        "place": one.origin.place,
    }


def aside_record(one: SetAside) -> Json:
    """Return an entry that is not used, and why, as JSON values."""
    return {
        "what": one.what,
        "why": one.why,
        "times": one.times,
        "file": one.origin.file,
        "place": one.origin.place,
    }


def contradiction_record(one: Contradiction) -> Json:
    """Return entries that cannot both be right as JSON values."""
    return {"about": one.about, "says": list(one.says), "counts": one.counts}


def _file(one: FileRead) -> Json:
    return {
        "name": one.name,
        "form": one.form,
        "entries": one.entries,
        "mapped": one.mapped,
        "beside": one.beside,
    }
