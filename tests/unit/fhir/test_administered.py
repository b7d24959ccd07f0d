"""Doses that a record says were given: ketamine and esketamine, with day, dose and route."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.lib.records import SNOMED, aside, coded, concepts, quantity, read, resource

from titrant.clinical import Course, PastSession, Route, SessionStatus, Snapshot
from titrant.fhir.administered import courses_given, dose_of, given_dose
from titrant.units import Dose, Drug

Json = dict[str, Any]
DAY = date(2026, 11, 2)


def gave(
    what: str = "ketamine",
    *,
    on: str | None = "2026-11-02",
    status: str = "completed",
    dose: Json | None = None,
    route: Json | None = None,
    **more: Any,
) -> Json:
    """Return a MedicationAdministration; a None is left out."""
    dosage = {"dose": dose, "route": route}
    written = {key: value for key, value in dosage.items() if value is not None}
    return resource(
        "MedicationAdministration",
        status=status,
        medicationCodeableConcept={"text": what},
        effectiveDateTime=on,
        dosage=written or None,
        **more,
    )


def only_course(snapshot: Snapshot) -> Course:
    (course,) = snapshot.courses
    return course


def session_of(content: Json) -> PastSession:
    (session,) = only_course(read(content)).sessions
    return session


def test_a_dose_that_was_given_counts_as_a_course_elsewhere_that_is_over() -> None:
    course = only_course(read(gave(dose=quantity(35, "mg", "mg"), route=coded("47625008"))))
    assert course == Course(
        protocol="not stated",
        drug=Drug.KETAMINE,
        opened=DAY,
        ended=DAY,
        elsewhere=True,
        sessions=(PastSession(on=DAY, dose=Dose("35", "mg"), route=Route.IV),),
    )


def test_it_is_a_medicine_on_record_as_well() -> None:
    assert concepts(read(gave())) == ["ketamine"]


@pytest.mark.parametrize(
    ("what", "on", "why"),
    [
        ("ketamine", None, "it has no date"),
        ("esketamine", None, "it has no date"),
        ("ketamine", "2030-01-01", "it is dated 2030-01-01, after"),
    ],
)
def test_a_dose_that_cannot_be_counted_is_set_aside_as_one(
    what: str, on: str | None, why: str
) -> None:
    """What a person was given would be told too low: it is a part of a course, not any entry.

    Witness: hazard H29, exposure across sites.
    """
    read_in = read(gave(what, on=on))
    assert read_in.courses == ()
    (one,) = read_in.set_aside
    assert one.why.startswith(why)
    assert one.of_course


@pytest.mark.parametrize("on", ["2026-11-02", "2030-01-01"])
def test_another_medicine_is_no_part_of_a_course(on: str) -> None:
    assert [one for one in read(gave("midazolam", on=on)).set_aside if one.of_course] == []


# SNOMED CT's codes of routes, as its browser and FHIR's value set of route codes list them.
@pytest.mark.parametrize(
    ("code", "route"),
    [
        ("47625008", Route.IV),
        ("78421000", Route.IM),
        ("34206005", Route.SC),
        ("46713006", Route.NASAL),
        ("37839007", Route.SUBLINGUAL),
        ("26643006", Route.ORAL),
        ("447694001", None),  # respiratory tract route
    ],
)
def test_a_route_is_known_by_its_code(code: str, route: Route | None) -> None:
    assert session_of(gave(route=coded(code))).route is route


def test_every_route_of_a_treatment_has_a_code() -> None:
    codes = ("47625008", "78421000", "34206005", "46713006", "37839007", "26643006")
    assert {session_of(gave(route=coded(code))).route for code in codes} == set(Route)


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("Intravenous", Route.IV),
        ("IV", Route.IV),
        ("im", Route.IM),
        ("SC", Route.SC),
        ("Intranasal", Route.NASAL),
        ("nasal", Route.NASAL),
        ("Sublingual", Route.SUBLINGUAL),
        ("PO", Route.ORAL),
        ("by mouth, slowly", None),
        ("", None),
    ],
)
def test_a_route_is_known_by_its_word(words: str, route: Route | None) -> None:
    assert session_of(gave(route={"text": words})).route is route


def test_a_display_is_a_word() -> None:
    assert session_of(gave(route=coded("1", SNOMED, "Oral"))).route is Route.ORAL


def test_a_code_and_a_word_that_say_two_routes_say_none() -> None:
    both = {**coded("47625008"), "text": "oral"}
    assert session_of(gave(route=both)).route is None


@pytest.mark.parametrize(
    ("amount", "dose"),
    [
        (quantity(35, "mg", "mg"), Dose("35", "mg")),
        (quantity(35, "mg"), Dose("35", "mg")),
        (quantity(35, code="mg"), Dose("35", "mg")),
        (quantity(Decimal("0.035"), "g", "g"), Dose("35", "mg")),
        (quantity(35000, "ug", "ug"), Dose("35", "mg")),
        (quantity(35, "milligrams of it", "mg"), Dose("35", "mg")),  # one of two can be read
        (quantity(35, "mg", "g"), None),  # they say two things
        (quantity(3.5, "mL", "mL"), None),  # a volume is no dose
        (quantity(1, "vial"), None),
        (quantity(35), None),
        (quantity("35", "mg"), None),
        (quantity(None, "mg"), None),
        (quantity(-35, "mg", "mg"), None),
        ({}, None),
        (None, None),
        ("35 mg", None),
    ],
)
def test_an_amount(amount: Any, dose: Dose | None) -> None:
    assert dose_of(amount) == dose


def test_a_dose_without_an_amount_still_counts() -> None:
    assert session_of(gave()) == PastSession(on=DAY)


def test_one_that_was_stopped_was_given() -> None:
    session = session_of(gave(status="stopped", dose=quantity(20, "mg")))
    assert (session.status, session.given) == (SessionStatus.STOPPED, True)


@pytest.mark.parametrize(
    ("status", "why"),
    [("not-done", "it was not given"), ("entered-in-error", "it was entered in error")],
)
def test_one_that_was_not_given_does_not_count(status: str, why: str) -> None:
    snapshot = read(gave(status=status))
    assert snapshot.courses == ()
    assert aside(snapshot) == {"ketamine": why}


def test_one_of_tomorrow_is_set_aside() -> None:
    snapshot = read(gave(on="2026-11-23"))  # read as of 2026-11-22
    assert snapshot.courses == ()
    assert aside(snapshot) == {"ketamine": "it is dated 2026-11-23, after 2026-11-22"}


def test_one_of_today_counts() -> None:
    assert session_of(gave(on="2026-11-22")).on == date(2026, 11, 22)


def test_one_without_a_day_is_no_session_and_stays_on_record() -> None:
    snapshot = read(gave(on=None))
    assert snapshot.courses == ()
    assert concepts(snapshot) == ["ketamine"]


def test_a_period_counts_from_the_day_it_began() -> None:
    content = gave(on=None, effectivePeriod={"start": "2026-11-02T09:00:00Z"})
    assert session_of(content).on == DAY


def test_other_medicines_are_no_sessions() -> None:
    snapshot = read(gave("ondansetron 4 mg"))
    assert snapshot.courses == ()
    assert concepts(snapshot) == ["ondansetron"]


@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement", "MedicationDispense"])
def test_what_was_only_ordered_or_handed_over_is_no_session(kind: str) -> None:
    order = resource(
        kind,
        status="active",
        medicationCodeableConcept={"text": "ketamine"},
        authoredOn="2026-11-02",
    )
    snapshot = read(order)
    assert snapshot.courses == ()
    assert concepts(snapshot) == ["ketamine"]


def test_two_drugs_are_two_courses_and_their_sessions_stand_in_order() -> None:
    """The two drugs never add (section 0)."""
    snapshot = read(
        gave("ketamine", on="2026-11-09", dose=quantity(40, "mg"), id="c"),
        gave("Spravato 28 mg nasal spray", on="2026-11-05", dose=quantity(56, "mg"), id="b"),
        gave("ketamine", on="2026-11-02", dose=quantity(35, "mg"), id="a"),
    )
    assert [(str(one.drug), one.opened, one.ended) for one in snapshot.courses] == [
        ("esketamine", date(2026, 11, 5), date(2026, 11, 5)),
        ("ketamine", DAY, date(2026, 11, 9)),
    ]
    (_, ketamine) = snapshot.courses
    assert [(one.on, str(one.dose)) for one in ketamine.sessions] == [
        (DAY, "35 mg"),
        (date(2026, 11, 9), "40 mg"),
    ]


def test_nothing_given_is_no_course() -> None:
    assert courses_given([]) == ()


@pytest.mark.parametrize(("concept", "on"), [("lorazepam", DAY), ("ketamine", None), ("", DAY)])
def test_what_is_no_dose_of_these(concept: str, on: date | None) -> None:
    assert given_dose({}, concept, on, "completed") is None
