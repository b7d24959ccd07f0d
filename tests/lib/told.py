"""One of everything that is told to other systems, each in every state that it can have."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from titrant.clinical import Sureness
from titrant.fhir import told

MADE = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
MARA = told.Subject(
    id=str(UUID(int=999)),
    name="Mara Lou Ellison",
    born=date(1985, 4, 23),
    sex="female",
    phone="+1 212 555 0142",
    email="mara@home.example",
    address="12 Harbour St",
)
BARE = told.Subject(id=str(UUID(int=998)), name="Cher", died=date(2026, 1, 1))
NUMBERS = {
    "weight": "70.2",
    "height": "178",
    "heart-rate": "72",
    "respiratory-rate": "14",
    "temperature": "98.6",
    "oxygen-saturation": "97.5",
}
STATUSES = ("active", "suspected", "resolved", "absent")


class _Ids:
    def __init__(self) -> None:
        self.last = 0

    def said(self, **more: Any) -> dict[str, Any]:
        self.last += 1
        at = datetime(2026, 11, 20, 14, 5, tzinfo=MADE.tzinfo)
        return {"id": str(UUID(int=self.last)), "at": at, **more}


def everything() -> list[told.Row]:
    """Return a row of each sort, status and sureness."""
    new = _Ids().said
    rows: list[told.Row] = [
        told.Measured(**new(), what=what, number=Decimal(number))
        for what, number in NUMBERS.items()
    ]
    rows += [
        told.Pressure(**new(), systolic=Decimal(128), diastolic=Decimal(80)),
        told.Pressure(**new(corrects=True), systolic=Decimal(128), diastolic=None),
    ]
    for status in STATUSES:
        until = "2020-01-03" if status == "resolved" else ""
        for sure in Sureness:
            rows += [
                told.Illness(
                    **new(sure=sure), what="epilepsy", status=status, since="2019", until=until
                ),
                told.Allergic(
                    **new(sure=sure), what="latex", status=status, reaction="rash", since="2001"
                ),
            ]
    rows += [
        told.Illness(**new(), what="asthma", status="active", remark="Since school."),
        told.Allergic(**new(), what="pollen", status="active"),
        told.Taken(
            **new(sure=Sureness.REPORTED),
            what="lamotrigine",
            directions="100 mg at night",
            since="2020",
        ),
        told.Taken(**new(), what="sertraline", status="stopped", until="2024-03-05"),
        told.Taken(**new(), what="venlafaxine", status="unknown", remark="For 8 weeks."),
        told.Taken(**new(), what="ketamine", status="completed", since="2019", until="2019"),
        told.Taken(**new(), what="aspirin"),
    ]
    rows += [
        told.Given(
            **new(sure=sure),
            what="ketamine",
            status=status,
            route="intravenous",
            milligrams=None if status == "not-done" else Decimal("35.5"),
            remark="Over 40 minutes.",
        )
        for status, sure in (
            ("completed", Sureness.CONFIRMED),
            ("stopped", Sureness.RECORDED),
            ("not-done", Sureness.REPORTED),
        )
    ]
    rows += [
        told.Tested(
            **new(sure=sure),
            what="potassium",
            words="4.1 mmol/L",
            number=Decimal("4.1"),
            unit="mmol/L",
            category="laboratory",
            remark="Fasting.",
        )
        for sure in Sureness
    ]
    rows += [
        told.Tested(**new(), what=what, words=words, number=number, unit=unit, category=category)
        for what, words, number, unit, category in (
            ("pregnancy test", "negative", None, "", "laboratory"),
            ("electrocardiogram", "sinus rhythm", None, "", "exam"),
            ("MoCA total score", "27", Decimal(27), "{score}", "survey"),
            ("thyrotropin (TSH)", "2.1 mIU/L", Decimal("2.1"), "m[IU]/L", "laboratory"),
            ("Prescription register (PDMP) checked", "nothing found", None, "", ""),
        )
    ]
    rows += [
        told.Agreed(**new(), what="Treatment", version="2", answer=answer)
        for answer in ("given", "refused", "withdrawn")
    ]
    answers = tuple(
        told.Answered(id=f"q-{answer}", question="A stroke?", answer=answer, words=words)
        for answer, words in (
            ("yes", "Yes"),
            ("no", "No"),
            ("unknown", "I don’t know"),
            ("weekly", "Some days of the week"),
        )
    )
    rows += [
        told.Questioned(**new(), answers=answers),
        told.Questioned(**new(corrects=True), answers=answers),
    ]
    return rows
