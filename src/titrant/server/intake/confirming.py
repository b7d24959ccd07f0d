"""A clinician stands behind what a person said, one thing at a time: as said, otherwise, not so."""

from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from titrant.clinical import Sureness
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.kinds import EntryKind
from titrant.server.audit.models import Entry
from titrant.server.intake import answers, rules
from titrant.server.intake.models import Answer
from titrant.server.intake.questions import QUESTIONS
from titrant.server.patients import actions
from titrant.server.patients.models import Clinical
from titrant.server.patients.section import Section, section_of
from titrant.server.patients.sections.history import allergy, condition
from titrant.server.web.clock import now

NOT_SO = "not so: asked again, the person said that it is not so"
_DENIED = (allergy, condition)  # what can be written down as not so; all else is struck


@transaction.atomic
def as_said(*, section: Section, row: Clinical, by: Acting, key: str = "") -> Entry:
    """Stand behind a row as it is."""
    rules.check_can_confirm(by, row.patient)
    return actions.confirm(kind=section.kind.name, row=row, by=by, key=key)


@transaction.atomic
def answered(*, row: Answer, answer: str, by: Acting, key: str = "") -> Entry:
    """Stand behind an answer as it was given, or write the one that the person gives now."""
    rules.check_can_confirm(by, row.patient)
    allowed = dict(QUESTIONS[row.what].choices)
    if answer not in allowed:
        raise NotAllowed("Press one of the answers of this question.")
    section = section_of(answers.answer.name)
    if answer == row.answer:
        return as_said(section=section, row=row, by=by, key=key)
    said = answers.AnswerSaid(row.what, answer, row.remark, Sureness.CONFIRMED.value)
    return actions.record(
        section=section,
        patient=row.patient,
        said=said,
        by=by,
        corrects=row,
        effective=_asked_at(by, key),
        key=key,
    )


@transaction.atomic
def not_so(*, section: Section, row: Clinical, by: Acting, key: str = "") -> Entry:
    """Write down that a row is not so: denied where the record has a word for it, else struck."""
    rules.check_can_confirm(by, row.patient)
    if section.kind not in _DENIED:
        return actions.strike(kind=section.kind.name, row=row, why=NOT_SO, by=by, key=key)
    said = _said(section.kind, row)
    denied = replace(said, status="absent", sure=Sureness.CONFIRMED.value)
    return actions.record(
        section=section,
        patient=row.patient,
        said=denied,
        by=by,
        corrects=row,
        effective=_asked_at(by, key),
        key=key,
    )


def _asked_at(by: Acting, key: str) -> datetime:
    """Return when the person was asked again: now, or when the same form came first."""
    earlier = actions.written_before(by=by, key=key)
    return earlier.effective if earlier else now()


def _said(kind: EntryKind[Any], row: Any) -> Any:
    return kind.body(**{name: getattr(row, name) for name in kind.body.__struct_fields__})
