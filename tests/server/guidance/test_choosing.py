"""Choosing an option: bound to what was read, with a reason, kept whole, worked out again."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client
from tests.lib.led import led
from tests.lib.patients import at, send, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL, make_ready, signs, weigh, write

from titrant import __version__
from titrant.cli import main
from titrant.dosing.guidance import Stand
from titrant.dosing.guidance.record import guidance_record
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.courses.working import worked_out
from titrant.server.guidance import actions, replaying, rules, selectors
from titrant.server.guidance.models import Choice, KeptKnowledge, Reasons
from titrant.server.guidance.reasons import OFFERED, reasons_of
from titrant.server.guidance.replaying import CannotReplay, replay
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid

pytestmark = pytest.mark.django_db
WHY = "She travels, and can come on Thursdays alone."


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> UUID:
    return led(patient, prescriber, nurse)


@pytest.fixture
def room(prescriber: Acting) -> Client:
    """Return a browser in which the prescriber has signed in."""
    return browser(prescriber.account)


def choose(patient: Patient, by: Acting, **said: Any) -> UUID:
    known = {"option": "start", "shown": worked_out(patient, PROTOCOL).digest, "reason": OFFERED[0]}
    return actions.choose(patient=patient, protocol=PROTOCOL, by=by, **{**known, **said})


def place(patient: Patient, option: str = "start") -> str:
    return at(patient, "course", PROTOCOL, "choose", option)


def test_a_choice_is_kept_with_everything_it_was_chosen_from(
    patient: Patient, course: UUID, prescriber: Acting
) -> None:
    worked = worked_out(patient, PROTOCOL)
    made = selectors.choice(choose(patient, prescriber))
    assert made is not None
    assert (made.option, made.reason, made.course_id) == ("start", OFFERED[0], course)
    kept = msgspec.json.decode(bytes(made.file.content))
    assert kept["guidance"] == json.loads(worked.guidance_bytes)
    assert kept["plan"]["protocol"] == PROTOCOL
    assert made.knowledge == worked.kb.hash
    assert selectors.kept_knowledge(made.knowledge) is not None
    assert differences() == []


@pytest.mark.hazard("H47")
def test_every_choice_asks_why_and_none_is_made_beforehand(
    room: Client, patient: Patient, course: UUID
) -> None:
    page = room.get(at(patient, "course", PROTOCOL)).content.decode()
    assert page.count("Choose this, and say why") == sum(
        option.stand in {Stand.OPEN, Stand.ASKS}
        for option in worked_out(patient, PROTOCOL).guidance.options
    )
    form: Any = room.get(place(patient)).context["form"]
    assert list(form.initial) == ["shown"]
    assert form.fields["reason"].choices[0] == ("", "Choose the reason")
    shown = worked_out(patient, PROTOCOL).digest
    for typed in ({}, {"reason": "other"}, {"reason": "other", "why": "  "}, {"reason": "a whim"}):
        answer: Any = send(room, place(patient), {"shown": shown, **typed})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not Choice.objects.exists()


def test_a_choice_leads_to_where_it_is_carried_out(
    room: Client, patient: Patient, course: UUID
) -> None:
    shown = worked_out(patient, PROTOCOL).digest
    typed = {"shown": shown, "reason": "other", "why": WHY}
    answer: Any = send(room, place(patient), typed)
    made = Choice.objects.get()
    assert answer.url == at(patient, "choices", str(made.pk))
    page = text_of(room.get(answer.url))
    assert WHY in page
    assert f"titrant replay {made.pk}" in page
    assert WHY in text_of(room.get(at(patient, "course", PROTOCOL)))
    hold: Any = send(room, place(patient, "hold"), {"shown": shown, "reason": OFFERED[1]})
    assert hold.status_code == 302
    assert room.get(at(patient, "choices", str(uuid4()))).status_code == 404


@pytest.mark.parametrize(("option", "page"), [("review", "course_review"), ("stop", "course_end")])
def test_a_review_and_an_end_have_pages_of_their_own(option: str, page: str) -> None:
    from titrant.server.guidance.choosing_views import _NEXT

    assert _NEXT[option] == page


def test_the_end_of_a_course_is_chosen_and_leads_to_its_page(
    room: Client, patient: Patient, course: UUID
) -> None:
    shown = worked_out(patient, PROTOCOL).digest
    answer: Any = send(room, place(patient, "stop"), {"shown": shown, "reason": OFFERED[7]})
    assert answer.url == at(patient, "course", PROTOCOL, "end")


def test_what_changed_since_it_was_read_is_read_again(
    room: Client, patient: Patient, course: UUID, nurse: Acting
) -> None:
    shown = worked_out(patient, PROTOCOL).digest
    weigh(patient, nurse, nurse, "71.4")
    answer: Any = send(room, place(patient), {"shown": shown, "reason": "other", "why": WHY})
    assert answer.status_code == 200
    assert rules.CHANGED in text_of(answer)
    form = answer.context["form"]
    assert (form.data["why"], form.data["shown"]) == (WHY, worked_out(patient, PROTOCOL).digest)
    assert not Choice.objects.exists()
    again = send(room, place(patient), {"shown": form.data["shown"], "reason": "other", "why": WHY})
    assert again.status_code == 302


def test_a_form_that_is_sent_twice_chooses_once(
    room: Client, patient: Patient, course: UUID
) -> None:
    typed = {"shown": worked_out(patient, PROTOCOL).digest, "reason": OFFERED[0], "key": "one"}
    first, second = (room.post(place(patient), typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Choice.objects.count() == 1


def test_the_knowledge_is_kept_once(patient: Patient, course: UUID, prescriber: Acting) -> None:
    made = choose(patient, prescriber)
    choose(patient, prescriber, option="hold")
    assert str(selectors.choice(made)) == f"choice {made}"
    assert str(KeptKnowledge.objects.get()).startswith("knowledge 2026.")
    assert KeptKnowledge.objects.count() == 1
    assert Entry.objects.filter(kind="guidance.knowledge").count() == 1


# -- who, and what -------------------------------------------------------------------------------


def test_without_an_open_course_nothing_is_chosen(
    room: Client, patient: Patient, nurse: Acting, prescriber: Acting
) -> None:
    signs(patient.clinic, prescriber)
    make_ready(patient, prescriber, nurse)
    assert "Choose this" not in room.get(at(patient, "course", PROTOCOL)).content.decode()
    refused = room.get(place(patient))
    assert refused.status_code == 403
    assert "Open it, then choose" in text_of(refused)
    with pytest.raises(NotAllowed, match="No course of this protocol is open here"):
        choose(patient, prescriber)


def test_what_is_held_or_not_offered_is_not_chosen(
    room: Client, patient: Patient, course: UUID, prescriber: Acting, nurse: Acting
) -> None:
    with pytest.raises(NotAllowed, match="held, or not offered"):
        choose(patient, prescriber, option="up")
    identity = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
    write(patient, nurse, "patients.condition", identity)
    with pytest.raises(NotAllowed, match="held, or not offered"):
        choose(patient, prescriber)
    assert room.get(place(patient)).status_code == 403
    choose(patient, prescriber, option="hold")
    assert Choice.objects.get().option == "hold"


@pytest.mark.parametrize("option", ["sideways", "hold-on", "12"])
def test_an_option_that_is_none_is_not_there(
    room: Client, patient: Patient, course: UUID, option: str
) -> None:
    assert room.get(place(patient, option)).status_code == 404


def test_an_option_of_another_word_is_refused(
    patient: Patient, course: UUID, prescriber: Acting
) -> None:
    with pytest.raises(NotAllowed, match="There is no such option"):
        choose(patient, prescriber, option="sideways")
    with pytest.raises(NotAllowed, match="not on the clinic’s list any more"):
        choose(patient, prescriber, reason="An older reason")


@pytest.mark.parametrize("role", [Role.NURSE, Role.AUDITOR])
def test_others_choose_nothing(
    patient: Patient, course: UUID, person: Callable[..., Account], role: Role
) -> None:
    with pytest.raises(NotAllowed, match="does not allow you"):
        choose(patient, acting(person(role), None))


def test_a_nurse_reads_what_was_chosen(
    patient: Patient, course: UUID, prescriber: Acting, nurse: Acting
) -> None:
    made = choose(patient, prescriber)
    page = browser(nurse.account).get(at(patient, "choices", str(made)))
    assert OFFERED[0] in text_of(page)


# -- the clinic's own reasons --------------------------------------------------------------------


def test_a_clinic_writes_its_own_reasons(
    patient: Patient, course: UUID, room: Client, person: Callable[..., Account]
) -> None:
    director = browser(person(Role.DIRECTOR))
    assert room.get("/choices/reasons/").status_code == 403
    assert OFFERED[0] in director.get("/choices/reasons/").content.decode()
    typed = {"lines": "Because it is Monday\n\n  Because it is Tuesday \n"}
    assert send(director, "/choices/reasons/", typed).status_code == 302
    assert reasons_of(patient.clinic) == ["Because it is Monday", "Because it is Tuesday"]
    assert str(Reasons.objects.get()) == f"reasons of {patient.clinic.pk}"
    shown: Any = room.get(place(patient)).context["form"].fields["reason"].choices
    assert [one for one, _ in shown] == ["", *reasons_of(patient.clinic), "other"]
    assert differences() == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("  \n ", "Fill this in."),
        ("Monday\nMonday", "A reason stands there twice"),
        ("a" * 161, "A reason has 160 signs at most"),
    ],
)
def test_reasons_that_cannot_be_offered(
    patient: Patient, person: Callable[..., Account], lines: str, says: str
) -> None:
    answer = send(browser(person(Role.DIRECTOR)), "/choices/reasons/", {"lines": lines})
    assert says in text_of(answer)
    assert reasons_of(patient.clinic) == list(OFFERED)


def test_no_reason_at_all_is_no_list(person: Callable[..., Account], patient: Patient) -> None:
    director = acting(person(Role.DIRECTOR), None)
    with pytest.raises(NotAllowed, match="Write at least one reason"):
        actions.write_reasons(clinic=patient.clinic, lines=[" "], by=director)


# -- worked out again ----------------------------------------------------------------------------


def test_the_same_program_and_knowledge_give_the_same_bytes(
    patient: Patient, course: UUID, prescriber: Acting, capsys: pytest.CaptureFixture[str]
) -> None:
    made = choose(patient, prescriber)
    found = replay(made)
    assert found.same
    assert (found.by_program, found.by_knowledge) == ((), ())
    read = Entry.objects.filter(sort="read", patient=patient.pk).last()
    assert read is not None
    assert read.agent == "replay"


def test_a_later_version_of_the_program_is_no_difference(
    patient: Patient, course: UUID, prescriber: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = choose(patient, prescriber)
    for module in ("titrant.knowledge.versions", "titrant.server.guidance.replaying"):
        monkeypatch.setattr(f"{module}.__version__", "9.9.9")
    found = replay(made)
    assert (found.program, found.choice.program) == ("9.9.9", __version__)
    assert (found.same, found.by_program, found.by_knowledge) == (True, (), ())


@pytest.mark.hazard("H32")
def test_what_was_signed_since_makes_the_difference(
    patient: Patient, course: UUID, prescriber: Acting
) -> None:
    """The policy of now has not approved the protocol: only what it rests on now differs."""
    made = choose(patient, prescriber)
    signs(patient.clinic, prescriber, PROTOCOL)
    found = replay(made)
    assert found.same
    assert "holds: protocol-not-approved is new" in found.by_knowledge
    assert any(line.startswith("options, start, stand: open ->") for line in found.by_knowledge)


def test_another_program_that_answers_otherwise_is_told(
    patient: Patient, course: UUID, prescriber: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = choose(patient, prescriber)
    right = guidance_record

    def other(guidance: Any) -> dict[str, Any]:
        record = right(guidance)
        return {**record, "holds": [{"id": "of-another-time"}]}

    monkeypatch.setattr(replaying, "guidance_record", other)
    found = replay(made)
    assert not found.same
    assert found.by_program == ("holds: of-another-time is new",)
    assert found.by_knowledge == ()


def test_what_is_no_choice_is_said() -> None:
    with pytest.raises(CannotReplay, match="There is no choice"):
        replay(uuid4())


def test_what_this_version_cannot_read_is_said(
    patient: Patient, course: UUID, prescriber: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = choose(patient, prescriber)
    KeptKnowledge.objects.all().delete()
    with pytest.raises(CannotReplay, match="The knowledge behind it is not in this record"):
        replay(made)


def test_the_command_prints_it(
    patient: Patient,
    course: UUID,
    prescriber: Acting,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("titrant.cli.replay_command.prepare_what_is_there", lambda: None)
    made = choose(patient, prescriber)
    assert main(["replay", str(made)]) == 0
    printed = capsys.readouterr().out
    assert "By the knowledge of then this program gives the same bytes." in printed
    assert "By the knowledge of now nothing is otherwise." in printed
    signs(patient.clinic, prescriber, PROTOCOL)
    assert main(["replay", str(made)]) == 0
    assert "  - holds: protocol-not-approved is new" in capsys.readouterr().out
    assert main(["replay", str(made), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["choice"], said["same"], said["option"]) == (str(made), True, "start")
    assert "holds: protocol-not-approved is new" in said["by_knowledge"]
    right = guidance_record
    monkeypatch.setattr(
        replaying, "guidance_record", lambda one: {**right(one), "holds": [{"id": "another"}]}
    )
    assert main(["replay", str(made)]) == 1
    told = capsys.readouterr().out
    assert "this program answers otherwise: 1 difference." in told


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("not-an-id", "“not-an-id” is no id"),
        ("7b0e5c1a-2d3f-4a56-8b7c-9d0e1f2a3b4c", "There is no choice"),
    ],
)
def test_the_command_refuses_what_is_none(
    db: None,
    typed: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("titrant.cli.replay_command.prepare_what_is_there", lambda: None)
    assert main(["replay", typed]) == 2
    assert says in capsys.readouterr().err
