"""A letter is written, read as it will be printed, signed with a second factor, and kept."""

from typing import Any
from uuid import uuid4

import pytest
from tests.lib.history import session
from tests.lib.patients import at, send, text_of
from tests.lib.permissions import browser
from tests.lib.printed import words_on
from tests.lib.ready import PROTOCOL, write
from tests.lib.signing_in import code, with_codes

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.rebuilding import differences
from titrant.server.audit.verifying import verify
from titrant.server.papers import actions
from titrant.server.papers.heads import UNSIGNED
from titrant.server.papers.letter import Written, letter
from titrant.server.papers.models import Kind, SignedPaper
from titrant.server.papers.printing import digest_of, paper_pdf
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import AllergySaid

pytestmark = pytest.mark.django_db
NUTS = AllergySaid("nuts", "active", "", "", "confirmed")
TYPED = {
    "to": "Dr Rosa Roe, general practice",
    "address": "Practice on the Square\n12 Made-up Street",
    "words": "Thank you for referring her.\n\nShe has begun.",
}


def test_a_letter_begins_empty(course: Patient, prescriber: Acting) -> None:
    page: Any = browser(prescriber.account).get(at(course, "papers", "letter"))
    assert not any(page.context["form"][name].value() for name in TYPED)


def test_a_letter_has_the_sessions_and_a_paper_of_somebody_else_is_no_page(
    course: Patient, prescriber: Acting, nurse: Acting
) -> None:
    session(browser(nurse.account), course, ago=3, protocol=PROTOCOL)
    text = words_on(paper_pdf(letter(course, Written(**TYPED), prescriber)))
    assert "35 mg over 40 min" in text
    missing = at(course, "papers", f"{uuid4()}.pdf").rstrip("/")
    assert browser(prescriber.account).get(missing).status_code == 404


def test_a_letter_is_read_signed_and_opened_again_as_it_was(
    course: Patient, prescriber: Acting
) -> None:
    secret, room = with_codes(prescriber.account), browser(prescriber.account)
    there = at(course, "papers", "letter", "sign")
    page: Any = send(room, there, TYPED)
    text = text_of(page)
    for words in ("Dr Rosa Roe", "She has begun.", "IV ketamine for depression", actions.MEANING):
        assert words in text, words
    covers = page.context["signature"]["covers"]
    wrong = send(room, there, {**covers, "code": "000000"})
    assert "not the code" in text_of(wrong)
    assert "She has begun." in text_of(wrong)  # nothing typed is lost
    assert not SignedPaper.objects.exists()
    key = uuid4().hex
    sent = {**covers, "code": code(secret)}
    assert send(room, there, sent, key).status_code == 302
    assert send(room, there, sent, key).status_code == 302  # the form came twice
    kept = SignedPaper.objects.get()
    assert (kept.kind, kept.title) == ("letter", "To Dr Rosa Roe, general practice")
    listed = text_of(room.get(at(course, "papers")))
    assert "To Dr Rosa Roe" in listed
    write(
        course, prescriber, "patients.allergy", AllergySaid("nuts", "active", "", "", "confirmed")
    )
    opened: Any = room.get(at(course, "papers", f"{kept.pk}.pdf").rstrip("/"))
    said = words_on(opened.content)
    assert "Signed with a second factor" in said
    assert prescriber.account.name in said
    assert "Practice on the Square, 12 Made-up Street" in said
    assert UNSIGNED not in said
    assert "nuts" not in said
    assert "Roe" not in opened["Content-Disposition"]
    assert list(differences()) == []
    assert verify() == []


def test_an_unsigned_letter_is_a_draft_and_stands_in_no_address(
    course: Patient, prescriber: Acting
) -> None:
    room = browser(prescriber.account)
    there = at(course, "papers", "letter", "draft.pdf").rstrip("/")
    said = words_on(send(room, there, TYPED).content)
    assert said.count(UNSIGNED) >= 3
    assert "She has begun." in said
    assert room.get(there).status_code == 405
    for missing in ("to", "words"):
        for place in (there, at(course, "papers", "letter", "sign")):
            answer = send(room, place, {**TYPED, missing: " "})
            assert answer.status_code == 200
            assert answer.context["form"].errors[missing]
            assert "Practice on the Square" in text_of(answer)  # nothing typed is lost
    assert not SignedPaper.objects.exists()


def test_a_summary_and_a_transfer_are_signed_from_what_was_shown(
    course: Patient, prescriber: Acting, factor: None
) -> None:
    room = browser(prescriber.account)
    for parts, kind in (
        (("course", PROTOCOL, "summary", "sign"), Kind.COURSE),
        (("papers", "transfer", "sign"), Kind.TRANSFER),
    ):
        page: Any = room.get(at(course, *parts))
        covers = page.context["signature"]["covers"]
        assert send(room, at(course, *parts), covers).status_code == 302
        assert SignedPaper.objects.filter(kind=kind).count() == 1


def test_what_changed_since_it_was_read_is_not_signed(
    course: Patient, prescriber: Acting, factor: None
) -> None:
    room, there = browser(prescriber.account), at(course, "papers", "transfer", "sign")
    page: Any = room.get(there)
    covers = page.context["signature"]["covers"]
    write(
        course, prescriber, "patients.allergy", AllergySaid("nuts", "active", "", "", "confirmed")
    )
    answer = send(room, there, covers)
    assert answer.status_code == 409
    assert "The record changed since this was shown." in text_of(answer)
    assert not SignedPaper.objects.exists()


def test_a_nurse_signs_no_letter(course: Patient, nurse: Acting, prescriber: Acting) -> None:
    paper = letter(course, Written("Dr Roe", "", "Words."), nurse)
    with pytest.raises(NotAllowed, match="does not allow you to sign a letter"):
        actions.sign(
            patient=course,
            kind=Kind.LETTER,
            paper=paper,
            shown=digest_of(paper.blocks),
            by=nurse,
            key=uuid4().hex,
        )
    room = browser(nurse.account)
    assert room.get(at(course, "papers", "letter")).status_code == 403
    assert str(SignedPaper(pk=uuid4())).startswith("paper ")


def test_the_same_key_signs_once(course: Patient, prescriber: Acting) -> None:
    paper = letter(course, Written("Dr Roe", "", "Words."), prescriber)
    known: dict[str, Any] = {
        "patient": course,
        "kind": Kind.LETTER,
        "paper": paper,
        "shown": digest_of(paper.blocks),
        "by": prescriber,
        "key": "one",
    }
    assert actions.sign(**known) == actions.sign(**known)
    assert SignedPaper.objects.count() == 1
