"""Medicines, tests and earlier ketamine of a record, as they are told to other systems."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from titrant.clinical import Route
from titrant.fhir import told
from titrant.intake.values import measured_or_words
from titrant.knowledge import Knowledge
from titrant.server.exposures.models import Exposure, PastSession
from titrant.server.exposures.sections import NOT_PRESCRIBED, SETTINGS
from titrant.server.patients.models import Medication, Result, Trial
from titrant.server.patients.sections import scale_words
from titrant.server.patients.sections.results import REGISTER, TESTS
from titrant.server.patients.sections.trials import NOT_BORNE, OUTCOMES, YES_NO
from titrant.units import plain

Said = dict[str, Any]

_EITHER = "ketamine or esketamine, not known which"
_LAB = "laboratory"
_CATEGORY = {"ecg": "exam", "qtc": "exam"}
_UCUM = {"mIU/L": "m[IU]/L", "1": "{score}"}  # the units of ours that UCUM writes otherwise


def part_of(row: UUID, part: str) -> str:
    """Return an id for one of several things that a row says, the same each time."""
    return str(uuid5(row, part))


def medication(row: Medication, said: Said) -> Iterator[told.Row]:
    """Tell a medicine, and when it was last taken."""
    times = "" if row.times_a_day is None else f"{plain(row.times_a_day)} × a day"
    last = row.last_dose
    zone = said["at"].tzinfo
    yield told.Taken(
        **said,
        what=row.what,
        status="stopped" if row.stopped else "active",
        directions=", ".join(filter(None, (row.dose, times, row.directions))),
        since=row.since,
        until=row.stopped_on,
        remark="" if last is None else f"Last dose: {last.astimezone(zone):%Y-%m-%d %H:%M}.",
    )


def trial(row: Trial, said: Said) -> Iterator[told.Row]:
    """Tell an antidepressant that was tried. Whether it is taken now is not what a trial says."""
    answers, outcomes = dict(YES_NO), dict(OUTCOMES)
    weeks = "" if row.weeks is None else f"For {row.weeks} weeks."
    remarks = (
        "Tried against depression.",
        weeks,
        f"In this episode: {answers[row.this_episode]}.",
        f"Enough dose for long enough: {answers[row.adequate]}.",
        f"What came of it: {outcomes[row.outcome]}.",
        row.remark,
    )
    yield told.Taken(
        **said,
        what=row.what,
        status="stopped" if row.outcome == NOT_BORNE else "unknown",
        directions=f"highest dose a day: {row.dose}" if row.dose else "",
        since=row.began,
        remark=" ".join(filter(None, remarks)),
    )


def result(row: Result, said: Said, kb: Knowledge) -> Iterator[told.Row]:
    """Tell a test: a number in its unit where it is one, otherwise the words.

    A scale is a survey, and says in which words it was asked.
    """
    scale = row.what in scale_words.scores()
    known = kb.concept(row.what) if scale or (row.what in TESTS and row.what != REGISTER) else None
    read = (None, "") if known is None else measured_or_words(known, row.result)
    value = None if isinstance(read, str) else read[0]
    asked = scale_words.told(row.asked, row.language)
    yield told.Tested(
        **said,
        what=TESTS.get(row.what, row.what) if known is None else known.title,
        words=row.result,
        number=None if value is None else value.number,
        unit="" if value is None else _UCUM.get(value.unit, value.unit),
        category="" if known is None else _CATEGORY.get(row.what, "survey" if scale else _LAB),
        remark=" ".join(filter(None, (f"Asked: {asked}." if asked else "", row.remark))),
    )


def exposure(row: Exposure, said: Said) -> Iterator[told.Row]:
    """Tell earlier ketamine from anyone; what nobody prescribed is told as a condition as well."""
    over = "" if row.goes_on else row.ended or row.began
    route = Route(row.route).words if row.route else ""
    times = {None: "", 1: "once"}.get(row.times, f"{row.times} times in all")
    whom = f"From: {row.from_whom}." if row.from_whom else ""
    outcome = f"How it went: {row.outcome}." if row.outcome else ""
    yield told.Taken(
        **said,
        what=_EITHER if row.drug == "unknown" else row.drug,
        status="active" if row.goes_on else "completed",
        directions=", ".join(filter(None, (row.dose, route, times))),
        since=row.began,
        until=over,
        remark=" ".join(filter(None, (f"{SETTINGS[row.setting]}.", whom, outcome))),
    )
    if row.setting == NOT_PRESCRIBED:
        yield told.Illness(
            **{**said, "id": part_of(row.pk, NOT_PRESCRIBED)},
            what="recreational ketamine use",
            status="active" if row.goes_on else "resolved",
            since=row.began,
            until=over,
        )


def session(row: PastSession, said: Said) -> Iterator[told.Row]:
    """Tell one session here: what was given, and what was seen."""
    number = row.dose.partition(" ")[0]
    remarks = (
        "" if row.minutes is None else f"Over {row.minutes} minutes.",
        f"Weight: {row.weight}." if row.weight else "",
        f"Pressure before: {row.before} mmHg." if row.before else "",
        f"Highest pressure: {row.peak} mmHg." if row.peak else "",
        "" if row.dissociation is None else f"Dissociation: {row.dissociation} of 10.",
        f"Harm: {row.event}, grade {row.grade}." if row.event else "",
        "Harm: none." if row.no_event else "",
    )
    yield told.Given(
        **said,
        what=row.drug,
        status=row.status,
        route=Route(row.route).words,
        milligrams=Decimal(number) if number else None,
        remark=" ".join(filter(None, remarks)),
    )
