"""Writing an order: nothing is filled in, and each slip is stopped on its rung, in words."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.lib.led import led
from tests.lib.ordered import choose, fields, written
from tests.lib.patients import FILLED, at, send, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL

from titrant.cli.main import build_parser
from titrant.cli.prepare_command import read_order
from titrant.dosing import prepare
from titrant.dosing.sheet import draw_up_sheet
from titrant.knowledge import load
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.rebuilding import differences
from titrant.server.courses import actions as courses
from titrant.server.courses.selectors import knowledge_for, open_course
from titrant.server.orders import actions, selectors
from titrant.server.orders.forms import OrderForm
from titrant.server.orders.making import UnreadableOrder
from titrant.server.orders.models import Order
from titrant.server.patients.models import Patient
from titrant.server.sites.selectors import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    """Return somebody with an open course."""
    led(patient, prescriber, nurse)
    return patient


@pytest.fixture
def room(prescriber: Acting) -> Client:
    """Return a browser in which the prescriber has signed in."""
    return browser(prescriber.account)


def new(patient: Patient, choice: object = "") -> str:
    return f"{at(patient, 'orders', 'new')}?choice={choice}"


def post(room: Client, patient: Patient, by: Acting, **said: Any) -> Any:
    typed = {**fields(patient), **said, "choice": str(choose(patient, by))}
    return send(room, at(patient, "orders", "new"), typed)


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H47")
def test_every_field_of_an_order_starts_empty(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    page: Any = room.get(new(course, choose(course, prescriber)))
    form = page.context["form"]
    assert [form[name].value() for name in form.fields] == [None] * len(form.fields)
    text = page.content.decode()
    inside = text.partition("data-ladder")[2].partition("</form>")[0]
    assert " checked" not in inside
    assert inside.count(" selected") == inside.count('value="" selected') == 1
    assert {"amount", "unit"} <= set(form.fields)  # the number and its unit stand apart


def test_an_order_is_written_after_a_choice_that_gives_a_dose(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    answer = post(room, course, prescriber)
    order = Order.objects.get()
    assert answer.url == at(course, "orders", order.pk)
    page = text_of(room.get(answer.url))
    assert "Order for" in page
    assert "35.1 mg" in page  # 0.5 mg/kg of 70.2 kg, by hand
    assert "Nobody has signed it." in page
    assert text_of(room.get(at(course, "orders"))).count("unsigned") == 1
    assert differences() == []


@pytest.mark.parametrize("choice", ["", "not-an-id", "7b0e5c1a-2d3f-4a56-8b7c-9d0e1f2a3b4c"])
def test_without_a_choice_there_is_no_form(room: Client, course: Patient, choice: object) -> None:
    page = room.get(new(course, choice))
    assert "An order follows a choice" in text_of(page)
    assert "<form" not in page.content.decode().partition("<main")[2]


def test_a_choice_that_gives_nothing_is_followed_by_no_order(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    page = room.get(new(course, choose(course, prescriber, "hold")))
    assert "An order follows a choice" in text_of(page)


def test_without_an_open_course_there_is_no_order(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    choice = choose(course, prescriber)
    courses.end_course(patient=course, protocol=PROTOCOL, why="planned", by=prescriber)
    assert "No course is open here" in text_of(room.get(new(course, choice)))
    with pytest.raises(NotAllowed, match="No course is open here"):
        written(course, prescriber, choice)
    assert send(room, at(course, "orders", "ladder"), {}).status_code == 404


def test_nobody_else_writes_one(course: Patient, nurse: Acting, prescriber: Acting) -> None:
    choice = choose(course, prescriber)
    assert browser(nurse.account).get(new(course, choice)).status_code == 403
    with pytest.raises(NotAllowed, match="write and sign orders"):
        written(course, nurse, choice)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"amount": ".5"}, "0.5"),
        ({"amount": "0,5"}, "0.5"),
        ({"amount": "0.50"}, "trailing zero"),
        ({"amount": "5e1"}, "plain number"),
        ({"amount": "-0.5"}, "plain number"),
        ({"amount": "half"}, "Write"),
        ({"amount": ""}, "Fill this in."),
        ({"unit": ""}, "Choose one of these"),
        ({"unit": "mL"}, "Choose one of these"),
        ({"product": ""}, "Choose one of these"),
        ({"product": "spravato-28"}, "Choose one of these"),
        ({"planned": "soon"}, "Write the day like 2026-11-24."),
        ({"planned": "2020-01-01"}, "This day is over"),
        ({"minutes": "forty"}, "Write"),
        ({"dilute_to": "1:10"}, "Write"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    room: Client, course: Patient, prescriber: Acting, typed: dict[str, str], says: str
) -> None:
    answer = post(room, course, prescriber, **typed)
    assert answer.status_code == 200
    errors = " ".join(str(error) for of in answer.context["form"].errors.values() for error in of)
    assert errors, typed
    assert not Order.objects.exists()


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("typed", "rung"),
    [
        ({"amount": "5"}, "never"),  # a point that slipped: 5 mg/kg into a vein
        ({"amount": "35", "unit": "mg/kg"}, "never"),  # mg taken for mg/kg
        ({"amount": "350", "unit": "mg"}, "never"),  # ten times the dose
        ({"minutes": "4"}, "second prescriber"),
        ({"product": "ketamine-100", "dilute_to": ""}, "never"),  # undiluted 100 mg/mL
        ({"minutes": ""}, "hold"),
    ],
)
def test_a_slip_stops_on_its_rung_and_says_what_would_lift_it(
    room: Client, course: Patient, prescriber: Acting, typed: dict[str, str], rung: str
) -> None:
    page = send(
        room, at(course, "orders", "ladder"), {**fields(course), **typed, "choice": uuid4()}
    )
    ladder = page.context["ladder"]
    stop = ladder.stops[0]
    assert stop.word.lower() == rung, [one.says for one in ladder.stops]
    assert stop.says
    assert stop.lifts
    assert not Order.objects.exists()  # a ladder writes nothing


def test_the_ladder_is_the_one_of_the_command_line(room: Client, course: Patient) -> None:
    """The same rows, word for word: one chain, two ways to it."""
    page = send(room, at(course, "orders", "ladder"), {**fields(course)})
    day = today(course.clinic)
    typed = [
        *("prepare", "--product", "ketamine-10", "--dose", "0.5 mg/kg", "--over", "40 min"),
        *("--dilute-to", "1 mg/mL", "--route", "iv", "--protocol", PROTOCOL),
        *("--drug", "ketamine", "--weight", "70.2 kg", "--weight-on", f"{day}"),
        *("--weight-method", "scale", "--second-weight", "70.2 kg", "--basis", "actual"),
        *("--height", "178 cm", "--sex", "female", "--as-of", f"{day}"),
    ]
    made = prepare(read_order(build_parser("prepare").parse_args(typed)), load("demo"))
    assert [(one.name, one.worked_out, one.to_do) for one in page.context["ladder"].rungs] == [
        (row.name, row.worked_out, row.to_do) for row in draw_up_sheet(made).rows
    ]


def test_the_ladder_says_what_is_missing_while_one_types(room: Client, course: Patient) -> None:
    page = send(room, at(course, "orders", "ladder"), {"amount": "0.5"})
    assert page.context["ladder"] is None
    assert "Product" in text_of(page)
    assert "{" not in text_of(page)


def test_what_cannot_be_read_is_said_beside_the_ladder(room: Client, course: Patient) -> None:
    page = send(room, at(course, "orders", "ladder"), {**fields(course), "amount": "0,5"})
    assert page.context["ladder"] is None
    assert "Dose: " in text_of(page)


def test_without_a_script_a_button_shows_the_ladder(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    page = post(room, course, prescriber, look="yes")
    assert page.status_code == 200
    assert page.context["ladder"].dose == "35 mg"  # as the hand can draw it
    assert not Order.objects.exists()


def test_a_form_that_is_sent_twice_writes_one(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    typed = {**fields(course), "choice": str(choose(course, prescriber)), "key": "one"}
    for _ in range(2):
        assert room.post(at(course, "orders", "new"), typed).status_code == 302
    assert Order.objects.count() == 1


def test_a_route_has_its_own_fields(patient: Patient, nurse: Acting, prescriber: Acting) -> None:
    kb = knowledge_for(patient, PROTOCOL)
    seen = {
        protocol: set(OrderForm(protocol=kb.protocol(protocol), kb=kb).fields)
        for protocol in (PROTOCOL, "im-depression", "sublingual-home")
    }
    assert {"minutes", "dilute_to"} <= seen[PROTOCOL]
    assert not {"minutes", "dilute_to", "retain", "hold"} & seen["im-depression"]
    assert {"retain", "hold"} <= seen["sublingual-home"]


def test_an_error_of_a_field_that_is_not_there_stands_above(course: Patient) -> None:
    kb = knowledge_for(course, PROTOCOL)
    form = OrderForm(fields(course), protocol=kb.protocol(PROTOCOL), kb=kb)
    assert form.is_valid()
    form.unreadable(UnreadableOrder("hold", "It cannot be read."))
    assert form.non_field_errors() == ["It cannot be read."]


def test_the_last_session_is_what_the_next_one_is_compared_with(
    room: Client, course: Patient, nurse: Acting
) -> None:
    """Hazard H4: a weight that went from 60 kg to 70.2 kg between two sessions is asked about."""
    day = today(course.clinic) - timedelta(days=3)
    typed = {**FILLED["sessions"][0], "number": "60", "unit": "kg", "when": f"{day}T09:30"}
    assert send(browser(nurse.account), at(course, "sessions", "add"), typed).status_code == 302
    page = send(room, at(course, "orders", "ladder"), {**fields(course)})
    assert any("60 kg" in stop.says for stop in page.context["ladder"].stops)


def test_an_order_of_somebody_else_is_not_there(
    room: Client, course: Patient, prescriber: Acting
) -> None:
    assert room.get(at(course, "orders", uuid4())).status_code == 404
    order = written(course, prescriber)
    assert selectors.order_for(course, order.pk) == order
    assert open_course(course) == order.course
    assert selectors.orders_on(course.clinic, order.planned) == [order]
    with pytest.raises(UnreadableOrder):
        written(course, prescriber, amount="0,5")
    assert actions.signed_before(by=prescriber, key="nothing") is False
