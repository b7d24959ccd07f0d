"""The sheet that asks every open question of a screening at once: as each form would, or not."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from msgspec.structs import replace
from tests.lib.patients import at, enrol, send, text_of

from titrant.clinical import Fact, Origin
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.audit.models import Entry
from titrant.server.courses.answering import row_key
from titrant.server.courses.asked import AskedForm
from titrant.server.courses.models import Asked
from titrant.server.courses.questions import questions
from titrant.server.intake.selectors import whole
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today

pytestmark = pytest.mark.django_db
CONFIRMED = {"sure": "confirmed"}
ALLERGY = "drug-allergy"  # names two things
ESCORT = "no-escort"  # names one


def place(patient: Patient, protocol: str = "iv-depression") -> str:
    return at(patient, "screening", protocol, "ask")


def opened(desk: Client, patient: Patient, protocol: str = "iv-depression") -> Any:
    answer: Any = desk.get(place(patient, protocol))
    assert answer.status_code == 200
    return answer


def screening(desk: Client, patient: Patient, protocol: str = "iv-depression") -> Any:
    return desk.get(at(patient, "screening", protocol)).context["page"]


def write(desk: Client, patient: Patient, key: str = "", **typed: Any) -> Any:
    """Send the sheet; `drug_allergy="no"` answers, `{"drug-allergy-which": …}` goes in `more`."""
    more = typed.pop("more", {})
    answers = {f"{what.replace('_', '-')}-answer": said for what, said in typed.items()}
    return send(desk, place(patient), {**CONFIRMED, **answers, **more}, key)


def facts(patient: Patient) -> list[Fact]:
    """Return what is known, without which row said it."""
    found = whole(patient, today(patient.clinic)).facts
    return sorted((replace(one, origin=Origin("", "")) for one in found), key=repr)


def rows(answer: Any) -> dict[str, Any]:
    return {row.question.id: row for row in answer.context["sheet"].rows}


# ------------------------------------------------------------------ what it asks


def test_it_asks_each_open_question_in_its_class_and_leads_to_the_others(
    desk: Client, patient: Patient
) -> None:
    page = screening(desk, patient)
    answer = opened(desk, patient)
    sheet = answer.context["sheet"]
    by_class = {group: [one.question for one in of_it] for group, of_it in page.asked.items()}
    for group, of_it in sheet.groups.items():
        words = [row.question.words for row in of_it]
        assert words == [one for one in by_class[group] if one in words]  # in the same order
    asked = [row.question.words for row in sheet.rows]
    elsewhere = [one.question for one in sheet.elsewhere]
    assert sorted(asked + elsewhere) == sorted(one for of_it in by_class.values() for one in of_it)
    assert len(asked) == page.on_sheet > 30
    text, html = text_of(answer), answer.content.decode()
    for words in asked:
        assert words in text
    for one in sheet.elsewhere:
        assert "/asked/add/" not in one.address
        assert f'<a href="{one.address}">' in html
    assert len(answer.content) < 150_000


@pytest.mark.hazard("H48")
def test_nobody_presses_an_answer_for_them(desk: Client, patient: Patient) -> None:
    html = opened(desk, patient).content.decode()
    main = html.partition("<main")[2]
    assert main.count('type="radio"') > 100
    assert " checked" not in main
    assert " selected" not in main
    assert not re.search(r'name="[a-z-]+-remark"[^>]*value="[^"]', main)


@pytest.mark.hazard("H48")
def test_a_row_says_what_no_would_deny(desk: Client, patient: Patient) -> None:
    text = text_of(opened(desk, patient))
    assert "Is there any allergy, and what happened?" in text
    assert "Yes or no to: Has the allergy list been confirmed with the person?" in text
    alone = text_of(desk.get(at(patient, "asked", "add"), {"what": "required-allergy-list"}))
    assert "Yes or no to: Has the allergy list been confirmed with the person?" in alone
    assert questions()[ALLERGY].exactly == ""  # it names several
    assert questions()["porphyria"].exactly == ""  # a condition: the question says it all


def test_what_a_question_names_can_be_ticked(desk: Client, patient: Patient) -> None:
    asked = rows(opened(desk, patient))
    assert asked[ALLERGY].which.field.choices == questions()[ALLERGY].named
    assert asked[ESCORT].which is None


def test_the_screening_leads_to_it_while_it_has_something_to_ask(
    desk: Client, patient: Patient
) -> None:
    page = desk.get(at(patient, "screening", "iv-depression"))
    assert place(patient) in page.content.decode()
    count = page.context["page"].on_sheet
    assert f"Answer {count} of them on one sheet" in text_of(page)


def test_a_protocol_that_nobody_knows_is_not_found(desk: Client, patient: Patient) -> None:
    assert desk.get(place(patient, "no-such-protocol")).status_code == 404


# ------------------------------------------------------------------ what is written


def test_only_what_was_answered_is_written_each_as_its_own_form_does(
    desk: Client, nurse: Acting, patient: Patient
) -> None:
    other = enrol(nurse, born=patient.born, sex="female")
    ticked = {f"{ALLERGY}-which": ["ketamine-allergy"], f"{ESCORT}-remark": "Her sister."}
    when = {"when": "2026-01-20T09:30"}
    answer = write(
        desk, patient, drug_allergy="yes", no_escort="yes", epilepsy="no", long_qt="unknown",
        more={**ticked, **when, "porphyria-answer": "", "porphyria-remark": "  "},
    )  # fmt: skip
    assert answer.status_code == 302
    assert answer.url == at(patient, "screening", "iv-depression")
    assert "4 answers written." in text_of(desk.get(answer.url))
    for what, said in (("drug-allergy", "yes"), (ESCORT, "yes"), ("epilepsy", "no"), ("long-qt",
                       "unknown")):  # fmt: skip
        typed: dict[str, Any] = {"what": what, "answer": said, **CONFIRMED, **when}
        typed |= {"which": ["ketamine-allergy"]} if what == ALLERGY else {}
        typed |= {"remark": "Her sister."} if what == ESCORT else {}
        assert send(desk, at(other, "asked", "add"), typed).status_code == 302
    assert facts(patient) == facts(other) != []
    entries = [
        sorted(Entry.objects.filter(patient=one.pk, kind="courses.asked").values_list("body"))
        for one in (patient, other)
    ]
    assert entries[0] == entries[1]
    assert len(entries[0]) == 4
    seen = [
        set(Asked.objects.filter(patient=one).values_list("what", "effective", "by", "sure"))
        for one in (patient, other)
    ]
    assert seen[0] == seen[1]


def test_one_answer_is_told_as_one(desk: Client, patient: Patient) -> None:
    answer = write(desk, patient, no_escort="yes")
    assert "1 answer written." in text_of(desk.get(answer.url))


def sheet_of_noes(desk: Client, patient: Patient, protocol: str, **otherwise: str) -> set[str]:
    """Answer no to everything else; return the questions that are open then."""
    noes = {f"{what}-answer": "no" for what in rows(opened(desk, patient, protocol))}
    more = {f"{what.replace('_', '-')}-answer": said for what, said in otherwise.items()}
    answer = send(desk, place(patient, protocol), {**CONFIRMED, **noes, **more})
    assert answer.status_code == 302
    after = screening(desk, patient, protocol)
    return {one.question for of_it in after.asked.values() for one in of_it}


@pytest.mark.parametrize("protocol", ["iv-depression", "spravato-us-trd"])
def test_no_to_everything_leaves_open_what_the_sheet_cannot_ask(
    desk: Client, patient: Patient, protocol: str
) -> None:
    elsewhere = {one.question for one in opened(desk, patient, protocol).context["sheet"].elsewhere}
    done = dict.fromkeys(("no_consent", "required_allergy_list", "required_medication_list"), "yes")
    assert sheet_of_noes(desk, patient, protocol, **done) == elsewhere
    again = opened(desk, patient, protocol)
    assert again.context["sheet"].rows == []
    assert "No question of this screening waits for a yes or a no." in text_of(again)
    page = desk.get(at(patient, "screening", protocol))
    assert page.context["page"].on_sheet == 0
    assert place(patient, protocol) not in page.content.decode()


def test_what_has_to_be_done_stays_open_while_it_is_not(desk: Client, patient: Patient) -> None:
    elsewhere = {one.question for one in opened(desk, patient).context["sheet"].elsewhere}
    assert sheet_of_noes(desk, patient, "iv-depression") - elsewhere == {
        "Has the consent form been signed?",
        "Is there any allergy, and what happened?",  # the list was not confirmed with the person
        "Which medicines, drops, patches and supplements are taken, and when was each last taken?",
    }


def test_a_sheet_sent_twice_writes_once(desk: Client, patient: Patient) -> None:
    key = uuid4().hex
    for _ in range(2):
        answer = write(desk, patient, key, no_escort="yes", epilepsy="no")
        assert answer.status_code == 302
    assert Asked.objects.filter(patient=patient).count() == 2
    assert len({row_key(key, row.what) for row in Asked.objects.all()}) == 2
    assert {len(entry.key) for entry in Entry.objects.filter(kind="courses.asked")} == {64}


def test_a_sheet_sent_twice_that_says_something_else_writes_nothing(
    desk: Client, patient: Patient
) -> None:
    key = uuid4().hex
    write(desk, patient, key, epilepsy="no")
    answer = write(desk, patient, key, no_escort="yes", epilepsy="unknown")
    assert answer.status_code == 409
    assert "Nothing was written this time." in text_of(answer)
    assert [row.what for row in Asked.objects.all()] == ["epilepsy"]


def test_without_a_key_two_sheets_are_two() -> None:
    assert row_key("", "epilepsy") == ""
    assert row_key("a", "epilepsy") != row_key("a", "porphyria") != row_key("b", "porphyria")


def test_what_somebody_answered_meanwhile_stands_beside_it(desk: Client, patient: Patient) -> None:
    opened(desk, patient)
    typed = {"what": ESCORT, "answer": "no", **CONFIRMED}
    assert send(desk, at(patient, "asked", "add"), typed).status_code == 302
    assert ESCORT not in rows(opened(desk, patient))
    refused = write(desk, patient, no_escort="yes", drug_allergy="yes")
    assert rows(refused)[ESCORT].open is None  # it is still on the sheet that was sent
    assert "Answered by somebody since this sheet was opened" in text_of(refused)
    assert write(desk, patient, no_escort="yes").status_code == 302
    assert sorted(Asked.objects.values_list("answer", flat=True)) == ["no", "yes"]


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("what", "typed", "words"),
    [
        (ALLERGY, {"answer": "yes"}, "Tick what is so"),
        (ALLERGY, {"answer": "no", "which": "ketamine-allergy"}, "the answer is not yes"),
        (ALLERGY, {"answer": "unknown", "which": "ketamine-allergy"}, "the answer is not yes"),
        (ALLERGY, {"answer": "yes", "which": "epilepsy"}, "Select a valid choice"),
        (ALLERGY, {"which": "ketamine-allergy"}, "Choose one."),
        (ALLERGY, {"answer": "", "remark": "Asked."}, "Choose one."),
        (ALLERGY, {"answer": "maybe"}, "Choose one of these"),
        (ESCORT, {"answer": "yes", "remark": "x" * 241}, "at most 240"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_beside_it_and_nothing_is_written(
    desk: Client, patient: Patient, what: str, typed: dict[str, str], words: str
) -> None:
    more = {f"{what}-{name}": value for name, value in typed.items()}
    answer = write(desk, patient, epilepsy="no", more={"epilepsy-remark": "Twice.", **more})
    assert answer.status_code == 200
    assert not Asked.objects.exists()
    assert [row.question.id for row in answer.context["sheet"].to_look_at] == [what]
    html = answer.content.decode()
    beside = html.partition(f'id="ask-{what}"')[2].partition("</fieldset>")[0]
    assert words in beside
    assert html.count(" is-wrong") == 1
    assert f'<a href="#ask-{what}">' in html
    # what was typed stays
    other = html.partition('id="ask-epilepsy"')[2].partition("</fieldset>")[0]
    assert 'value="no" checked' in other
    assert 'value="Twice."' in other
    assert 'name="sure" value="confirmed"' in html
    if typed.get("which") == "ketamine-allergy":
        assert 'value="ketamine-allergy" checked' in beside


def test_who_says_so_is_pressed_once_for_all(desk: Client, patient: Patient) -> None:
    answer = send(desk, place(patient), {"epilepsy-answer": "no"})
    assert answer.status_code == 200
    assert answer.context["sheet"].head.errors == {"sure": ["Choose one."]}
    assert not answer.context["sheet"].to_look_at
    assert not Asked.objects.exists()


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("yesterday", "Write the day and the time like"),
        ("2999-01-01T09:30", "This is later than now."),
        ("1980-01-01T09:30", "This is before the person was born."),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    desk: Client, patient: Patient, when: str, words: str
) -> None:
    answer = write(desk, patient, epilepsy="no", more={"when": when})
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert not Asked.objects.exists()


def test_a_sheet_without_an_answer_says_so(desk: Client, patient: Patient) -> None:
    answer = write(desk, patient, more={"epilepsy-answer": "", "nonsense-answer": "no"})
    assert answer.status_code == 200
    assert "No question is answered yet." in text_of(answer)
    assert not Asked.objects.exists()
    assert "No question is answered yet." not in text_of(opened(desk, patient))


def test_what_its_own_form_doubts_is_looked_at_again_here(
    desk: Client, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubts(form: AskedForm) -> list[str]:
        return ["Is this so?"] if form.cleaned_data["what"] == "epilepsy" else []

    monkeypatch.setattr(AskedForm, "doubts", doubts)
    key = uuid4().hex
    asked = write(desk, patient, key, epilepsy="no", no_escort="yes")
    assert "Is this so?" in text_of(asked)
    assert not Asked.objects.exists()
    (row,) = asked.context["sheet"].to_look_at
    looked = {row.again: row.form.doubt_key}
    for _ in range(2):
        done = write(desk, patient, key, epilepsy="no", no_escort="yes", more=looked)
        assert done.status_code == 302
    # sent twice, it is doubted no second time
    assert write(desk, patient, key, epilepsy="no", no_escort="yes").status_code == 302
    assert Asked.objects.count() == 2


# ------------------------------------------------------------------ who may


def test_the_front_desk_opens_no_sheet(
    patient: Patient, person: Callable[..., Account], signed_in: Callable[[Account], Client]
) -> None:
    coordinator = signed_in(person(Role.COORDINATOR))
    assert coordinator.get(place(patient)).status_code == 403
    assert write(coordinator, patient, epilepsy="no").status_code == 403
    assert not Asked.objects.exists()
