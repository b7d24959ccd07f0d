"""The intakes: at home half filled, sent, run out, not opened; at the desk half filled, begun."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import QueryDict

from titrant.server.audit.actor import Actor
from titrant.server.demo.cast import Cast, local
from titrant.server.demo.outbox import send_what_waits
from titrant.server.demo.writing import Event, Record
from titrant.server.intake import asking, confirming, saying
from titrant.server.intake.models import Answer, Intake
from titrant.server.intake.questions import QUESTIONS
from titrant.server.intake.steps import step_named, steps_for
from titrant.server.patients.models import Medication
from titrant.server.patients.section import section_of

Typed = dict[str, str]

REACH: Typed = {
    "phone": "+1 212 555 0188",
    "address": "7 Ferry Lane",
    "safe_contact": "text",
    "contact_name": "A sister",
    "contact_phone": "+1 212 555 0189",
}
MEDICINES: Typed = {
    "any": "yes",
    "what-1": "Escitalopram",
    "how-1": "20 mg in the morning",
    "what-2": "Zolpidem",
    "how-2": "10 mg, some nights",
    "what-3": "St John’s wort",
    "how-3": "a tablet, when I think of it",
}
ALLERGIES: Typed = {"any": "yes", "what-1": "Penicillin", "reaction-1": "A rash, as a child"}
EARLIER: Typed = {
    "any": "yes",
    "began-1": "2024",
    "setting-1": "another clinic",
    "drug-1": "ketamine",
    "going-1": "no",
    "outcome-1": "It helped for some weeks",
}
TRIED: Typed = {
    "any": "yes",
    "what-1": "Sertraline",
    "dose-1": "150 mg",
    "weeks-1": "12",
    "outcome-1": "no better",
}
HALF: dict[str, Typed] = {"reach": REACH, "medicines": MEDICINES, "allergies": ALLERGIES}
LINES = {**HALF, "earlier": EARLIER, "tried": TRIED, "remark": {"remark": "I faint at needles."}}
OTHERWISE = {  # what is not answered with a “no” in the intake that was sent
    "hypertension": "yes",
    "asthma": "yes",
    "sleep-apnoea": "unknown",
    "bipolar": "unknown",
    "alcohol-now": "weekly",
    "cannabis-now": "monthly",
    "opioids-now": "never",
    "escort": "yes",
}
AT_DESK: dict[str, Typed] = {
    "brought": {"brought": "referral"},
    "medicines": {"any": "none"},
    "heart": {"hypertension": "yes", "coronary-disease": "no", "arrhythmia": "unknown"},
}


def intakes(cast: Cast) -> Iterator[Event]:
    """Return how people were asked, and what they answered so far."""
    by, find = cast.hands.coordinator, cast.marked
    for mark, sent, opened, then in (
        ("home-half", local(4, 10), local(3, 20, 10), partial(_fill, typed=HALF)),
        ("home-sent", local(5, 10, 30), local(2, 19), _fill_and_send),
        ("home-ran-out", local(20, 11), local(18, 21), partial(_fill, typed={"reach": REACH})),
        ("home-unopened", local(6, 15), None, None),
    ):
        yield from _at_home(find(mark), cast, sent, opened, then)
    yield Event(local(0, 7, 40), partial(_confirm, find("home-sent"), cast))
    desk = find("desk-half")

    def at_desk() -> None:
        ref = asking.begin_at_desk(patient=desk.patient, by=by)
        _fill(_intake(ref), by.actor, AT_DESK)

    yield Event(local(0, 8, 10), at_desk)


def _at_home(
    record: Record,
    cast: Cast,
    sent: datetime,
    opened: datetime | None,
    then: Callable[[Intake, Actor], None] | None,
) -> Iterator[Event]:
    made: list[UUID] = []

    def invite() -> None:
        made.append(asking.invite(patient=record.patient, by=cast.hands.coordinator))
        send_what_waits()

    yield Event(sent, invite)
    if opened is None or then is None:
        return

    def answer() -> None:
        intake, born = _intake(made[0]), record.person.born
        assert born is not None
        letters = "".join(word[0] for word in record.person.name.split())
        assert asking.recognise(intake=intake, initials=letters, year=str(born.year))
        then(intake, asking.at_home(intake))

    yield Event(opened, answer)


def _intake(ref: UUID) -> Intake:
    return Intake.objects.select_related("patient__clinic", "clinic").get(pk=ref)


def _fill(intake: Intake, by: Actor, typed: dict[str, Typed]) -> None:
    """Type into some steps, as the pages would have it."""
    steps = steps_for(intake.patient, intake.place)
    for word, texts in typed.items():
        step = step_named(steps, word)
        assert step is not None
        data = QueryDict(mutable=True)
        data.update(texts)
        form = step.form(data, patient=intake.patient)
        assert form.is_valid(), form.errors
        saying.save_step(intake=intake, word=word, form=form, by=by)


def _fill_and_send(intake: Intake, by: Actor) -> None:
    """Answer every question, most with a “no”, and send it."""
    typed = {}
    for step in steps_for(intake.patient, intake.place):
        asked = [one.id for one in QUESTIONS.values() if one.page == step.word]
        answers = {id: OTHERWISE.get(id, "no") for id in asked}
        typed[step.word] = {**answers, **LINES.get(step.word, {})}
    _fill(intake, by, typed)
    asking.send(intake=intake, by=by)


def _confirm(record: Record, cast: Cast) -> None:
    """Go through three things with the person: one is so, one is otherwise, one is not so."""
    by = cast.hands.nurse
    said = Answer.objects.select_related("patient").filter(patient=record.ref)
    confirming.answered(row=said.get(what="hypertension"), answer="yes", by=by)
    confirming.answered(row=said.get(what="asthma"), answer="no", by=by)
    wort = Medication.objects.select_related("patient").get(
        patient=record.ref, what="St John’s wort"
    )
    confirming.not_so(section=section_of("patients.medication"), row=wort, by=by)
