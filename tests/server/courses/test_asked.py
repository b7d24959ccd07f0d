"""Questions that a clinician asks before a treatment: which there are, the form, what is told."""

from typing import Any

import pytest
from django.test import Client
from tests.lib.patients import FILLED, at, send, text_of

from titrant.clinical import FactKind, State
from titrant.dosing.screening.treatment import TABLES
from titrant.server.courses.models import Asked
from titrant.server.courses.questions import by_rule, questions
from titrant.server.patients import selectors
from titrant.server.patients.knowing import knowledge
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today

pytestmark = pytest.mark.django_db
CONFIRMED = {"sure": "confirmed"}


def add(desk: Client, patient: Patient, what: str, answer: str, **typed: Any) -> Any:
    filled = {"what": what, "answer": answer, **CONFIRMED, **typed}
    return send(desk, at(patient, "asked", "add"), filled)


def told(patient: Patient) -> dict[str, bool]:
    """Return what the record says is so, and is not."""
    facts = selectors.snapshot(patient, today(patient.clinic)).facts
    return {fact.concept: fact.so for fact in facts}


# ------------------------------------------------------------------ the questions


def test_a_question_stands_once_in_the_words_of_the_knowledge() -> None:
    assert len({one.words for one in questions().values()}) == len(questions())
    thyroid = questions()["hyperthyroidism"]
    assert thyroid.words == "Is the thyroid overactive, and is it treated?"
    assert thyroid.concepts == ("hyperthyroidism", "thyrotoxicosis")  # two rules, one question
    assert by_rule()["thyrotoxicosis"] is thyroid


def test_what_is_measured_or_taken_is_no_question_of_yes_and_no() -> None:
    for one in questions().values():
        for concept in map(knowledge().concept, one.concepts):
            assert concept.unit is None, one.words
            assert concept.kind is not FactKind.OBSERVATION, one.words
            # What was taken lately and is on no list of medicines: a “no” has to be sayable.
            assert concept.kind is not FactKind.MEDICATION or one.id == "psychedelic", one.words
    assert "required-tsh" not in by_rule()  # who has a disease of the thyroid needs a TSH
    assert "suicide-risk" not in by_rule()  # a yes would not say how grave: the C-SSRS does
    assert by_rule()["required-prescription-register"].concepts == ("pdmp-checked",)


def test_every_yes_and_no_of_the_screening_can_be_said() -> None:
    said = {concept for one in questions().values() for concept in one.concepts}
    kinds = {FactKind.CONDITION, FactKind.PROCEDURE, FactKind.ALLERGY, FactKind.STATUS}
    for table in TABLES:
        for rule in knowledge().rules(table):
            if rule.asks and not rule.finds.startswith(("required", "suicide-risk")):
                for concept in map(knowledge().concept, rule.concepts):
                    assert (
                        concept.id in said or concept.kind not in kinds or concept.unit is not None
                    ), (rule.id, concept.id)


# ------------------------------------------------------------------ the form


def test_a_link_says_which_question_it_is_about(desk: Client, patient: Patient) -> None:
    page = desk.get(at(patient, "asked", "add"), {"what": "child-pugh-c"})
    form = page.context["form"]
    assert form.fields["what"].choices == [
        ("child-pugh-c", "Is there a liver disease, and how severe is it?")
    ]
    assert ("cirrhosis", "Cirrhosis of the liver") in form.fields["which"].choices
    assert form["answer"].value() is None  # no answer is pressed beforehand
    assert not form["which"].value()


@pytest.mark.parametrize("what", ["", "no-such-question", "../../x"])
def test_without_a_question_all_are_listed(desk: Client, patient: Patient, what: str) -> None:
    form = desk.get(at(patient, "asked", "add"), {"what": what}).context["form"]
    assert len(form.fields["what"].choices) == len(questions()) + 1
    assert "which" not in form.fields


def test_a_question_about_one_thing_asks_for_no_more(desk: Client, patient: Patient) -> None:
    form = desk.get(at(patient, "asked", "add"), {"what": "no-escort"}).context["form"]
    assert "which" not in form.fields


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"what": "drug-allergy", "answer": "yes"}, "Tick what is so"),
        (
            {"what": "drug-allergy", "answer": "no", "which": "ketamine-allergy"},
            "Something is ticked, and the answer is not yes.",
        ),
        ({"what": "drug-allergy", "answer": "yes", "which": "epilepsy"}, "Select a valid choice"),
        ({"what": "drug-allergy"}, "Choose one."),
        ({"what": "nothing", "answer": "no"}, "Choose one of these"),
        ({"what": "drug-allergy", "answer": "maybe"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_read_is_not_written(
    desk: Client, patient: Patient, typed: dict[str, str], words: str
) -> None:
    answer = send(desk, at(patient, "asked", "add"), {**CONFIRMED, **typed})
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert not Asked.objects.exists()


# ------------------------------------------------------------------ what is told


def test_a_no_speaks_for_everything_that_was_asked(desk: Client, patient: Patient) -> None:
    assert add(desk, patient, "child-pugh-c", "no").status_code == 302
    assert told(patient) == dict.fromkeys(questions()["child-pugh-c"].concepts, False)


def test_a_yes_speaks_for_what_is_ticked_alone(desk: Client, patient: Patient) -> None:
    add(desk, patient, "child-pugh-c", "yes", which=["cirrhosis", "hepatitis"])
    assert told(patient) == {"cirrhosis": True, "hepatitis": True}
    (first, *_) = selectors.snapshot(patient, today(patient.clinic)).facts
    assert first.state is State.ACTIVE
    page = text_of(desk.get(at(patient, "asked")))
    assert "Yes: Cirrhosis of the liver, Hepatitis" in page


def test_that_nobody_knows_is_no_no(desk: Client, patient: Patient) -> None:
    add(desk, patient, "no-escort", "unknown")
    assert told(patient) == {}
    assert "Nobody knows" in text_of(desk.get(at(patient, "asked")))


@pytest.mark.parametrize(
    ("what", "which", "answers", "so"),
    [
        ("epilepsy", "seizure", ("yes", "no"), True),  # what somebody has is not denied
        ("epilepsy", "seizure", ("no", "yes"), True),
        ("no-escort", "escort-arranged", ("yes", "no"), False),  # it fell through
        ("no-escort", "escort-arranged", ("no", "yes"), True),
    ],
)
def test_of_two_answers_of_one_day(
    desk: Client, patient: Patient, what: str, which: str, answers: tuple[str, str], so: bool
) -> None:
    for answer in answers:
        ticked = {"which": which} if answer == "yes" and what == "epilepsy" else {}
        assert add(desk, patient, what, answer, **ticked).status_code == 302
    assert told(patient)[which] is so


def test_a_correction_starts_from_what_was_ticked(desk: Client, patient: Patient) -> None:
    add(desk, patient, "child-pugh-c", "yes", which=["cirrhosis"])
    row = Asked.objects.get()
    form = desk.get(at(patient, "asked", row.pk, "correct")).context["form"]
    assert (form["answer"].value(), form["which"].value()) == ("yes", ["cirrhosis"])
    send(desk, at(patient, "asked", row.pk, "correct"), FILLED["asked"][0])
    assert told(patient) == {"ketamine-allergy": True}


def test_a_question_that_is_asked_no_longer_keeps_its_answer(
    desk: Client, patient: Patient
) -> None:
    add(desk, patient, "no-escort", "yes")
    Asked.objects.update(what="asked-of-old")
    assert "asked-of-old" in text_of(desk.get(at(patient, "asked")))
    assert told(patient) == {"escort-arranged": True}
    assert str(Asked.objects.get()) == f"answer {Asked.objects.get().pk}"
