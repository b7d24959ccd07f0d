"""What is known of a person as blocks of a paper: their own rows, and what stands elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from titrant.clinical import Course, PastSession, Snapshot
from titrant.knowledge import Knowledge
from titrant.server.guidance.rows import Row
from titrant.server.papers.blocks import AnyBlock, Boxed, Column, Heading, Items, Said, Table
from titrant.server.patients import selectors
from titrant.server.patients.beyond import beyond
from titrant.server.patients.fact_words import fact_words
from titrant.server.patients.models import Patient
from titrant.server.patients.section import Section, section_of
from titrant.server.web.templatetags.clinic import day, moment

ALLERGIES = "patients.allergy"
MEDICINES = "patients.medication"
CONDITIONS = "patients.condition"
VITALS = "patients.vitals"
_SHARES = {"Last dose": 2, "Medicine": 2, "Condition": 3, "Dose": 2, "Blood pressure": 2}
_SESSIONS = (
    Column("", 3, figure=True),
    Column("Day", 15),
    Column("Days since", 5, figure=True),
    Column("Given", 14, strong=True),
    Column("Route", 11),
    Column("Weight", 7, figure=True),
    Column("Peak mmHg", 8, figure=True),
    Column("Dissociation, 0 to 10", 9, figure=True),
    Column("Events", 15),
)


def allergies(patient: Patient) -> list[AnyBlock]:
    """Return the allergies of a person, framed; that nobody asked is said as well."""
    section = section_of(ALLERGIES)
    rows = selectors.counting(section, patient)
    going = [_allergy(row) for row in rows if row.status in {"active", "suspected"}]
    told = [f"{one.says} ({one.whence})" for one in _elsewhere(section, patient)]
    denied = [row.what for row in rows if row.status == "absent"]
    if going or told:
        return [Boxed(f"Allergies: {'; '.join((*going, *told))}")]
    if denied:
        return [Boxed(f"Allergies: asked and denied: {'; '.join(denied)}")]
    return [Boxed("Allergies: nobody wrote down whether there are any.")]


def _allergy(row: Any) -> str:
    more = ", ".join(filter(None, (row.reaction, "" if row.status == "active" else row.status)))
    return f"{row.what} ({more})" if more else str(row.what)


def medicines(patient: Patient) -> list[AnyBlock]:
    """Return the medicines that a person takes, in the record's words, with the last dose."""
    return list(
        _listed(patient, MEDICINES, "Medicines", ("Medicine", "Dose", "Taken", "Last dose"))
    )


def conditions(patient: Patient) -> list[AnyBlock]:
    """Return the conditions of a person that are not denied."""
    return list(_listed(patient, CONDITIONS, "Conditions and procedures", _CONDITION))


_CONDITION = ("Condition", "Status", "When", "Remark")


def vitals(patient: Patient, most: int) -> list[AnyBlock]:
    """Return the newest measurements of a person, the newest first."""
    section = section_of(VITALS)
    rows = selectors.counting(section, patient)[-most:][::-1]
    if not rows:
        return [Heading("Last measured"), Said("Nothing was measured here.")]
    named = ("Blood pressure", "Heart rate", "Saturation", "Breaths", "Temperature")
    columns, found = _cells(section, rows, named, patient.clinic.zone)
    when = [moment(row.effective, patient.clinic.zone) for row in rows]
    table = Table(
        (Column("When", 3), *columns),
        tuple((at, *row) for at, row in zip(when, found, strict=True)),
    )
    return [Heading("Last measured"), table]


def _listed(patient: Patient, kind: str, title: str, named: Sequence[str]) -> Iterator[AnyBlock]:
    section = section_of(kind)
    going = section.goes_on or (lambda row: row.status != "absent")
    rows = [row for row in selectors.counting(section, patient) if going(row)]
    told = [f"{one.says} ({one.whence})" for one in _elsewhere(section, patient)]
    yield Heading(title)
    if rows:
        yield Table(*_cells(section, rows, named, patient.clinic.zone))
    if told:
        yield Said("In files and joined records:", small=True)
        yield Items(tuple(told))
    if not rows and not told:
        yield Said("Nobody wrote any down; that there are none is not known.")


def _elsewhere(section: Section, patient: Patient) -> list[Any]:
    return [one for one in beyond(patient).get(section.word, ()) if not one.over]


def _cells(
    section: Section, rows: Sequence[Any], named: Sequence[str], zone: str
) -> tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]:
    """Return some columns of a section, without those that are empty in every row."""
    columns = [column for column in section.columns if column.heading in named]
    cells = [[_text(column.cell(row), zone) for column in columns] for row in rows]
    kept = [number for number, column in enumerate(columns) if any(row[number] for row in cells)]
    return (
        tuple(Column(columns[i].heading, _SHARES.get(columns[i].heading, 1)) for i in kept),
        tuple(tuple(row[i] for i in kept) for row in cells),
    )


def _text(value: object, zone: str) -> str:
    return moment(value, zone) if isinstance(value, datetime) else str(value)


def newest(known: Snapshot, *concepts: str) -> str:
    """Return the newest entry of each of some concepts, in the record's words."""
    found = []
    for concept in concepts:
        facts = [fact for fact in known.facts if fact.concept == concept]
        if facts:
            words = fact_words(max(facts, key=lambda fact: fact.on or date.min))
            found.append(words.removeprefix("weight, "))
    return "; ".join(found) or "not written down"


def sessions(rows: Sequence[Row], scale: str) -> Table:
    """Return the sessions of a course as a table, with its score; an empty column is left out."""
    columns = (*_SESSIONS, Column(scale, 10, figure=True))
    cells = [
        (
            str(row.number),
            day(row.on),
            row.days,
            row.dose,
            row.route,
            row.weight,
            row.peak,
            row.dissociation,
            "; ".join(filter(None, (row.events, row.remark))),
            row.score,
        )
        for row in rows
    ]
    routes = {row.route for row in rows if row.route}
    kept = [
        number
        for number, column in enumerate(columns)
        if any(row[number] for row in cells)
        and not (column.heading == "Route" and len(routes) == 1)
    ]
    return Table(
        tuple(columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in cells)
    )


def given(known: Snapshot, kb: Knowledge, most: int) -> list[AnyBlock]:
    """Return the newest doses of ketamine or esketamine that a person had, from anyone."""
    had = [
        (one.on, one, course) for course in known.courses for one in course.sessions if one.given
    ]
    newest = sorted(had, key=lambda one: one[0], reverse=True)[:most]
    if not newest:
        return [Said("No dose of ketamine or esketamine is on record.")]
    columns = (
        Column("Day", 2),
        Column("Given", 3, strong=True),
        Column("Route", 2),
        Column("By", 1),
    )
    rows = tuple(_given(one, course, kb) for _, one, course in newest)
    return [Table(columns, rows)]


def _given(one: PastSession, course: Course, kb: Knowledge) -> tuple[str, ...]:
    over = f" over {one.over.brief()}" if one.over is not None else ""
    known = course.protocol in kb.ids("protocols")
    drug = course.drug or (kb.protocol(course.protocol).drug if known else None)
    dose = "not written down" if one.dose is None else one.dose.brief()
    dose += f" {drug.words}" if drug is not None else ""
    route = "" if one.route is None else one.route.words
    return (day(one.on), f"{dose}{over}", route, "elsewhere" if course.elsewhere else "here")
