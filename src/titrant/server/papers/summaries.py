"""The summary of a course, and what an emergency department is told: set from the rows."""

from titrant.server.accounts.acting import Acting
from titrant.server.courses.forms import ENDS
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import newest_of
from titrant.server.courses.treated import treated
from titrant.server.courses.working import worked_out
from titrant.server.guidance.selectors import choices_of
from titrant.server.guidance.shown import page_of
from titrant.server.intake.selectors import whole
from titrant.server.papers import known
from titrant.server.papers.blocks import (
    AnyBlock,
    Facts,
    Heading,
    Items,
    Lines,
    Paper,
    Said,
)
from titrant.server.papers.heads import UNSIGNED, head_of, name_of
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.web.templatetags.clinic import day, moment

LAST_DOSES = 6
LAST_MEASURED = 3


def course_summary(patient: Patient, protocol: str, by: Acting) -> Paper:
    """Return the summary of a course: its sessions, how it is judged, what was decided, what holds.

    Raises `Http404` for a protocol that there is none of.
    """
    found, treatment = treated(patient, protocol, knowledge_of(patient.clinic))
    course, worked = newest_of(patient, protocol), worked_out(patient, protocol)
    page = page_of(worked.guidance, worked.kb)
    zone = patient.clinic.zone
    opened = "not opened here" if course is None else moment(course.opened, zone)
    facts = [
        ("treatment", f"{treatment.drug.words}, {treatment.route.words}, {treatment.setting}"),
        ("protocol", f"{found.title}, version {course.version if course else found.version}"),
        ("opened", opened),
        *(
            [("ended", f"{moment(course.ended, zone)}: {_ended(course)}")]
            if course is not None and course.ended is not None
            else ()
        ),
        ("weight", page.weight),
    ]
    blocks: list[AnyBlock] = [Facts(tuple(facts)), *known.allergies(patient)]
    blocks += [Heading("The course so far"), *(Said(one.says) for one in page.sofar)]
    if page.rows:
        blocks.append(known.sessions(page.rows, page.scale))
    decided = [
        f"{moment(one.at, zone)}, {name_of(one.by)}: {one.title}. "
        f"{'' if one.reason == 'other' else one.reason} {one.why}".strip()
        for one in choices_of(patient, protocol)
    ]
    reviewed = [] if course is None else list(course.reviews.all())
    decided += [f"{moment(one.at, zone)}, reviewed: {one.decision}. {one.why}" for one in reviewed]
    if decided:
        blocks += [Heading("What was decided, and why"), Items(tuple(decided))]
    if page.holds:
        held = tuple(f"{one.says} Lifted by: {one.lifts}" for one in page.holds)
        blocks += [Heading("What holds the next dose"), Items(held)]
    blocks += known.medicines(patient)
    blocks.append(Said(f"As of {day(today(patient.clinic))}; {page.versions}.", small=True))
    return Paper(
        head=head_of(patient, by),
        title="Course summary",
        under=found.title,
        banner=UNSIGNED,
        blocks=tuple(blocks),
    )


def _ended(course: Course) -> str:
    return f"{dict(ENDS)[course.ended_why]}. {course.ended_words}".strip()


def transfer_summary(patient: Patient, by: Acting) -> Paper:
    """Return what an emergency department should know of a person; nothing holds it up."""
    as_of = today(patient.clinic)
    kb = knowledge_of(patient.clinic)
    all_known = whole(patient, as_of, kb)
    contact = ", ".join(filter(None, (patient.contact_name, patient.contact_phone)))
    facts = (
        ("address", patient.address or "not written down"),
        ("telephone", patient.phone or "not written down"),
        ("contact person", contact or "not written down"),
        ("pregnancy", known.newest(all_known, "pregnancy", "pregnancy-test")),
        ("weight", known.newest(all_known, "weight")),
    )
    blocks: list[AnyBlock] = [
        Facts(facts),
        *known.allergies(patient),
        Heading("What happened, and what was given today"),
        Lines(("drug, mg, route", "begun at", "stopped at")),
        Lines(("what happened, at what time",)),
        Lines(("given for it: drug, mg, time",)),
        Heading("Doses of ketamine and esketamine on record, the newest first"),
        *known.given(all_known, kb, LAST_DOSES),
        *known.vitals(patient, LAST_MEASURED),
        *known.medicines(patient),
        *known.conditions(patient),
        Lines(("handed over by: name, time", "to: name, time")),
    ]
    return Paper(
        head=head_of(patient, by),
        title="Transfer to hospital",
        under="What this clinic knows, from its record; a ketamine or esketamine clinic",
        banner=UNSIGNED,
        blocks=tuple(blocks),
    )
