"""Every section of a record: adding, correcting, entered in error, confirming, two tabs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from msgspec import Struct
from tests.lib.patients import FILLED, WHEN, at, enrol, send, text_of

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right, Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.appending import AlreadyCorrected
from titrant.server.audit.models import Entry
from titrant.server.audit.rebuilding import differences
from titrant.server.patients import actions
from titrant.server.patients.models import Condition, Medication, Patient
from titrant.server.patients.recording import recorded_kind, recorded_kinds, table_of
from titrant.server.patients.section import Section, register, section_of, sections
from titrant.server.tasks.models import Task

pytestmark = pytest.mark.django_db
WORDS = sorted(FILLED)
CLINICAL = sorted(set(FILLED) - {"consents", "notes"})


def section(word: str) -> Section:
    return next(one for one in sections() if one.word == word)


def only(word: str) -> Any:
    (row,) = section(word).model._default_manager.all()
    return row


def test_every_section_but_files_is_filled_below() -> None:
    assert {one.word for one in sections()} == {*FILLED, "documents"}


@pytest.mark.parametrize("word", WORDS)
def test_what_is_added_stands_on_its_page_and_in_the_record(
    desk: Client, patient: Patient, nurse: Acting, word: str
) -> None:
    typed, shown = FILLED[word]
    assert section(word).empty in desk.get(at(patient, word)).content.decode()
    assert desk.get(at(patient, word, "add")).status_code == 200
    answer = send(desk, at(patient, word, "add"), {**typed, "when": WHEN})
    assert (answer.status_code, answer.url) == (302, at(patient, word)), answer.content.decode()
    page = text_of(desk.get(at(patient, word)))
    assert shown in page
    assert nurse.account.name in page
    assert "Fri 20 Nov 2026, 09:30" in page
    assert shown in text_of(desk.get(at(patient)))
    assert differences() == []


@pytest.mark.parametrize("word", WORDS)
def test_an_empty_form_writes_nothing_and_says_what_is_missing(
    desk: Client, patient: Patient, word: str
) -> None:
    answer = send(desk, at(patient, word, "add"), {})
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.content.decode()
    assert not section(word).model._default_manager.exists()


@pytest.mark.parametrize("word", WORDS)
def test_a_form_sent_twice_writes_one_row(desk: Client, patient: Patient, word: str) -> None:
    typed, _ = FILLED[word]
    for _ in range(2):
        assert send(desk, at(patient, word, "add"), typed, key="k1").status_code == 302
    row = only(word)
    for _ in range(2):
        address = at(patient, word, row.pk, "correct")
        assert send(desk, address, typed, key="k2").status_code == 302
    assert section(word).model._default_manager.count() == 2


@pytest.mark.parametrize("word", WORDS)
def test_a_correction_starts_from_the_row_and_stands_beside_it(
    desk: Client, patient: Patient, word: str
) -> None:
    typed, shown = FILLED[word]
    send(desk, at(patient, word, "add"), {**typed, "when": WHEN})
    old = only(word)
    form = desk.get(at(patient, word, old.pk, "correct"))
    starts = {name: str(form.context["form"][name].value()) for name in typed}
    assert starts == {name: str(value) for name, value in typed.items()}
    assert WHEN in form.content.decode()
    assert (
        send(desk, at(patient, word, old.pk, "correct"), {**typed, "when": ""}).status_code == 302
    )
    old.refresh_from_db()
    new = section(word).model._default_manager.get(pk=old.corrected_by)
    assert (old.counts, new.counts, new.corrects) == (False, True, old.pk)
    assert new.effective == old.effective  # no other time was typed
    page = desk.get(at(patient, word))
    assert text_of(page).count(shown) >= 2
    assert 'class="corrected"' in page.content.decode()
    assert differences() == []


@pytest.mark.parametrize("word", WORDS)
def test_a_row_entered_in_error_stays_with_its_reason(
    desk: Client, patient: Patient, word: str
) -> None:
    typed, shown = FILLED[word]
    send(desk, at(patient, word, "add"), typed)
    row = only(word)
    address = at(patient, word, row.pk, "error")
    assert shown in text_of(desk.get(address))
    assert "Say in a few words" in send(desk, address, {"why": "  "}).content.decode()
    long = send(desk, address, {"why": "x" * 241}).content.decode()
    assert "241 signs, and 240 are the most." in long  # and nothing was cut
    assert "x" * 241 in long
    assert send(desk, address, {"why": "another person"}, key="k").status_code == 302
    assert send(desk, address, {"why": "another person"}, key="k").status_code == 302
    page = text_of(desk.get(at(patient, word)))
    assert "entered in error: another person" in page
    assert shown in page
    assert section(word).empty in desk.get(at(patient)).content.decode()
    assert Entry.objects.filter(kind="patients.struck").count() == 1
    assert differences() == []


@pytest.mark.parametrize("word", CLINICAL)
def test_a_clinician_confirms_what_the_person_said(
    desk: Client, patient: Patient, nurse: Acting, word: str
) -> None:
    typed, _ = FILLED[word]
    send(desk, at(patient, word, "add"), {**typed, "sure": "reported, unconfirmed"})
    row = only(word)
    assert row.unconfirmed
    assert "Confirm</button>" in desk.get(at(patient, word)).content.decode()
    address = at(patient, word, row.pk, "confirm")
    assert desk.get(address).status_code == 302  # a link changes nothing
    row.refresh_from_db()
    assert row.unconfirmed
    for _ in range(2):
        assert send(desk, address, {}, key="k").status_code == 302
    row.refresh_from_db()
    assert (row.sure, row.confirmed_by) == ("confirmed", nurse.account)
    assert f"confirmed by {nurse.account.name}" in desk.get(at(patient, word)).content.decode()
    assert "needs nobody to confirm" in send(desk, address, {}).content.decode()
    assert differences() == []


def test_a_note_is_confirmed_by_nobody(nurse: Acting, patient: Patient, desk: Client) -> None:
    send(desk, at(patient, "notes", "add"), FILLED["notes"][0])
    row = only("notes")
    with pytest.raises(NotAllowed, match="nobody"):
        actions.confirm(kind="patients.note", row=row, by=nurse)
    assert desk.get(at(patient, "notes", row.pk, "confirm")).status_code == 404


@pytest.fixture
def overtaken(desk: Client, patient: Patient) -> Medication:
    """Return a medication that somebody corrected while another tab still shows it."""
    typed, _ = FILLED["medications"]
    send(desk, at(patient, "medications", "add"), typed)
    row = Medication.objects.get()
    newer = {**typed, "what": "lithium"}
    assert send(desk, at(patient, "medications", row.pk, "correct"), newer).status_code == 302
    return row


def test_a_correction_that_came_too_late_shows_both_and_loses_nothing(
    desk: Client, patient: Patient, overtaken: Medication
) -> None:
    mine = {**FILLED["medications"][0], "what": "valproate", "directions": "at night"}
    address = at(patient, "medications", overtaken.pk, "correct")
    answer = send(desk, address, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("Somebody was faster", "lamotrigine", "lithium", "valproate", "at night"):
        assert said in page
    assert Medication.objects.count() == 2
    newest = Medication.objects.get(what="lithium")
    again = at(patient, "medications", newest.pk, "correct")
    assert again in page
    assert send(desk, again, mine).status_code == 302
    assert [row.what for row in Medication.objects.all() if row.counts] == ["valproate"]


@pytest.mark.parametrize("page", ["correct", "error"])
def test_the_page_of_an_overtaken_row_leads_to_the_newer_one(
    desk: Client, patient: Patient, overtaken: Medication, page: str
) -> None:
    answer = desk.get(at(patient, "medications", overtaken.pk, page))
    newest = Medication.objects.get(what="lithium")
    assert answer.status_code == 409
    assert at(patient, "medications", newest.pk, "correct") in answer.content.decode()


def test_an_overtaken_row_is_neither_struck_nor_confirmed(
    desk: Client, patient: Patient, overtaken: Medication
) -> None:
    for page, typed in (("error", {"why": "not hers"}), ("confirm", {})):
        answer = send(desk, at(patient, "medications", overtaken.pk, page), typed)
        assert answer.status_code == 409
        assert "Nothing of yours is written" in answer.content.decode()
    assert (
        "not hers"
        in send(
            desk, at(patient, "medications", overtaken.pk, "error"), {"why": "not hers"}
        ).content.decode()
    )
    assert not Entry.objects.filter(kind="patients.struck").exists()


def test_what_corrects_a_row_that_was_struck_meanwhile_can_become_a_new_row(
    desk: Client, patient: Patient
) -> None:
    typed, _ = FILLED["conditions"]
    send(desk, at(patient, "conditions", "add"), typed)
    row = Condition.objects.get()
    send(desk, at(patient, "conditions", row.pk, "error"), {"why": "another person"})
    answer = send(desk, at(patient, "conditions", row.pk, "correct"), {**typed, "remark": "mine"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "marked as entered in error: “another person”" in page
    assert "Add it as a new condition" in page
    assert "mine" in page


def test_a_row_of_somebody_else_is_not_found(desk: Client, patient: Patient, nurse: Acting) -> None:
    send(desk, at(patient, "conditions", "add"), FILLED["conditions"][0])
    row = Condition.objects.get()
    other = enrol(nurse, "Noor Haddad")
    for page in ("correct", "error", "confirm"):
        address = at(other, "conditions", row.pk, page)
        assert desk.get(address).status_code == 404
        assert desk.post(address).status_code == 404


def test_long_sections_have_pages(desk: Client, patient: Patient) -> None:
    for number in range(51):
        typed = {"about": "other", "text": f"Note number {number}."}
        send(desk, at(patient, "notes", "add"), typed)
    first, second = (desk.get(at(patient, "notes") + f"?page={n}").content.decode() for n in (1, 2))
    assert "Note number 50." in first
    assert "Note number 0." not in first
    assert "Note number 0." in second
    assert "Page 2 of 2" in second


def test_two_sections_of_one_word_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two sections called notes"):
        register(section("notes"))
    with pytest.raises(KeyError):
        section_of("patients.registered")


def test_who_may_not_confirm_does_not_choose_to(patient: Patient, nurse: Acting) -> None:
    class Hand:
        """Somebody who writes and does not confirm; no role of today is so."""

        account, clinic, actor = nurse.account, nurse.clinic, nurse.actor
        emergency = None

        def may(self, right: Right) -> bool:
            return right is not Right.CONFIRM

    hand: Any = Hand()
    form = section("conditions").form(patient=patient, acting=hand)
    assert "confirmed" not in dict(form.fields["sure"].choices)  # type: ignore[attr-defined]
    said = section("conditions").kind.body("epilepsy", "active", "", "", "", "confirmed")
    with pytest.raises(NotAllowed, match="confirm what a patient said"):
        actions.record(section=section("conditions"), patient=patient, said=said, by=hand)


def test_striking_asks_for_a_reason(desk: Client, patient: Patient, nurse: Acting) -> None:
    send(desk, at(patient, "conditions", "add"), FILLED["conditions"][0])
    with pytest.raises(NotAllowed, match="Say why"):
        actions.strike(kind="patients.condition", row=Condition.objects.get(), why=" ", by=nurse)
    with pytest.raises(NotAllowed, match="too long"):
        actions.strike(
            kind="patients.condition", row=Condition.objects.get(), why="x" * 241, by=nurse
        )


def test_an_action_that_is_repeated_writes_once(patient: Patient, nurse: Acting) -> None:
    said = section("conditions").kind.body("epilepsy", "active", "", "", "", "confirmed")
    first, again = (
        actions.record(section=section("conditions"), patient=patient, said=said, by=nurse, key="k")
        for _ in range(2)
    )
    assert first.pk == again.pk
    assert Condition.objects.count() == 1


def test_a_statement_that_its_table_has_no_column_for_is_a_mistake() -> None:
    class Odd(Struct):
        """Something that no condition has."""

        what: str
        colour: str

    with pytest.raises(TypeError, match="Condition has no colour"):
        recorded_kind("patients.odd", "an odd row", Odd, Condition)


def test_every_kind_of_row_names_its_table() -> None:
    assert {one.kind.name: one.model for one in sections()} == recorded_kinds()
    for one in sections():
        assert table_of(one.kind.name) is one.model
        row = one.model(id=UUID(int=7))
        assert str(UUID(int=7)) in str(row)  # in a log it is an id, and nothing else


def test_a_form_that_is_sent_again_with_other_words_is_not_lost_in_silence(
    desk: Client, patient: Patient
) -> None:
    """Somebody goes back to a page, changes a word and sends it: it has the key of before."""
    typed, _ = FILLED["conditions"]
    send(desk, at(patient, "conditions", "add"), typed, key="k")
    other = {**typed, "status": "resolved"}
    answer = send(desk, at(patient, "conditions", "add"), other, key="k")
    assert answer.status_code == 409
    assert "This form was sent before" in answer.content.decode()
    assert [row.status for row in Condition.objects.all()] == ["active"]


def test_a_patient_is_an_id_in_a_log(patient: Patient) -> None:
    assert str(patient) == f"patient {patient.pk}"


@pytest.mark.parametrize("word", ["conditions", "notes"])
def test_what_was_struck_meanwhile_names_who_was_faster(
    desk: Client, patient: Patient, nurse: Acting, word: str
) -> None:
    send(desk, at(patient, word, "add"), FILLED[word][0])
    row, kind = only(word), section(word).kind.name
    entry = actions.strike(kind=kind, row=row, why="another person", by=nurse)
    with pytest.raises(AlreadyCorrected) as refused:
        actions.strike(kind=kind, row=row, why="again", by=nurse)
    assert refused.value.by_now == entry


@pytest.mark.hazard("H46")
@pytest.mark.parametrize(
    ("test", "result", "opened"),
    [
        ("pregnancy-test", "positive", 1),
        ("pregnancy-test", "Positive", 1),
        ("pregnancy-test", "negative", 0),
        ("pregnancy-test", "not clear", 0),
        ("urine-drug-screen", "positive", 0),
    ],
)
def test_a_positive_pregnancy_test_is_a_prescribers_task(
    desk: Client, patient: Patient, prescriber: Acting, test: str, result: str, opened: int
) -> None:
    assert prescriber.clinic == patient.clinic_id  # who it is for is there
    typed = {"test": test, "result": result, "sure": "confirmed"}
    for _ in range(2):  # the form is sent twice
        assert send(desk, at(patient, "results", "add"), typed, key="once").status_code == 302
    tasks = Task.objects.filter(kind="pregnancy-test-positive")
    assert tasks.count() == opened
    for task in tasks:
        assert (task.role, task.hurts, task.patient) == (Role.PRESCRIBER, 5, patient.pk)
        assert timedelta(hours=3, minutes=59) < task.due - task.opened <= timedelta(hours=4)
        assert "refer them, offer the registry" in task.what
    assert differences() == []
