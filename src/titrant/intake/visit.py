"""One visit, as a case file tells it: times of day, readings, and what people judged."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from titrant.clinical import (
    BloodPressure,
    Judged,
    Judgement,
    RecordError,
    Rescue,
    Role,
    Sureness,
    TakenToday,
    Visit,
    VitalRow,
)
from titrant.intake.notes import Notes
from titrant.intake.session import blood_pressure
from titrant.intake.shape import SURE, By, JudgedShape, VisitShape, VitalShape, YesNo
from titrant.intake.wording import as_found
from titrant.units import QuantityError

_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_WHOLE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?",
    re.ASCII,
)
_WRITE_TIME = "a time like 15:10 or 2026-11-22T15:10 belongs"
_MOAA_S, _ALDRETE = (0, 5), (0, 10)
_HIGHEST = {"heart-rate": 400, "saturation": 100, "respiratory-rate": 120, "cadss": 92}


def read_visit(
    shape: VisitShape | None,
    notes: Notes,
    on: date | None,
    by: By | None,
    concepts: Callable[[str, str], tuple[str, ...]],
) -> Visit | None:
    """Return the visit that a file tells of; `concepts` finds what a medicine's words name.

    Raises `RecordError` for a time that is none, and where some times have an offset and some not.
    """
    if shape is None:
        return None
    day = shape.on or on
    if day is None:
        raise notes.wrong("visit", "it has no day; write it under “on”")
    if day > notes.as_of:
        notes.set_aside("the visit", notes.later(day), "visit")
        return None
    if shape.judged and by == "patient":
        raise notes.wrong("visit, judged", "what staff judged stands in a patient’s file")
    visit = _Times(notes, day).visit(shape, SURE[by], concepts)
    if len({at.tzinfo is None for at in visit.times}) > 1:
        raise notes.wrong("visit", "some times have an offset from UTC and some have none")
    if visit.started and visit.ended and visit.ended < visit.started:
        raise notes.wrong("visit, ended", f"{shape.ended} is before its start, {shape.started}")
    return visit


def read_time(text: str, day: date | None = None) -> datetime | None:
    """Return a time of day on a day, or a whole one; None where it is no time."""
    if day is not None and _OF_DAY.fullmatch(text):
        return datetime.fromisoformat(f"{day}T{text}")
    if _WHOLE.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # no day of the calendar
        return None


class _Times:
    """One visit being read, with the day that its times of day are of."""

    def __init__(self, notes: Notes, day: date) -> None:
        self.notes = notes
        self.day = day

    def visit(
        self, shape: VisitShape, sure: Sureness, concepts: Callable[[str, str], tuple[str, ...]]
    ) -> Visit:
        return Visit(
            on=self.day,
            started=self._at(shape.started, "started"),
            ended=self._at(shape.ended, "ended"),
            devices=tuple(sorted(self._each(shape.devices, "devices"))),
            rescue=None if shape.rescue is None else self._rescue(shape),
            judged=tuple(sorted(self._judged(what, one) for what, one in shape.judged.items())),
            vitals=tuple(
                self._row(row, f"vitals {number}") for number, row in enumerate(shape.vitals, 1)
            ),
            medicines=tuple(
                TakenToday(
                    what=one.what,
                    concepts=concepts(one.what, f"visit, medicines {number}"),
                    taken=_said(one.taken),
                    sure=sure,
                    at=self._at(one.at, f"medicines {number}, at"),
                )
                for number, one in enumerate(shape.medicines, 1)
            ),
        )

    def _at(self, text: str | None, place: str) -> datetime | None:
        return None if text is None else self._time(text, place)

    def _time(self, text: str, place: str) -> datetime:
        read = read_time(text, self.day)
        if read is None:
            raise self.notes.wrong(f"visit, {place}", f"{as_found(text)} where {_WRITE_TIME}")
        return read

    def _each(self, texts: list[str], place: str) -> list[datetime]:
        return [self._time(text, f"{place} {number}") for number, text in enumerate(texts, 1)]

    def _rescue(self, shape: VisitShape) -> tuple[Rescue, ...]:
        given = enumerate(shape.rescue or (), 1)
        return tuple(
            sorted(
                Rescue(self._time(one.at, f"rescue {number}"), one.what) for number, one in given
            )
        )

    def _judged(self, what: str, shape: JudgedShape) -> Judgement:
        place = f"judged, {what}"
        words = {str(one): one for one in Judged}
        if what not in words:
            raise self._wrong(place, f"nothing asks for this; there are {', '.join(words)}")
        if shape.new_thought is not None and words[what] is not Judged.SUICIDE:
            raise self._wrong(place, "“new-thought” belongs to the suicide question")
        return Judgement(
            at=self._time(shape.at, f"{place}, at"),
            what=words[what],
            met=_said(shape.met),
            by=Role(shape.by),
            new_thought=None if shape.new_thought is None else _said(shape.new_thought),
        )

    def _row(self, shape: VitalShape, place: str) -> VitalRow:
        figures = {
            name: self._figure(getattr(shape, name.replace("-", "_")), f"{place}, {name}", highest)
            for name, highest in _HIGHEST.items()
        }
        return VitalRow(
            at=self._time(shape.at, f"{place}, at"),
            pressure=self._pressure(shape.pressure, f"{place}, pressure"),
            moaa_s=self._score(shape.moaa_s, f"{place}, moaa-s", _MOAA_S),
            aldrete=self._score(shape.aldrete, f"{place}, aldrete", _ALDRETE),
            **{name.replace("-", "_"): figure for name, figure in figures.items()},
        )

    def _pressure(self, text: str | None, place: str) -> BloodPressure | None:
        if text is None:
            return None
        try:
            return blood_pressure(text)
        except QuantityError as error:
            raise self._wrong(place, f"{error}".rstrip(".")) from None

    def _figure(self, number: Decimal | None, place: str, highest: int) -> Decimal | None:
        if number is not None and number > highest:
            raise self._wrong(place, f"{as_found(number)} where {highest} or less belongs")
        return number

    def _score(self, number: Decimal | None, place: str, bounds: tuple[int, int]) -> int | None:
        if number is None:
            return None
        low, high = bounds
        if number not in range(low, high + 1):
            found = f"{as_found(number)} where a whole score from {low} to {high} belongs"
            raise self._wrong(place, found)
        return int(number)

    def _wrong(self, place: str, why: str) -> RecordError:
        return self.notes.wrong(f"visit, {place}", why)


def _said(answer: YesNo) -> bool:
    return answer if isinstance(answer, bool) else answer == "yes"
