"""Nothing that a patient or a sitter can reach holds a dose: no page, message, paper or feed."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from tests.lib.for_patients import AMOUNT, FILES_FOR_CLINICIANS, FILES_FOR_THEM
from tests.lib.led import led
from tests.lib.ordered import signed
from tests.lib.patients import enrol
from tests.lib.printed import words_on
from tests.lib.sources_found import tree_of

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.matrix import Page, pages
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import RIGHTS, Role
from titrant.server.intake import asking
from titrant.server.messages.models import Message
from titrant.server.messages.templates import TEMPLATES, Filling, filled
from titrant.server.orders.models import Order
from titrant.server.patients.models import Patient
from titrant.server.web.needs import ANYBODY, SIGNED_IN

pytestmark = pytest.mark.django_db
THEIRS = (Role.PATIENT, Role.SITTER)
ALL = pages()
DOSES = ("35.1 mg", "35 mg", "0.5 mg/kg", "52.5 mL/h")  # what the order of these tests comes to
EXAMPLES = "gallery"  # how components look: made up, about nobody


@pytest.fixture
def room(signed_in: Callable[[Account], Client], prescriber: Acting) -> Client:
    return signed_in(prescriber.account)


@pytest.fixture
def order(prescriber: Acting, nurse: Acting) -> Order:
    """Return a signed order of somebody, of 35.1 mg."""
    patient = enrol(nurse, born=date(1985, 4, 23), sex="female")
    led(patient, prescriber, nurse)
    return signed(patient, prescriber)


def words(content: bytes) -> str:
    return tree_of(content.decode()).text()


def test_an_amount_is_found_where_there_is_one() -> None:
    for said in (*DOSES, "Take 2 tablets", "a dose of 56", "84 mg, 3 devices", "10 % solution"):
        assert AMOUNT.search(said), said
    for said in ("Come at 9:30.", "No food in the last 6 h before.", "Call +1 212 555 0142."):
        assert not AMOUNT.search(said), said


def test_the_order_of_these_tests_has_a_dose(order: Order, room: Client) -> None:
    page = words(room.get(reverse("patient_order", args=[order.patient_id, order.pk])).content)
    assert all(dose in page for dose in DOSES)


def test_who_is_treated_or_sits_with_them_has_no_right_here() -> None:
    assert all(not RIGHTS[role] for role in THEIRS)
    opens = [page for page in ALL if any(page.opens_to(role) for role in THEIRS)]
    assert {page.needs for page in opens} <= {ANYBODY, SIGNED_IN}
    assert not [page.route for page in opens if "patients/" in page.route]


@pytest.mark.parametrize(
    "page",
    [page for page in ALL if page.needs == ANYBODY and not page.about and page.name != EXAMPLES],
    ids=lambda page: page.name,
)
def test_no_page_before_the_sign_in_holds_an_amount(page: Page, order: Order) -> None:
    answer: Any = Client().get(reverse(page.name), follow=True)
    assert not AMOUNT.search(words(answer.content))


def test_no_page_of_a_link_home_holds_an_amount(order: Order, nurse: Acting) -> None:
    """A walk through the whole form, from the link of the message, as somebody at home."""
    Patient.objects.filter(pk=order.patient_id).update(phone="+1 212 555 0142", safe_contact="text")
    asking.invite(patient=Patient.objects.get(pk=order.patient_id), by=nurse)
    said = Message.objects.get().text
    assert not AMOUNT.search(said)
    link = f"/i/{said.partition('/i/')[2].split()[0]}"
    home, seen = Client(), set[str]()
    home.get(link)
    assert home.post(link, {"initials": "ME", "year": "1985"}).status_code == 302
    ahead = deque([link, f"{link}steps/"])
    while ahead:
        address = ahead.popleft()
        answer: Any = home.get(address)
        if address in seen or answer.status_code != 200:
            continue
        seen.add(address)
        found = AMOUNT.search(words(answer.content))
        assert not found, (address, found)
        links = (one for one in tree_of(answer.content.decode()).walk() if one.tag == "a")
        ahead.extend(
            there for one in links if _name(there := one.attributes["href"]).startswith("intake_")
        )
    assert len(seen) > 5


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_message_has_room_for_an_amount(name: str) -> None:
    """A text is one of a closed list, and what is filled in is a link, a day or a telephone."""
    moment = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    link = "https://clinic.example/i/x"
    full = Filling(link=link, when=moment, zone="America/New_York", phone="+1 212 555 0142")
    assert not AMOUNT.search(" ".join(filled(name, full)))
    for dose in DOSES:
        with pytest.raises(ValueError, match=r"telephone|address"):
            Filling(phone=dose, link=dose).words()


def test_every_file_is_for_them_or_for_clinicians(order: Order, room: Client) -> None:
    """Which pages give files is asked of the pages: a new one has to be named."""
    assert not FILES_FOR_THEM & FILES_FOR_CLINICIANS
    given = {page.name for page in ALL if _gives_a_file(page)}
    assert given == FILES_FOR_THEM | FILES_FOR_CLINICIANS


def _gives_a_file(page: Page) -> bool:
    return page.route.endswith((".pdf", ".svg", "/print/", "/export/", "/fhir/")) or (
        page.name == "patient_document"
    )


def test_the_instructions_of_a_signed_order_hold_no_amount(order: Order, room: Client) -> None:
    address = reverse("instructions_print", args=[order.patient_id, order.pk])
    text = words_on(room.get(address).content)
    assert order.patient.name in text
    assert not AMOUNT.search(text)
    assert not [dose for dose in DOSES if dose.split()[0] in text]
