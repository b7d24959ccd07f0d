"""Finding a patient: every way to type what one knows, and no name in an address."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.lib.patients import at, enrol, led_to, look_for, send

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.selectors import acting
from titrant.server.audit.models import Entry
from titrant.server.patients import actions, selectors
from titrant.server.patients.finding import Wanted, read
from titrant.server.patients.folding import alike, digits, folded
from titrant.server.patients.models import Patient
from titrant.server.sites.models import Clinic

pytestmark = pytest.mark.django_db
BORN = date(1985, 2, 3)
TURNED = date(1985, 3, 2)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("1985-02-03", [BORN]),
        ("1985-2-3", [BORN]),
        ("19850203", [BORN]),
        ("3 Feb 1985", [BORN]),
        ("03. february 1985", [BORN]),
        ("Feb 3, 1985", [BORN]),
        ("february 3 1985", [BORN]),
        ("03/02/1985", [BORN, TURNED]),
        ("3.2.1985", [BORN, TURNED]),
        ("25/12/1985", [date(1985, 12, 25)]),
        ("31/31/1985", []),
        ("3 Foo 1985", []),
        ("2 mar 1985", [TURNED]),
        ("1 ma 1985", []),
        ("1985", []),
        ("", []),
    ],
)
def test_a_birth_date_is_read_however_it_is_typed(typed: str, days: list[date]) -> None:
    assert list(read(typed).born) == days


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("  Mara  ELLISON ", Wanted(words=("mara", "ellison"))),
        ("José O’Brien-Núñez", Wanted(words=("jose", "obrien", "nunez"))),
        ("+1 (212) 555-0199", Wanted(number="12125550199")),
        ("0199", Wanted(number="0199")),
        ("ellison 0199", Wanted(words=("ellison",), number="0199")),
        ("ellison 1985-02-03", Wanted(words=("ellison",), born=(BORN,))),
        ("19850203", Wanted(born=(BORN,), number="19850203")),
        ("12", Wanted(words=("12",))),
        ("…", Wanted()),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, wanted: Wanted) -> None:
    assert read(typed) == wanted
    assert read(typed).anything is (wanted != Wanted())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mara Ellison", "mara ELLISON", True),
        ("Mara Ellison", "Ellison, Mara", True),
        ("Mara Ellison", "Mara J. Ellison", True),
        ("Mara Ellison", "Marah Elison", True),
        ("José Núñez", "Jose Nunez", True),
        ("Mara Ellison", "Noor Haddad", False),
        ("Mara Ellison", "…", False),
    ],
)
def test_names_are_alike_whatever_their_spelling(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_folding_keeps_letters_of_every_script() -> None:
    assert folded("  Ирина O'Neill-Åberg ") == "ирина oneill aberg"
    assert digits("+1 (212) 555-0199 ext") == "12125550199"


@pytest.fixture
def people(nurse: Acting) -> list[Patient]:
    return [
        enrol(nurse, "Mara Ellison", born=BORN, phone="+1 212 555 0199"),
        enrol(nurse, "José Núñez", called="Pepe", born=TURNED),
        enrol(nurse, "Noor Haddad"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["José Núñez", "Mara Ellison", "Noor Haddad"]),
        ("ELLI", ["Mara Ellison"]),
        ("nunez", ["José Núñez"]),
        ("pepe", ["José Núñez"]),
        ("1985-02-03", ["Mara Ellison"]),
        ("02/03/1985", ["José Núñez", "Mara Ellison"]),
        ("mara 02/03/1985", ["Mara Ellison"]),
        ("555-0199", ["Mara Ellison"]),
        ("mara nunez", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_whoever_meets_all_that_was_typed_is_found(
    people: list[Patient], nurse: Acting, typed: str, found: list[str]
) -> None:
    assert [one.name for one in selectors.patients(nurse, typed)] == found


def test_a_search_shows_in_no_address_and_can_be_gone_back_to(
    desk: Client, people: list[Patient]
) -> None:
    answer = look_for(desk, "ellison")
    other = look_for(desk, "núñez")
    assert "ellison" not in answer
    for _ in range(2):  # another tab looked for somebody else in between
        page = desk.get(answer).content.decode()
        assert "Mara Ellison" in page
        assert "Noor Haddad" not in page
        assert 'value="ellison"' in page
        assert "1 found" in page
    assert "José Núñez" in desk.get(other).content.decode()


def test_an_empty_search_shows_everybody(desk: Client, people: list[Patient]) -> None:
    assert look_for(desk, "  ") == "/patients/"
    assert desk.get("/patients/find/").status_code == 405


def test_only_the_last_searches_are_kept(desk: Client, people: list[Patient]) -> None:
    first = look_for(desk, "ellison")
    later = [look_for(desk, f"name{n}") for n in range(8)]
    assert led_to(desk, first) == "/patients/"
    page = desk.get(later[0]).content.decode()
    assert "Nobody here meets what you typed" in page
    assert 'value="name0"' in page


def test_a_search_of_another_sign_in_is_nothing(
    desk: Client, people: list[Patient], prescriber: Acting, browser_of: Callable[..., Client]
) -> None:
    address = look_for(desk, "ellison")
    assert led_to(browser_of(prescriber), address) == "/patients/"


def test_the_list_has_pages_in_the_order_of_names(desk: Client, nurse: Acting) -> None:
    for number in range(51):
        enrol(nurse, f"Person {number:02}")
    first, last = (desk.get(f"/patients/?page={n}").content.decode() for n in (1, 2))
    assert "Person 49" in first
    assert "Person 50" not in first
    assert "Person 50" in last
    assert "Page 2 of 2" in last
    assert "Person 50" in desk.get("/patients/?page=99").content.decode()


def test_nobody_of_another_clinic_is_found(
    people: list[Patient], person: Callable[..., Account], other_clinic: Clinic
) -> None:
    stranger = acting(person(Role.NURSE, other_clinic), None)
    assert not selectors.patients(stranger, "ellison")
    assert not selectors.patients(stranger)


def test_flags_say_what_to_know_before_calling(
    desk: Client, nurse: Acting, coordinator: Acting, browser_of: Callable[..., Client]
) -> None:
    quiet = enrol(nurse, "Ann Quiet", born=BORN, safe_contact="none")
    enrol(nurse, "Bea Gone", born=BORN, died=date(2026, 1, 5), safe_contact="phone", phone="555555")
    enrol(nurse, "Cleo New")
    typed = {"what": "epilepsy", "status": "active", "sure": "reported, unconfirmed"}
    for _ in range(2):
        assert send(desk, at(quiet, "conditions", "add"), typed).status_code == 302
    page = desk.get("/patients/").content.decode()
    rows = page.split("<tr>")[2:]
    assert ["do not call or write" in row for row in rows] == [True, False, False]
    assert ["died" in row for row in rows] == [False, True, False]
    assert ["no birth date" in row for row in rows] == [False, False, True]
    assert ["safe contact not asked" in row for row in rows] == [False, False, True]
    assert ["2 unconfirmed" in row for row in rows] == [True, False, False]
    assert "unconfirmed" not in browser_of(coordinator).get("/patients/").content.decode()


def test_the_list_is_read_in_few_questions(
    desk: Client, people: list[Patient], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        desk.get("/patients/")


def test_each_look_at_the_list_leaves_one_entry_that_says_who_was_seen(
    desk: Client, people: list[Patient]
) -> None:
    address = look_for(desk, "ellison")
    before = Entry.objects.count()
    desk.get(address)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("number").last()
    assert entry is not None
    assert str(people[0].pk) in entry.body
    assert str(people[1].pk) not in entry.body
    assert "ellison" not in entry.body.casefold()


def test_a_name_that_changes_is_found_by_the_new_one(people: list[Patient], nurse: Acting) -> None:
    said = type(selectors.versions(people[0])[0][1])(name="Mara Whitfield")
    actions.change(patient=people[0], said=said, by=nurse)
    assert not selectors.patients(nurse, "ellison")
    assert [one.name for one in selectors.patients(nurse, "whitfield")] == ["Mara Whitfield"]


def test_a_list_of_nobody_asks_nothing(nurse: Acting) -> None:
    assert selectors.unconfirmed([]) == {}


def test_nobody_has_this_id(nurse: Acting) -> None:
    assert selectors.patient_for(nurse, uuid4()) is None
