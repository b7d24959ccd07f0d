"""What an order rests on changes: an unsigned, a signed and a prepared one stop in own words."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.lib.led import led
from tests.lib.ordered import again, fields, shown, signed, written
from tests.lib.patients import at, enrol, send, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL, signs, weigh, write

from titrant.clinical import ReadBack
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.rules import NotAllowed
from titrant.server.audit.rebuilding import differences
from titrant.server.courses import actions as courses
from titrant.server.courses.models import Course
from titrant.server.orders import actions, noticing, resting, rules
from titrant.server.orders.forms import PrepareForm
from titrant.server.orders.models import Order, State
from titrant.server.orders.resting import Rests, changes, climb, kept_of, typed_of
from titrant.server.orders.standing import standing_of
from titrant.server.patients import actions as patients
from titrant.server.patients.models import Patient, Weight
from titrant.server.patients.sections.history import AllergySaid, ConditionSaid
from titrant.server.sites.selectors import today
from titrant.server.tasks.models import Task
from titrant.server.tasks.worker import run_once
from titrant.server.web.clock import now
from titrant.units import Concentration, FlowRate, Volume

pytestmark = pytest.mark.django_db
READ = ReadBack(
    vial=Concentration("10", "mg/mL"), syringe=Volume("3.5", "mL"), pump=FlowRate("52.5", "mL/h")
)


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    led(patient, prescriber, nurse)
    weigh(patient, nurse, nurse, "70.2")  # the first weight is compared with nothing
    return patient


def prepared(patient: Patient, prescriber: Acting, nurse: Acting) -> Order:
    order = signed(patient, prescriber)
    actions.prepare_order(order=order, read=READ, words="vial 10 mg/mL", by=nurse)
    return again(patient, order.pk)


def newest(patient: Patient) -> Weight:
    rows = Weight.objects.filter(patient=patient, corrected_by=None, struck=False)
    found = rows.select_related("patient").order_by("-number").first()
    assert found is not None
    return found


def correct_weight(patient: Patient, by: Acting, kg: str = "65.0") -> None:
    patients.record_weight(
        patient=patient,
        kg=Decimal(kg),
        shown=f"{kg} kg",
        method="standing scale",
        by=by,
        corrects=newest(patient).pk,
    )


def corrected(patient: Patient, nurse: Acting, _: Acting) -> str:
    correct_weight(patient, nurse)
    return "The weight of 70.2 kg was corrected to 65 kg."


def weighed(patient: Patient, nurse: Acting, _: Acting) -> str:
    weigh(patient, nurse, nurse, "75.0")
    return "The weight is 75 kg now, 6.8… % off the 70.2 kg of this order"


def allergic(patient: Patient, nurse: Acting, _: Acting) -> str:
    write(
        patient, nurse, "patients.allergy", AllergySaid("latex", "active", "rash", "", "recorded")
    )
    return "A new allergy is on record: latex."


def taking(patient: Patient, nurse: Acting, _: Acting) -> str:
    typed = {"what": "lamotrigine", "taking": "yes", "sure": "confirmed"}
    assert send(browser(nurse.account), at(patient, "medications", "add"), typed).status_code == 302
    return "A new medicine is on record: lamotrigine."


def found(patient: Patient, nurse: Acting, _: Acting) -> str:
    identity = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
    write(patient, nurse, "patients.condition", identity)
    return "Found since then: Dissociative identity disorder"


def ruled(patient: Patient, nurse: Acting, prescriber: Acting) -> str:
    signs(patient.clinic, prescriber, "limit.weight.low")
    run_once()
    return "A rule stops it now: "


def ended(patient: Patient, _: Acting, prescriber: Acting) -> str:
    courses.end_course(patient=patient, protocol=PROTOCOL, why="planned", by=prescriber)
    return "The course was ended."


CHANGES = [corrected, weighed, allergic, taking, found, ruled, ended]
Change = Callable[[Patient, Acting, Acting], str]


@pytest.mark.hazard("H10")
@pytest.mark.hazard("H9")
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_an_unsigned_order_waits_to_be_looked_at_again(
    course: Patient, nurse: Acting, prescriber: Acting, change: Change
) -> None:
    order = written(course, prescriber)
    says = change(course, nurse, prescriber)
    standing = standing_of(again(course, order.pk))
    assert any(one.startswith(says) for one in standing.changed), standing.changed
    assert standing.then == "Look at the ladder as it is now, then sign."
    with pytest.raises(NotAllowed, match="Look at the ladder as it is now"):
        actions.sign(order=order, shown=shown(order), by=prescriber)
    assert says.split(":")[0] in text_of(
        browser(prescriber.account).get(at(course, "orders", order.pk))
    )


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_signed_order_is_stopped_at_once_and_told(
    course: Patient, nurse: Acting, prescriber: Acting, change: Change
) -> None:
    order = signed(course, prescriber)
    says = change(course, nurse, prescriber)
    stopped = again(course, order.pk)
    assert stopped.state == State.STOPPED
    assert stopped.stopped_by == "the program"
    assert says in stopped.stopped_why
    assert stopped.stopped_why.endswith("The signature counts no more: write and sign it again.")
    (task,) = Task.objects.filter(kind="order-stopped")
    assert (task.about, task.why) == (order.pk, stopped.stopped_why)
    page = text_of(browser(nurse.account).get(at(course, "orders", order.pk)))
    assert "Stopped" in page
    assert "Prepare it" not in page
    assert differences() == []


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_prepared_order_says_that_nothing_of_it_is_given(
    course: Patient, nurse: Acting, prescriber: Acting, change: Change
) -> None:
    order = prepared(course, prescriber, nurse)
    says = change(course, nurse, prescriber)
    stopped = again(course, order.pk)
    assert stopped.state == State.STOPPED
    assert says in stopped.stopped_why
    assert "Do not give what was drawn up: discard it by your policy" in stopped.stopped_why


@pytest.mark.hazard("H4")
def test_a_weight_within_the_limit_stops_nothing(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    """5 % of 70.2 kg is 3.51 kg, by hand."""
    order = signed(course, prescriber)
    weigh(course, nurse, nurse, "73.7")
    held = again(course, order.pk)
    assert held.state == State.ACTIVE, held.stopped_why
    weigh(course, nurse, nurse, "73.8")
    assert again(course, order.pk).state == State.STOPPED


@pytest.mark.hazard("H4")
def test_where_nobody_signed_how_far_any_other_weight_stops_it(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    signs(course.clinic, prescriber, resting.ORDER_WEIGHT)
    order = signed(course, prescriber)
    weigh(course, nurse, nurse, "70.4")
    assert "has not signed how far it may be" in again(course, order.pk).stopped_why


def test_a_draft_is_signed_after_its_ladder_was_looked_at_again(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    correct_weight(course, nurse)
    room = browser(prescriber.account)
    place = at(course, "orders", order.pk)
    page = room.get(place)
    assert "I have looked at the ladder as it is now" in page.content.decode()
    wrong = room.post(f"{place}look/", {"shown": "x", "key": "a"}, follow=True)
    assert rules.CHANGED in text_of(wrong)
    covers = {"shown": page.context["shown"], "key": "b"}
    for _ in range(2):
        assert room.post(f"{place}look/", covers).status_code == 302
    actions.sign(order=order, shown=shown(order), by=prescriber)
    done = again(course, order.pk)
    assert done.state == State.ACTIVE
    assert kept_of(done).weight == "65 kg"
    with pytest.raises(NotAllowed, match="that nobody has signed"):
        actions.look_again(order=order, shown=shown(order), by=prescriber)
    assert differences() == []


def test_what_concerns_somebody_else_stops_nothing(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    other = enrol(nurse, born=course.born, sex="female")
    allergic(other, nurse, prescriber)
    assert again(course, order.pk).state == State.ACTIVE
    assert actions.stop_what_changed(order, prescriber.actor) is False


def test_a_day_that_is_over_ends_an_order(course: Patient, prescriber: Acting) -> None:
    order = signed(course, prescriber)
    Order.objects.filter(pk=order.pk).update(planned=today(course.clinic) - timedelta(days=1))
    noticing.look_at_orders({})
    assert "and that day is over" in again(course, order.pk).stopped_why
    assert actions.stop_what_changed(again(course, order.pk), prescriber.actor) is False


def test_a_product_that_is_gone_is_said(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    Order.objects.filter(pk=order.pk).update(unit="mmol")
    found = again(course, order.pk)
    standing = standing_of(found)
    assert standing.climbed is None
    assert not standing.stands
    page = text_of(browser(prescriber.account).get(at(course, "orders", order.pk)))
    assert standing.changed[0] in page


def test_a_weight_that_was_struck_leaves_none(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    for _ in range(2):
        patients.strike(kind="patients.weight", row=newest(course), why="Another’s", by=nurse)
    found = again(course, order.pk)
    assert standing_of(found).changed[0] == (
        "The weight of 70.2 kg was entered in error: it counts no more."
    )


def test_a_weight_where_there_was_none(course: Patient, prescriber: Acting, nurse: Acting) -> None:
    order = written(course, prescriber)
    climbed = climb(typed_of(order), course, order.course)
    none = Rests("", "", (), (), {}, climbed.rests.leaves, climbed.kb.hash, (), ())
    assert changes(order, none, climbed)[0] == "A weight is on record now: 70.2 kg."


def test_a_limit_that_says_something_else_is_named(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    climbed = climb(typed_of(order), course, order.course)
    leaf = "protocol.iv-depression.dose.soft"
    was = replace(climbed.rests, leaves={**climbed.rests.leaves, leaf: "0.6 mg/kg"})
    (said,) = changes(order, was, climbed)
    assert said == f"A rule changed: {leaf} was 0.6 mg/kg, and is {climbed.rests.leaves[leaf]}."


# -- prepared ------------------------------------------------------------------------------------


def place(order: Order) -> str:
    return at(order.patient, "orders", order.pk, "prepare")


def test_what_the_hands_read_is_held_against_the_order(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    room = browser(nurse.account)
    form: Any = room.get(place(order)).context["form"]
    assert not form.initial
    right = {"vial": "10 mg/mL", "syringe": "3.5 mL", "pump": "52.5 mL/h"}
    for wrong, says in (
        ({"vial": "100 mg/mL"}, "ten times as much"),
        ({"vial": "200 mg"}, "what the whole vial holds"),
        ({"syringe": "35 mL"}, "ten times as much"),
        ({"pump": "35 mL/h"}, "Set the pump to 52.5 mL/h"),
        ({"pump": "52.5"}, "Write"),
        ({"syringe": "3,5 mL"}, "Write"),
        ({"vial": ""}, "Fill this in."),
    ):
        answer = send(room, place(order), {**right, **wrong})
        assert answer.status_code == 200, wrong
        assert says in text_of(answer), (wrong, text_of(answer))
    assert again(course, order.pk).prepared is None
    assert room.post(place(order), {**right, "key": "one"}).status_code == 302
    done = again(course, order.pk)
    assert done.read_back == "vial 10 mg/mL; syringe 3.5 mL; pump 52.5 mL/h"
    assert done.prepared_by == nurse.account
    page = text_of(room.get(at(course, "orders", order.pk)))
    assert "Prepared. It follows: " in page
    with pytest.raises(NotAllowed, match="prepared already"):
        actions.prepare_order(order=order, read=READ, words="again", by=nurse)
    first = actions.prepare_order(order=order, read=READ, words=done.read_back, by=nurse, key="one")
    assert first.kind == "orders.prepared"
    assert differences() == []


def test_a_soft_limit_with_its_reason_is_prepared_as_any_other(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    """0.8 mg/kg of 70.2 kg: 56.16 mg, drawn as 5.6 mL, in 56 mL over 40 min: 84 mL/h, by hand."""
    order = signed(course, prescriber, amount="0.8", reason="Borne well twice, no response.")
    read = ReadBack(
        vial=Concentration("10", "mg/mL"), syringe=Volume("5.6", "mL"), pump=FlowRate("84", "mL/h")
    )
    actions.prepare_order(order=order, read=read, words="as read", by=nurse)
    assert again(course, order.pk).prepared is not None
    assert str(order) == f"order {order.pk}"


def test_what_changed_behind_every_notice_is_not_prepared(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = signed(course, prescriber)
    Course.objects.update(ended=now())
    with pytest.raises(NotAllowed, match="The course was ended"):
        actions.prepare_order(order=again(course, order.pk), read=READ, words="", by=nurse)


def test_a_form_asks_for_what_there_is_to_read() -> None:
    """A spray has no syringe, an injection into a muscle no pump."""
    assert set(PrepareForm(drawn=False, pumped=False).fields) == {"vial"}
    assert set(PrepareForm(drawn=True, pumped=False).fields) == {"vial", "syringe"}


def test_nothing_is_drawn_up_that_is_not_signed(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    page = browser(nurse.account).get(place(order), follow=True)
    assert "is not signed: nothing is drawn up" in text_of(page)


def test_an_order_for_tomorrow_is_signed_today_and_prepared_tomorrow_by_its_weight(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    order = signed(course, prescriber, ahead=1)
    assert order.state == State.ACTIVE
    with pytest.raises(NotAllowed, match="It is planned for"):
        actions.prepare_order(order=order, read=READ, words="", by=nurse)


def test_the_weight_of_the_day_is_asked_for_when_it_is_prepared(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    """Hazard H34: the clinic's own scale, the same day."""
    Weight.objects.filter(patient=course).update(effective=now() - timedelta(days=1))
    order = written(course, prescriber, ahead=1)
    actions.sign(order=order, shown=shown(order), by=prescriber)  # for tomorrow: it is asked then
    Order.objects.filter(pk=order.pk).update(planned=today(course.clinic))
    with pytest.raises(NotAllowed, match="Record today's weight"):
        actions.prepare_order(order=again(course, order.pk), read=READ, words="", by=nurse)


@pytest.mark.hazard("H35")
def test_another_basis_is_another_signature_with_both_amounts(
    course: Patient, nurse: Acting, prescriber: Acting
) -> None:
    """Hazard H35: actual 70.2 kg; ideal of 178 cm, female, 68.6 kg by Devine, by hand."""
    room = browser(prescriber.account)
    ladders = [
        send(room, at(course, "orders", "ladder"), {**fields(course), "basis": basis})
        for basis in ("actual", "ideal")
    ]
    first, second = (page.context["ladder"] for page in ladders)
    assert first.dose == "35 mg"
    assert any("ideal" in one.says for one in second.stops) or second.dose != first.dose
    order = signed(course, prescriber)
    assert kept_of(order).ladder[0][2].startswith("70.2 kg")
