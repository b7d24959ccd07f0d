"""A person's record as other systems read it: the rows that count, as a FHIR R4 Bundle."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from titrant.clinical import Sureness
from titrant.fhir import told
from titrant.fhir.writing import write_bundle
from titrant.knowledge import Knowledge
from titrant.server.exposures.models import Exposure, PastSession
from titrant.server.intake import exported_history, selectors
from titrant.server.intake.answers import words_of
from titrant.server.intake.exported_history import part_of
from titrant.server.intake.models import Answer
from titrant.server.intake.questions import QUESTIONS
from titrant.server.patients.models import (
    Allergy,
    Condition,
    Consent,
    Height,
    Medication,
    Patient,
    Result,
    Trial,
    Vitals,
    Weight,
)
from titrant.server.patients.sections.papers import CONSENTS
from titrant.server.sites.selectors import knowledge_of
from titrant.server.web.clock import now
from titrant.units import plain

_NUMBERS = {
    "heart_rate": "heart-rate",
    "saturation": "oxygen-saturation",
    "respiratory_rate": "respiratory-rate",
    "temperature": "temperature",
}


def export(patient: Patient) -> bytes:
    """Return everything that counts in a person's records, joined ones too, as a Bundle.

    What was corrected or entered in error is in the clinic's own export, not in this one; so are
    notes, scans and letters, and files that came from elsewhere.
    """
    subject = told.Subject(
        id=str(patient.pk),
        name=patient.name,
        born=patient.born,
        sex=patient.sex,
        phone=patient.phone,
        email=patient.email,
        address=patient.address,
        died=patient.died,
    )
    zone = ZoneInfo(patient.clinic.zone)
    kb = knowledge_of(patient.clinic)
    rows = [row for one in selectors.one_person(patient) for row in _rows(one, zone, kb)]
    return write_bundle(subject, rows, now())


def _rows(patient: Patient, zone: ZoneInfo, kb: Knowledge) -> Iterator[told.Row]:
    makers: tuple[tuple[Any, Callable[[Any, dict[str, Any]], Iterator[told.Row]]], ...] = (
        (Weight, _weight),
        (Height, _height),
        (Vitals, _vitals),
        (Condition, _condition),
        (Allergy, _allergy),
        (Medication, exported_history.medication),
        (Trial, exported_history.trial),
        (Exposure, exported_history.exposure),
        (PastSession, exported_history.session),
        (Consent, _consent),
    )
    for model, make in makers:
        for row in _counting(model, patient):
            yield from make(row, _said(row, zone))
    for row in _counting(Result, patient):
        yield from exported_history.result(row, _said(row, zone), kb)
    yield from _answers(list(_counting(Answer, patient)), zone, kb)


def _counting(model: Any, patient: Patient) -> Any:
    found = model._default_manager.filter(patient=patient, corrected_by=None, struck=False)
    return found.order_by("effective", "number")


def _said(row: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "at": row.effective.astimezone(zone),
        "sure": Sureness(getattr(row, "sure", Sureness.CONFIRMED)),
        "corrects": row.corrects is not None,
    }


def _weight(row: Weight, said: dict[str, Any]) -> Iterator[told.Row]:
    if not row.waits:  # a first weight is shown to nobody before its second reading
        yield told.Measured(**said, what="weight", number=_exact(row.kg))


def _height(row: Height, said: dict[str, Any]) -> Iterator[told.Row]:
    yield told.Measured(**said, what="height", number=_exact(row.cm))


def _vitals(row: Vitals, said: dict[str, Any]) -> Iterator[told.Row]:
    if row.systolic is not None or row.diastolic is not None:
        yield told.Pressure(
            **{**said, "id": part_of(row.pk, "pressure")},
            systolic=None if row.systolic is None else Decimal(row.systolic),
            diastolic=None if row.diastolic is None else Decimal(row.diastolic),
        )
    for name, what in _NUMBERS.items():
        value = getattr(row, name)
        if value is not None:
            known = {**said, "id": part_of(row.pk, what)}
            yield told.Measured(**known, what=what, number=_exact(Decimal(value)))


def _condition(row: Condition, said: dict[str, Any]) -> Iterator[told.Row]:
    yield told.Illness(
        **said,
        what=row.what,
        status=row.status,
        since=row.since,
        until=row.until,
        remark=row.remark,
    )


def _allergy(row: Allergy, said: dict[str, Any]) -> Iterator[told.Row]:
    yield told.Allergic(
        **said, what=row.what, status=row.status, reaction=row.reaction, since=row.since
    )


def _consent(row: Consent, said: dict[str, Any]) -> Iterator[told.Row]:
    yield told.Agreed(**said, what=CONSENTS[row.what], version=row.version, answer=row.answer)


def _answers(rows: list[Answer], zone: ZoneInfo, kb: Knowledge) -> Iterator[told.Row]:
    """Return the answers of each day as one questionnaire, and each “yes” as a condition too.

    So a system that reads no questionnaires learns of what was said.
    """

    def day(row: Answer) -> date:
        return row.effective.astimezone(zone).date()

    for _, group in groupby(rows, key=day):
        of_day = list(group)
        answers = tuple(
            told.Answered(
                id=row.what,
                question=QUESTIONS[row.what].words,
                answer=row.answer,
                words=words_of(row),
            )
            for row in of_day
        )
        said = _said(of_day[0], zone)
        yield told.Questioned(**{**said, "id": part_of(of_day[0].pk, "answers")}, answers=answers)
    for row in rows:
        if row.answer == "yes" and QUESTIONS[row.what].concepts:
            title = kb.concept(row.what).title
            yield told.Illness(**_said(row, zone), what=title, status="active", remark=row.remark)


def _exact(number: Decimal) -> Decimal:
    """Return a number as it is written, without the zeros that a column adds."""
    return Decimal(plain(number))
