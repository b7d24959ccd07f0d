"""The one table of questions: known to the knowledge, complete, and in words for everybody."""

import pytest

from titrant.clinical import FactKind
from titrant.knowledge import load
from titrant.server.intake.crisis import help_in
from titrant.server.intake.questions import NOT_ASKED, QUESTIONS, questions_of
from titrant.server.sites.forms import JURISDICTIONS

ANSWERED_BY_A_PERSON = {
    FactKind.CONDITION,
    FactKind.PROCEDURE,
    FactKind.ALLERGY,
    FactKind.STATUS,
}
KB = load(None)
ASKED_BY_RULES = {
    concept
    for rule in KB.rules("screening")
    for concept in rule.concepts
    if KB.concept(concept).kind in ANSWERED_BY_A_PERSON
}
SPOKEN_FOR = {concept for question in QUESTIONS.values() for concept in question.concepts}


@pytest.mark.parametrize("concept", sorted(SPOKEN_FOR | NOT_ASKED.keys()))
def test_every_concept_is_known(concept: str) -> None:
    assert KB.concept(concept).kind in ANSWERED_BY_A_PERSON


@pytest.mark.parametrize("concept", sorted(ASKED_BY_RULES))
def test_whatever_the_screening_asks_is_asked_or_set_apart_with_a_reason(concept: str) -> None:
    assert (concept in SPOKEN_FOR) != (concept in NOT_ASKED)


@pytest.mark.parametrize("concept", sorted(NOT_ASKED.keys()))
def test_nothing_is_set_apart_that_no_rule_asks(concept: str) -> None:
    assert concept in ASKED_BY_RULES


def test_no_concept_is_spoken_for_twice() -> None:
    spoken = [concept for question in QUESTIONS.values() for concept in question.concepts]
    assert len(spoken) == len(set(spoken))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_words_tell_nothing_of_what_follows(question: object) -> None:
    said = f"{question.words} {question.hint}".lower()  # type: ignore[attr-defined]
    assert question.words.endswith("?")  # type: ignore[attr-defined]
    for word in ("contraind", "risk", "exclu", "danger", "cannot be treated", "safe", "eligib"):
        assert word not in said


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_nobody_has_to_guess(question: object) -> None:
    assert "unknown" in dict(question.choices)  # type: ignore[attr-defined]


def test_every_page_has_questions_and_no_other() -> None:
    pages = {question.page for question in QUESTIONS.values()}
    assert pages == {"heart", "brain", "body", "mind", "earlier", "use", "pregnancy", "way"}
    assert questions_of("nothing") == []


@pytest.mark.parametrize("jurisdiction", [code for code, _ in JURISDICTIONS] + ["xx"])
def test_somebody_can_be_called_everywhere(jurisdiction: str) -> None:
    found = help_in(jurisdiction)
    assert found.line.replace(" ", "").isdigit()
    assert found.emergency.isdigit()


def test_in_the_united_states_the_line_is_988() -> None:
    assert help_in("us").line == "988"
