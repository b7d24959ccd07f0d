"""Guidance as JSON values: the same case, knowledge and program give the same bytes."""

from datetime import date

from titrant.dosing.check import Check
from titrant.dosing.course_record import course_record
from titrant.dosing.guidance.values import (
    Amount,
    Basis,
    Dispute,
    Ground,
    Guidance,
    Hold,
    Option,
    Question,
)
from titrant.dosing.json_values import Json, check_value, day_value, leaf_value
from titrant.dosing.preparation import Weights
from titrant.dosing.screening.record import (
    aside_record,
    contradiction_record,
    finding_record,
    unmapped_record,
)
from titrant.dosing.unsigned import UNSIGNED
from titrant.outcomes import Response
from titrant.units import Quantity, json_number


def guidance_record(guidance: Guidance) -> Json:
    """Return guidance as JSON values, with what it rests on and which versions made it."""
    return {
        "options": [_option(option) for option in guidance.options],
        "holds": [_hold(hold) for hold in guidance.holds],
        "missing": [_question(question) for question in guidance.missing],
        "conflicts": [_dispute(dispute) for dispute in guidance.conflicts],
        "basis": _basis(guidance.basis),
        "versions": guidance.versions.record(),
    }


def _option(option: Option) -> Json:
    interval = option.interval
    return {
        "kind": str(option.kind),
        "title": option.title,
        "stand": str(option.stand),
        "dose": None if option.amount is None else _amount(option.amount),
        "interval": None
        if interval is None
        else {
            "low_days": interval.low,
            "high_days": interval.high,
            "earliest": day_value(interval.earliest),
            "latest": day_value(interval.latest),
        },
        "limits": [_limit(check) for check in option.limits],
        "why_not": [_ground(ground) for ground in option.why_not],
        "supports": [_ground(ground) for ground in option.supports],
        "against": [_ground(ground) for ground in option.against],
        "noted": [_ground(ground) for ground in option.noted],
        "missing": list(option.missing),
        "needs": list(option.needs),
    }


def _amount(amount: Amount) -> Json:
    return {
        "low": None if amount.low is None else json_number(amount.low),
        "high": json_number(amount.high),
        "unit": amount.unit,
        "below_high": amount.below,
        "over": None if amount.over is None else str(amount.over),
        "longer_than_over": amount.longer,
        "by_weight": [
            {
                "basis": None if one.basis is None else str(one.basis),
                "weight": _text(one.weight),
                "low": _text(one.low),
                "high": _text(one.high),
            }
            for one in amount.by_basis
        ],
    }


def _limit(check: Check) -> Json:
    unsigned = check.id.startswith(UNSIGNED)
    return {**check_value(check), "kind": "unsigned"} if unsigned else check_value(check)


def _ground(ground: Ground) -> Json:
    return {
        "says": ground.says,
        "source": ground.source,
        "tier": ground.tier,
        "flag": ground.flag,
        "leaf": ground.leaf or None,
        "claim": ground.claim or None,
    }


def _hold(hold: Hold) -> Json:
    return {
        "id": hold.id,
        "says": hold.says,
        "lifts": hold.lifts,
        "who": hold.who,
        "source": hold.source,
        "leaf": hold.leaf or None,
    }


def _question(question: Question) -> Json:
    return {
        "asks": question.asks,
        "why": question.why,
        "would_be": question.would_be or None,
        "rule": question.rule or None,
        "source": question.source or None,
    }


def _dispute(dispute: Dispute) -> Json:
    return {
        "id": dispute.id,
        "topic": dispute.topic,
        "handling": dispute.handling,
        "options": [str(kind) for kind in dispute.options],
        "sides": [
            {
                "claim": side.claim,
                "says": side.says,
                "source": side.source,
                "tier": side.tier,
                "flag": side.flag,
                "verdict": side.verdict,
            }
            for side in dispute.sides
        ],
    }


def _basis(basis: Basis) -> Json:
    return {
        "protocol": {
            "id": basis.protocol.id,
            "version": basis.protocol.version,
            "title": basis.protocol.title,
            "tier": str(basis.protocol.support),
        },
        "jurisdiction": basis.treatment.jurisdiction,
        "as_of": day_value(basis.as_of),
        "phase": str(basis.phase),
        "sessions": basis.given,
        "sessions_at_step": basis.at_step,
        "step": basis.step or None,
        "first": day_value(basis.first),
        "last": day_value(basis.last),
        "days_since_last": basis.since_last,
        "last_interval_days": basis.interval,
        "weight": _weights(basis.weights, basis.weight_on),
        "response": None if basis.response is None else _response(basis.response),
        "exposure": [
            {
                "drug": one.drug,
                "sessions": one.sessions,
                "total": _text(one.total),
                "sessions_in_span": one.sessions_in_span,
                "total_in_span": _text(one.total_in_span),
                "span_days": basis.span,
            }
            for one in basis.exposures
        ],
        "course": None if basis.course is None else course_record(basis.course),
        "findings": [finding_record(finding) for finding in basis.findings],
        "contradictions": [contradiction_record(one) for one in basis.contradictions],
        "unmapped": [unmapped_record(one) for one in basis.unmapped],
        "set_aside": [aside_record(one) for one in basis.set_aside],
        "leaves": [leaf_value(leaf) for leaf in basis.used],
    }


def _weights(weights: Weights | None, on: date | None) -> Json | None:
    if weights is None:
        return None
    return {
        "on": day_value(on),
        "basis": str(weights.basis),
        "actual": _text(weights.actual),
        "ideal": _text(weights.ideal),
        "adjusted": _text(weights.adjusted),
    }


def _response(response: Response) -> Json:
    return {
        "instrument": response.instrument,
        "scores": [
            {"on": day_value(score.on), "value": json_number(score.value)}
            for score in response.scores
        ],
        "baseline": None
        if response.baseline is None
        else {"on": day_value(response.baseline.on), "value": json_number(response.baseline.value)},
        "change": None if response.change is None else json_number(response.change),
        "improved_percent": None if response.improved is None else json_number(response.improved),
        "responded": response.responded,
        "remitted": response.remitted,
        "worsened": response.worsened,
        "relapsed": response.relapsed,
        "sustained": response.sustained,
        "rules": [leaf.id for leaf in response.rules],
        "notes": list(response.notes),
    }


def _text(value: Quantity | None) -> str | None:
    return None if value is None else value.brief()
