"""Two clinics with a person in each role, and an object of each kind to ask their pages for.

A page's address names what it is about: `<uuid:patient>`. For each such name there is a maker here,
which gives one of a clinic. A new name in an address needs a maker: the matrix says so.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from msgspec import to_builtins
from tests.lib.clinics import member, open_clinic
from tests.lib.patients import FILLED, at, send

from titrant.dosing.screening import screen, treatment_of
from titrant.dosing.screening.clearing import mark_of
from titrant.knowledge import load, plan_of
from titrant.server.accounts import actions, emergency, inviting
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.matrix import Page
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit.appending import append, keep
from titrant.server.courses import entries as course_entries
from titrant.server.courses.working import worked_out
from titrant.server.guidance import actions as guidance
from titrant.server.guidance.reasons import OFFERED
from titrant.server.intake import asking, importing, joining
from titrant.server.intake.models import Upload
from titrant.server.intake.selectors import whole
from titrant.server.messages.models import Message
from titrant.server.orders import entries as order_entries
from titrant.server.orders.resting import Rests
from titrant.server.papers import entries as paper_entries
from titrant.server.patients import actions as patients
from titrant.server.patients.entries import PatientSaid
from titrant.server.patients.models import Patient
from titrant.server.patients.section import sections
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.pictures.actions import ask
from titrant.server.pictures.wanted import Plate
from titrant.server.sites import actions as sites
from titrant.server.sites import policy
from titrant.server.sites.models import Clinic
from titrant.server.sites.selectors import knowledge_of, today
from titrant.server.tasks.actions import open_task
from titrant.server.tasks.kinds import JOB_FAILED

PAPER = b"%PDF-1.7\n%%EOF"


def browser(account: Account | None, *, checks: bool = False) -> Client:
    """Return a browser of somebody who has signed in with both factors, or of nobody."""
    client = Client(enforce_csrf_checks=checks)
    if account is not None:
        client.force_login(account)
        session = client.session
        session["second"] = True
        session.save()
    return client


@dataclass
class World:
    """Two clinics with a person in each role, and one of everything that a page may be about."""

    own: Clinic = field(default_factory=lambda: open_clinic(1, "Harbour Clinic"))
    other: Clinic = field(default_factory=lambda: open_clinic(2, "Hill Clinic"))
    known: dict[tuple[int, Role], Account] = field(default_factory=dict)
    browsers: dict[tuple[int, Role], Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let everybody in, in both clinics."""
        for clinic in (self.own, self.other):
            for role in Role:
                person = self.known[clinic.pk, role] = member(clinic, role)
                self.browsers[clinic.pk, role] = browser(person)

    def person(self, role: Role, clinic: Clinic | None = None) -> Account:
        """Return the person who has a role in a clinic, the own one where none is named."""
        return self.known[(clinic or self.own).pk, role]

    def browser(self, role: Role, clinic: Clinic | None = None) -> Client:
        """Return the browser in which that person has signed in."""
        return self.browsers[(clinic or self.own).pk, role]

    def acting(self, role: Role, clinic: Clinic | None = None) -> Acting:
        """Return who acts in a role in a clinic."""
        return acting(self.person(role, clinic), None)

    def address(self, page: Page, clinic: Clinic) -> str:
        """Return the address of a page about something of a clinic."""
        made: dict[str, Any] = {}
        for name in page.about:
            made[name] = MAKERS[name](self, clinic, page, made)
        return reverse(page.name, kwargs=made)


Maker = Callable[[World, Clinic, Page, dict[str, Any]], Any]


def _patient(world: World, clinic: Clinic, *_: Any) -> UUID:
    said = PatientSaid(
        name="Mara Ellison",
        born=date(1985, 4, 23),
        phone="+1 212 555 0177",
        safe_contact="text",
    )
    return patients.register(said=said, by=world.acting(Role.NURSE, clinic))


# What fills the forms that tests of patients do not fill, or that an object here needs otherwise.
OTHERWISE: dict[str, dict[str, Any]] = {
    "documents": {"about": "letter", "title": "a letter"},
    "sessions": {"status": "completed", "harm": "none", "sure": "recorded"},
}


def _row(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> UUID:
    """Write a row into the section that the page belongs to, by a colleague whom nobody asks as."""
    word = made.get("word") or page.route.split("/")[2]
    patient = Patient.objects.get(pk=made["patient"])
    if word == "imports":
        return _import(world, clinic, patient)
    typed = dict(OTHERWISE.get(word) or FILLED[word][0])
    if word == "documents":
        typed["file"] = SimpleUploadedFile("a.pdf", PAPER)
    if page.name == "patient_weights_second":
        typed["method"] = "standing scale"  # which waits for a second reader
    if word == "sessions":
        typed["protocol"] = load().ids("protocols")[0]
    answer = send(browser(member(clinic, Role.NURSE)), at(patient, word, "add"), typed)
    assert answer.status_code == 302, answer.content.decode()
    section = next(one for one in sections() if one.word == word)
    row: UUID = section.model._default_manager.get(patient=patient).pk
    return row


def _import(world: World, clinic: Clinic, patient: Patient) -> UUID:
    by = world.acting(Role.NURSE, clinic)
    ref = importing.upload(content=_file(), by=by, patient=patient)
    upload = Upload.objects.get(pk=ref)
    return importing.take_in(upload=upload, patient=patient, by=by).ref


def _file() -> bytes:
    """Return a record from elsewhere about the very person."""
    person = {"resourceType": "Patient", "name": [{"text": "Mara Ellison"}]}
    return json.dumps({**person, "birthDate": "1985-04-23"}).encode()


def _upload(world: World, clinic: Clinic, _: Page, made: dict[str, Any]) -> UUID:
    known = made.get("patient")
    patient = None if known is None else Patient.objects.get(pk=known)
    by = world.acting(Role.NURSE, clinic)
    return importing.upload(content=_file(), by=by, patient=patient)


def _intake(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> UUID:
    """Begin an intake at the desk, or send a link home for what is done with one."""
    by = world.acting(Role.COORDINATOR, clinic)
    patient = Patient.objects.get(pk=made["patient"])
    at_desk = "/desk/" in page.route
    return (asking.begin_at_desk if at_desk else asking.invite)(patient=patient, by=by)


def _secret(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> str:
    if not page.route.startswith("i/"):
        return _invited(world, clinic)[1]
    made_for = {"patient": _patient(world, clinic)}
    _intake(world, clinic, page, made_for)
    message = Message.objects.order_by("-queued").first()
    assert message is not None
    return message.text.partition("/i/")[2].partition("/")[0]


def _link(world: World, clinic: Clinic, _: Page, made: dict[str, Any]) -> UUID:
    both = (made["patient"], _patient(world, clinic))
    one, other = (Patient.objects.get(pk=each) for each in both)
    by = world.acting(Role.PRESCRIBER, clinic)
    return joining.join(one=one, other=other, reason="One telephone, one mother.", by=by)


def _word(_: World, __: Clinic, page: Page, ___: dict[str, Any]) -> str:
    return "answers" if "/confirm/" in page.route else "heart"


def _picture(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> UUID:
    patient, plate = made["patient"], Plate({"made": "up"}, 80, 40)
    (picture,) = ask([plate], what=page.reads, patient=patient, clinic=clinic.pk)
    found: UUID = picture.pk
    return found


def _person(_: World, clinic: Clinic, *__: Any) -> UUID:
    return member(clinic, Role.NURSE).ref


def _invited(world: World, clinic: Clinic) -> tuple[UUID, str]:
    entry, secret = inviting.invite(
        email=f"{uuid4().hex}@clinic.example",
        name="Ines Roth",
        role=Role.NURSE,
        by=world.acting(Role.ADMINISTRATOR, clinic),
    )
    return entry.ref, secret


def _access(world: World, clinic: Clinic, *_: Any) -> UUID:
    record = emergency.record_of(_patient(world, clinic))
    assert record is not None
    away = world.other if clinic == world.own else world.own
    by = world.acting(Role.NURSE, away)
    return actions.break_glass(record=record, reason="She cannot speak for herself.", by=by).ref


def _chair(world: World, clinic: Clinic, *_: Any) -> UUID:
    by = world.acting(Role.ADMINISTRATOR, clinic)
    return sites.add_chair(clinic=clinic, name=uuid4().hex[:8], by=by).ref


def _proposal(world: World, clinic: Clinic, *_: Any) -> UUID:
    change = policy.Change(policy.LEAF, LEAF, None, "no longer ours")
    by = world.acting(Role.DIRECTOR, clinic)
    return sites.propose(clinic=clinic, change=change, by=by).ref


def _task(world: World, clinic: Clinic, *_: Any) -> UUID:
    by = world.acting(Role.NURSE, clinic).actor
    return open_task(JOB_FAILED, clinic=clinic.pk, by=by, why="Ellison waits")


def _search(world: World, clinic: Clinic, *_: Any) -> UUID:
    """Look for somebody: a search is kept with the sign-in of who made it."""
    answer: Any = world.browser(Role.NURSE, clinic).post("/patients/find/", {"q": "ellison"})
    return UUID(answer.url.rstrip("/").rpartition("/")[2])


def _protocol(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> str:
    """Return a protocol; where a page is about an open course, one whose course is open."""
    if page.name not in OF_AN_OPEN_COURSE:
        return load().ids("protocols")[0]
    _course(world, clinic, made["patient"])
    return PROTOCOL


def _course(world: World, clinic: Clinic, patient: UUID) -> UUID:
    body = course_entries.Opened(PROTOCOL, "1", plan_of(load(), PROTOCOL), "It fits them best.")
    by = world.acting(Role.PRESCRIBER, clinic).actor
    return append(course_entries.opened, body, by=by, patient=patient).ref


def _rule(world: World, clinic: Clinic, _: Page, made: dict[str, Any]) -> str:
    """Let something be found that a prescriber may clear."""
    patient = Patient.objects.get(pk=made["patient"])
    said = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
    section = next(one for one in sections() if one.word == "conditions")
    patients.record(
        section=section, patient=patient, said=said, by=world.acting(Role.NURSE, clinic)
    )
    return CLEARED


def _mark(_: World, clinic: Clinic, __: Page, made: dict[str, Any]) -> str:
    patient = Patient.objects.select_related("clinic").get(pk=made["patient"])
    kb = knowledge_of(clinic)
    treatment = treatment_of(kb.protocol(made["protocol"]), clinic.jurisdiction)
    found = screen(whole(patient, today(clinic), kb), treatment, kb).findings
    return next(mark_of(one) for one in found if one.rule == CLEARED)


def _clearance(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> UUID:
    body = course_entries.FindingCleared(
        PROTOCOL, CLEARED, "0" * 16, "a finding", "clearance", "Seen by their psychiatrist."
    )
    by = world.acting(Role.PRESCRIBER, clinic).actor
    return append(course_entries.cleared, body, by=by, patient=made["patient"]).ref


def _choice(world: World, clinic: Clinic, _: Page, made: dict[str, Any]) -> UUID:
    _course(world, clinic, made["patient"])
    patient = Patient.objects.get(pk=made["patient"])
    return guidance.choose(
        patient=patient,
        protocol=PROTOCOL,
        option="hold",
        shown=worked_out(patient, PROTOCOL).digest,
        reason=OFFERED[0],
        by=world.acting(Role.PRESCRIBER, clinic),
    )


def _order(world: World, clinic: Clinic, page: Page, made: dict[str, Any]) -> UUID:
    """Write an order by hand of the record: what its pages do with it, other tests ask."""
    course = _course(world, clinic, made["patient"])
    rests = Rests("", "", (), (), {}, {}, "", (), ())
    body = order_entries.OrderSaid(
        course=course,
        choice=uuid4(),
        option="Start",
        planned=today(clinic),
        product="ketamine-10",
        amount="35",
        unit="mg",
        minutes="40",
        dilute_to="",
        basis="",
        retain="",
        hold="",
        reason="",
        rests_on=json.dumps(to_builtins(rests)),
    )
    by = world.acting(Role.PRESCRIBER, clinic).actor
    return append(order_entries.written, body, by=by, patient=made["patient"]).ref


def _paper(world: World, clinic: Clinic, _: Page, made: dict[str, Any]) -> UUID:
    body = paper_entries.PaperSaid("letter", "To Dr Roe", "Dr Ames", "prescriber", "So.", "0" * 64)
    by = world.acting(Role.PRESCRIBER, clinic).actor
    file = keep(PAPER, "application/pdf")
    return append(paper_entries.signed, body, by=by, patient=made["patient"], attachment=file).ref


LEVELS = "patient_course_levels"
PROTOCOL, CLEARED = "iv-depression", "dissociative-identity-disorder"
OF_AN_OPEN_COURSE = frozenset(
    {"course_review", "course_move", "course_end", "option_choose", "finding_clear"}
)
LEAF = next(leaf.id for leaf in load().leaves())

MAKERS: dict[str, Maker] = {
    "patient": _patient,
    "row": _row,
    "picture": _picture,
    "person": _person,
    "invitation": lambda world, clinic, *_: _invited(world, clinic)[0],
    "secret": _secret,
    "upload": _upload,
    "intake": _intake,
    "link": _link,
    "other": _patient,
    "word": _word,
    "access": _access,
    "chair": _chair,
    "proposal": _proposal,
    "task": _task,
    "search": _search,
    "leaf": lambda *_: LEAF,  # every clinic reads the same knowledge
    "protocol": _protocol,
    "option": lambda _, __, page, *___: "same" if page.name == LEVELS else "hold",
    "rule": _rule,
    "mark": _mark,
    "clearance": _clearance,
    "choice": _choice,
    "order": _order,
    "paper": _paper,
    "day": lambda _, clinic, *__: f"{today(clinic)}",
    "pk": lambda *_: 0,  # a passkey: of oneself or of nobody
    "uidb36": lambda *_: "1",  # a link to a new password
    "key": lambda *_: "x-y",
}
# What belongs to no clinic: the knowledge, one's own search or passkey, a link with a secret.
OF_NO_CLINIC = frozenset(
    {
        "word",
        "leaf",
        "protocol",
        "option",
        "rule",
        "mark",
        "day",
        "search",
        "secret",
        "pk",
        "uidb36",
        "key",
    }
)
# What stands in an address and is no random id.
IN_WORDS = OF_NO_CLINIC - {"search"}
# Pages about a record of another clinic on purpose: they open nothing without a reason.
ACROSS = frozenset({"open_record"})
