"""The letter to the clinician who referred somebody: its writer's words, then the rows."""

from dataclasses import dataclass

from titrant.server.accounts.acting import Acting
from titrant.server.courses.selectors import courses
from titrant.server.courses.working import worked_out
from titrant.server.guidance.shown import page_of
from titrant.server.papers import known
from titrant.server.papers.blocks import AnyBlock, Facts, Heading, Paper, Said
from titrant.server.papers.heads import UNSIGNED, head_of
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today
from titrant.server.web.templatetags.clinic import day


@dataclass(frozen=True)
class Written:
    """What somebody typed: to whom, where that is, and the words."""

    to: str
    address: str
    words: str


def letter(patient: Patient, written: Written, by: Acting) -> Paper:
    """Return a letter: the words as they were typed, then what the record says, set from its rows.

    Nothing is said of the person but what somebody wrote down.
    """
    lines = [line.strip() for line in written.address.splitlines() if line.strip()]
    to = (("to", ", ".join((written.to, *lines))), ("about", patient.name))
    on = (("day", day(today(patient.clinic))),)
    blocks: list[AnyBlock] = [Facts((*to, *on))]
    blocks += [Said(one.strip()) for one in written.words.splitlines() if one.strip()]
    blocks += known.allergies(patient)
    for course in courses(patient):
        worked = worked_out(patient, course.protocol)
        page = page_of(worked.guidance, worked.kb)
        blocks.append(Heading(worked.kb.protocol(course.protocol).title))
        blocks += [Said(one.says) for one in page.sofar]
        if page.rows:
            blocks.append(known.sessions(page.rows, page.scale))
    blocks += known.medicines(patient)
    return Paper(
        head=head_of(patient, by),
        title="Letter",
        under=f"To {written.to}",
        banner=UNSIGNED,
        blocks=tuple(blocks),
    )
