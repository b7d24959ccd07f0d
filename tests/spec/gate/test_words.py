"""What a met item says: the value or the answer that was found, who said it, and the day."""

import pytest
from tests.lib.visits import (
    ANSWERS,
    BY_MOUTH,
    EU_SPRAY,
    HEAD,
    HOME,
    IM,
    IV,
    PERSON,
    READINGS,
    READY,
    SPRAY,
    WHOLE,
    answered,
    gated,
    item,
    measured,
    whole,
    without,
)

from titrant.dosing.gate import Item, ItemState

EVERY = pytest.mark.parametrize("protocol", [IV, IM, SPRAY, EU_SPRAY, HOME, BY_MOUTH])
YES, NO = (f"{word}, said by a clinician on 2026-11-22." for word in ("Yes", "No"))


def words(found: Item) -> tuple[str, str]:
    """Return the title of a met item, and what it says."""
    assert found.state is ItemState.MET
    return found.title, found.says


@EVERY
def test_a_met_item_tells_what_was_found_and_asks_nothing(protocol: str) -> None:
    """A nurse who reads the list aloud reads findings: no question, and nothing twice.

    Witness: the list is read at the chair, before a dose.
    """
    met = [words(one) for one in whole(protocol=protocol).items if not one.holds]
    assert [one for one in met if "?" in " ".join(one)] == []
    assert len(set(met)) == len(met)
    assert all(says.endswith(".") and "{" not in says for _, says in met)


@pytest.mark.parametrize(
    ("id", "title", "says"),
    [
        ("heart-rate-high", "Heart rate", "72 /min on 2026-11-22. Not above 110 /min."),
        ("heart-rate-low", "Heart rate", "72 /min on 2026-11-22. Not below 50 /min."),
        ("oxygen-saturation-low", "Oxygen saturation", "98 % on 2026-11-22. Not below 94 %."),
    ],
)
def test_a_reading_is_told_with_its_unit_its_day_and_its_limit(
    id: str, title: str, says: str
) -> None:
    """The figure is told with what it was held against. Witness: correction 1.21."""
    assert words(item(whole(), id)) == (title, says)


def test_each_reading_of_the_day_is_told_and_a_patients_own_is_marked() -> None:
    """Two readings are both told; one that only the patient reports is told as such."""
    mine = measured(heart_rate="80 /min").replace("by: clinician", "by: patient")
    told = "72 /min, 80 /min (reported, not confirmed by a clinician) on 2026-11-22."
    assert item(whole(mine), "heart-rate-low").says == f"{told} Not below 50 /min."
    assert item(whole(mine, but=(READINGS,)), "heart-rate-low").says.startswith("80 /min (rep")


# Each answer that meets an item: what it is called, and what was answered.
MEETS = [
    ("identity", "Name and birth date checked", YES, IV),
    ("second-dose", "Ketamine or esketamine already today", NO, IV),
    ("glucose", "Diabetes", NO, IV),
    ("antihypertensives", "Blood pressure medicine missed or stopped", NO, IV),
    ("suicide-question", "New or stronger thoughts of suicide today", NO, SPRAY),
    ("airway-kit", "Airway equipment checked", YES, SPRAY),
    ("line", "Line in place, or a plan for one", YES, IM),
    ("no-capacity", "Capacity to decide about this treatment", YES, IV),
    ("no-consent", "Consent to this treatment signed", YES, IV),
    ("no-off-label-consent", "Consent to off-label use signed", YES, IV),
    ("no-rems-enrolment", "Enrolled in the Spravato REMS", YES, SPRAY),
    ("no-escort", "Responsible adult for the way home", YES, IV),
    ("usual-tablets", "Usual tablets taken today", YES, IV),
    ("infection-today", "Fever, a new cough or a cold today", NO, IV),
    ("intoxicated-today", "Intoxicated today", NO, IV),
    ("will-drive", "Means to drive before the next day", NO, IV),
    ("ate-before-spray", "Ate within 2 hours before the spray", NO, EU_SPRAY),
    ("adult", "An adult is with the person", YES, HOME),
    ("hazards", "Water, heights, fire and falls dealt with", YES, HOME),
    ("address", "Place of the dose and callback number confirmed", YES, HOME),
    ("sedatives", "Alcohol, benzodiazepine or opioid today", NO, HOME),
    ("stimulants", "Stimulant today", NO, HOME),
]


@pytest.mark.parametrize(("id", "title", "says", "protocol"), MEETS)
def test_an_answer_stands_beside_what_it_answers(
    id: str, title: str, says: str, protocol: str
) -> None:
    """A “yes” or a “no” is told with who said it and when, beside words that it can answer.

    “Consent not signed: yes” would be read either way.
    Witness: the questions of the knowledge base, turned into names by hand.
    """
    place = "eu" if protocol == EU_SPRAY else "us"
    assert words(item(whole(protocol=protocol, jurisdiction=place), id)) == (title, says)


def test_of_several_answers_the_latest_of_the_surest_is_told() -> None:
    """What was answered at an earlier visit, or by the patient alone, is not told besides."""
    earlier = answered(other_ketamine_since="no", has_capacity="yes")
    earlier = earlier.replace("2026-11-22", "2026-11-01")
    alone = answered(has_capacity="yes").replace("by: clinician", "by: patient")
    gate = whole(earlier, alone)
    assert item(gate, "active-course").says == NO
    assert item(gate, "no-capacity").says == YES


def test_an_answer_of_an_earlier_day_keeps_its_day() -> None:
    """A capacity of the first day is told with that day, and looks no fresher than it is."""
    texts = [without(READY, "has-capacity:") if text == READY else text for text in WHOLE]
    earlier = answered(has_capacity="yes").replace("2026-11-22", "2026-11-01")
    said = "Yes, said by a clinician on 2026-11-01."
    assert item(gated(*texts, earlier), "no-capacity").says == said


def test_answers_that_differ_are_told_with_what_they_answer() -> None:
    """A negative test of somebody who may become pregnant: both are told."""
    woman = PERSON.replace("sex: male", "sex: female")
    texts = [woman if text == PERSON else text for text in WHOLE]
    more = (measured(pregnancy_test="negative"), answered(could_be_pregnant="yes"))
    assert words(item(gated(*texts, *more), "pregnancy-test")) == (
        "Pregnancy",
        (
            "Could the person be or become pregnant? Yes, said by a clinician on 2026-11-22; "
            "pregnancy test: “negative” on 2026-11-22."
        ),
    )


def test_a_score_is_told_with_its_name_and_its_day() -> None:
    """The C-SSRS that meets the item is told first, and what was denied besides, together."""
    title, says = words(item(whole(), "suicide-risk"))
    assert title == "Suicide risk"
    assert says == (
        "Columbia suicide severity rating (C-SSRS screener): 1 on 2026-11-22; "
        "Overdose, Self-harm, Suicide attempt: no, said by a clinician on 2026-11-22."
    )


def test_what_is_only_watched_is_told_with_what_was_found() -> None:
    """What asks for watching and holds nothing is met, and says what there is to watch.

    Witness: hazard H19 for what was taken.
    """
    taken = f"{HEAD}medications: [psilocybin]\n"
    title, says = words(item(whole(taken), "psychedelic"))
    assert title.startswith("A psychedelic, MDMA or a cough syrup")
    assert says == "watch: Psilocybin, said by a clinician on 2026-11-22."
    left = [without(READY, "usual-tablets") if text == READY else text for text in WHOLE]
    no = item(gated(*left, answered(usual_tablets_taken="no")), "usual-tablets")
    assert words(no) == ("Usual tablets taken today", f"watch: {NO}")


def test_what_is_over_is_not_told_as_an_answer() -> None:
    """A fever that ended years ago stands on record; today’s “no” is the answer."""
    over = f"{HEAD}conditions: [{{what: fever, since: 2019-01-01, until: 2019-01-05}}]\n"
    assert item(whole(over), "infection-today").says == NO


@pytest.mark.parametrize("site", ["demo", None])
def test_what_a_missing_signature_holds_is_told_as_it_was_found(site: str | None) -> None:
    """An item that only the signature holds says first what was found."""
    found = item(gated(*WHOLE, site=site), "heart-rate-high")
    assert found.title == "Heart rate"
    assert found.says.startswith("72 /min on 2026-11-22. Not above 110 /min.")
    assert found.holds is (site is None)


def test_what_nobody_asked_is_still_a_question() -> None:
    """The nurse is told what to ask, in the words of the question."""
    found = item(whole(but=(READINGS,)), "heart-rate-high")
    assert (found.state, found.title) == (ItemState.NOT_ASKED, "What is the heart rate now?")
    asked = item(whole(but=(ANSWERS,)), "identity")
    assert asked.title == "Who the person is"
    assert asked.says.endswith("Have name and birth date been checked with the person?")
    assert item(whole(but=(ANSWERS,)), "glucose").says == "Nobody has said: Diabetes."
