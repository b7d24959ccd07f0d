"""Signing an order: a second factor, bound to what was shown; firm asks for two, hard is never."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.lib.led import led, opened
from tests.lib.ordered import again, choose, shown, signed, written
from tests.lib.patients import at, send, text_of
from tests.lib.permissions import browser
from tests.lib.ready import PROTOCOL, denied, make_ready, signs, write
from tests.lib.signing_in import code, with_codes

from titrant.server.accounts import signing
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import Role
from titrant.server.accounts.rules import NotAllowed
from titrant.server.accounts.selectors import acting
from titrant.server.audit.rebuilding import differences
from titrant.server.orders import actions, rules
from titrant.server.orders.models import TRANSITIONS, Order, Signature, State
from titrant.server.orders.resting import Rests
from titrant.server.orders.standing import standing_of
from titrant.server.patients.models import Patient
from titrant.server.patients.sections.history import ConditionSaid
from titrant.server.tasks.models import Task

pytestmark = pytest.mark.django_db
FIRM = {"minutes": "20"}  # shorter than the protocol has it


@pytest.fixture
def course(patient: Patient, nurse: Acting, prescriber: Acting) -> Patient:
    led(patient, prescriber, nurse)
    return patient


@pytest.fixture
def second(person: Callable[..., Account]) -> Acting:
    """Return another prescriber."""
    return acting(person(Role.PRESCRIBER), None)


@pytest.fixture
def factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every second factor be the right one: the factors have tests of their own."""
    monkeypatch.setattr(signing, "why_not_signed", lambda *_: "")


def place(order: Order, *parts: str) -> str:
    return at(order.patient, "orders", order.pk, *parts)


def test_a_signature_asks_for_a_second_factor_and_keeps_what_was_shown(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    secret = with_codes(prescriber.account)
    room = browser(prescriber.account)
    page: Any = room.get(place(order, "sign"))
    text = text_of(page)
    assert "Sign order for 35 mg IV over 40 min" in text
    assert actions.MEANING in text
    assert prescriber.account.name in text
    covers = page.context["signature"]["covers"]
    wrong = send(room, place(order, "sign"), {**covers, "code": "000000"})
    assert "not the code" in text_of(wrong)
    assert not Signature.objects.exists()
    typed = {**covers, "code": code(secret, counts_for=12), "key": "one"}
    for _ in range(2):  # sent twice: a code counts once, and so does the form
        assert room.post(place(order, "sign"), typed).status_code == 302
    row = Signature.objects.get()
    assert (row.name, row.role, row.meaning) == (
        prescriber.account.name,
        "prescriber",
        actions.MEANING,
    )
    assert row.digest == covers["shown"]
    kept = msgspec.json.decode(row.shown, type=Rests)
    assert kept.weight == "70.2 kg"
    assert ("dose", "0.5 mg/kg × 70.2 kg = 35.1 mg") in {rung[:2] for rung in kept.ladder}
    assert again(course, order.pk).state == State.ACTIVE
    assert "Signed. It follows: " in text_of(room.get(place(order)))
    assert differences() == []


def test_what_was_not_shown_is_not_signed(
    course: Patient, prescriber: Acting, factor: None
) -> None:
    order = written(course, prescriber)
    room = browser(prescriber.account)
    answer = room.post(place(order, "sign"), {"shown": "0" * 64, "key": "one"}, follow=True)
    assert rules.CHANGED in text_of(answer)
    with pytest.raises(NotAllowed, match="something changed"):
        actions.sign(order=order, shown="", by=prescriber)
    other = written(course, prescriber, reason="For another day.", ahead=1)
    with pytest.raises(NotAllowed, match="something changed"):  # the ladder of another order
        actions.sign(order=order, shown=shown(other), by=prescriber)


def test_it_counts_once(course: Patient, prescriber: Acting) -> None:
    order = written(course, prescriber)
    first, again_sent = (
        actions.sign(order=order, shown=shown(order), by=prescriber, key="one") for _ in range(2)
    )
    assert first == again_sent
    assert str(Signature.objects.get()) == f"signature {first.ref}"
    with pytest.raises(NotAllowed, match="This order is signed"):
        actions.sign(order=order, shown=shown(order), by=prescriber)
    page = browser(prescriber.account).get(place(order, "sign"), follow=True)
    assert "This order is signed" in text_of(page)


# -- soft, firm, hard ----------------------------------------------------------------------------


def test_a_soft_limit_asks_for_a_reason(course: Patient, prescriber: Acting) -> None:
    """0.8 mg/kg is above the soft limit of its protocol, and below the firm one."""
    order = written(course, prescriber, amount="0.8")
    with pytest.raises(NotAllowed, match="Write the reason"):
        actions.sign(order=order, shown=shown(order), by=prescriber)
    assert "Write the reason" in text_of(browser(prescriber.account).get(place(order)))
    reasoned = signed(course, prescriber, amount="0.8", reason="Borne well twice, no response.")
    assert reasoned.state == State.ACTIVE


def test_a_firm_limit_is_signed_by_two(
    course: Patient, prescriber: Acting, second: Acting, factor: None
) -> None:
    order = signed(course, prescriber, **FIRM)
    assert order.state == State.ON_HOLD
    task = Task.objects.get(kind="order-second-signature")
    assert task.about == order.pk
    for _ in range(2):  # the same person, twice
        with pytest.raises(NotAllowed, match="who is somebody else"):
            actions.sign(order=order, shown=shown(order), by=prescriber)
        page = browser(prescriber.account).get(place(order, "sign"), follow=True)
        assert "who is somebody else" in text_of(page)
    room = browser(second.account)
    page = room.get(place(order, "sign"))
    assert actions.SECOND in text_of(page)
    covers = page.context["signature"]["covers"]
    assert send(room, place(order, "sign"), covers).status_code == 302
    found = again(course, order.pk)
    assert found.state == State.ACTIVE
    assert [one.name for one in found.signatures.all()] == [
        prescriber.account.name,
        second.account.name,
    ]
    assert differences() == []


def test_a_hard_limit_is_never_signed(
    course: Patient, prescriber: Acting, second: Acting, factor: None
) -> None:
    order = written(course, prescriber, amount="5", reason="I know what I do, and I am sure.")
    for by in (prescriber, second):
        with pytest.raises(NotAllowed, match="Nothing lifts this"):
            actions.sign(order=order, shown=shown(order), by=by)
        page = browser(by.account).get(place(order))
        assert "Never" in text_of(page)
        assert "Read and sign" not in text_of(page)
        assert browser(by.account).post(place(order, "sign"), {"shown": "x"}).status_code == 302
    assert not Signature.objects.exists()


def test_what_the_screening_holds_is_not_signed(
    course: Patient, prescriber: Acting, nurse: Acting
) -> None:
    choice = choose(course, prescriber)
    identity = ConditionSaid("dissociative identity disorder", "active", "", "", "", "confirmed")
    write(course, nurse, "patients.condition", identity)
    order = written(course, prescriber, choice)
    with pytest.raises(NotAllowed, match="Dissociative identity disorder"):
        actions.sign(order=order, shown=shown(order), by=prescriber)


def test_what_nobody_signed_here_holds(patient: Patient, prescriber: Acting, nurse: Acting) -> None:
    led(patient, prescriber, nurse)
    order = written(patient, prescriber)
    assert order.state == State.DRAFT
    signs(patient.clinic, prescriber, "limit.weight.age.clinic")
    standing = standing_of(again(patient, order.pk))
    assert not rules.can_sign(prescriber, order, standing)


# -- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.NURSE, Role.DIRECTOR, Role.COORDINATOR])
def test_others_sign_nothing(
    course: Patient, prescriber: Acting, person: Callable[..., Account], role: Role
) -> None:
    order = written(course, prescriber)
    other = acting(person(role), None)
    with pytest.raises(NotAllowed, match="does not allow you"):
        actions.sign(order=order, shown=shown(order), by=other)
    assert browser(other.account).get(place(order, "sign")).status_code == 403


def test_two_prescribers_have_one_signed_order_a_day(
    course: Patient, prescriber: Acting, second: Acting
) -> None:
    first = signed(course, prescriber)
    other = written(course, second)
    with pytest.raises(NotAllowed, match="for this day is signed already"):
        actions.sign(order=other, shown=shown(other), by=second)
    actions.stop(order=first, why="Their colleague sees them today.", by=second)
    actions.sign(order=other, shown=shown(other), by=second)
    assert again(course, other.pk).state == State.ACTIVE


# -- standing orders -----------------------------------------------------------------------------


@pytest.mark.hazard("H36")
def test_a_standing_order_is_activated_where_nothing_excludes_it(
    course: Patient, prescriber: Acting, nurse: Acting, factor: None
) -> None:
    choice = choose(course, prescriber)
    for what in ("long-qt", "heart-failure", "qt-prolonging"):
        denied(course, nurse, what)
    order = written(course, prescriber, choice)
    with_codes(prescriber.account)
    room = browser(prescriber.account)
    page: Any = room.get(place(order, "sign"))
    by_drug = {one.drug: one for one in page.context["rescues"]}
    assert by_drug["ondansetron"].refused == ()
    assert "Nobody has said whether there is" in by_drug["labetalol"].refused[0]
    assert 'name="rescue" value="ondansetron"' in page.content.decode()
    assert 'value="labetalol"' not in page.content.decode()
    assert " checked" not in page.content.decode().partition("rescue")[2]
    with pytest.raises(NotAllowed, match="Labetalol is not activated for this person"):
        actions.sign(order=order, shown=shown(order), by=prescriber, rescue=("labetalol",))
    with pytest.raises(NotAllowed, match="no such standing order"):
        actions.sign(order=order, shown=shown(order), by=prescriber, rescue=("clonidine",))
    covers = page.context["signature"]["covers"]
    assert send(room, place(order, "sign"), {**covers, "rescue": "ondansetron"}).status_code == 302
    (row,) = again(course, order.pk).rescue.all()
    assert row.drug == "ondansetron"
    assert str(row) == f"standing order {row.pk}"
    assert "4 mg" in row.says
    assert "Standing order: Ondansetron" in text_of(room.get(place(order)))
    assert differences() == []


@pytest.mark.hazard("H36")
def test_what_is_on_record_excludes_a_rescue_drug(
    course: Patient, prescriber: Acting, nurse: Acting
) -> None:
    """Labetalol in asthma: its label (C22)."""
    choice = choose(course, prescriber)
    asthma = ConditionSaid("asthma", "active", "", "", "", "confirmed")
    write(course, nurse, "patients.condition", asthma)
    order = written(course, prescriber, choice)
    with pytest.raises(NotAllowed, match=r"Labetalol .* On record: asthma\."):
        actions.sign(order=order, shown=shown(order), by=prescriber, rescue=("labetalol",))


@pytest.mark.hazard("H36")
def test_a_rescue_drug_that_nobody_signed_here_is_not_activated(
    patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    signs(patient.clinic, prescriber, "intervention.hydralazine.dose")
    make_ready(patient, prescriber, nurse)
    opened(patient, prescriber)
    order = written(patient, prescriber)
    with pytest.raises(NotAllowed, match="This site has not signed"):
        actions.sign(order=order, shown=shown(order), by=prescriber, rescue=("hydralazine",))


# -- the table of states --------------------------------------------------------------------------


def test_every_state_is_in_the_table_and_leads_to_known_ones() -> None:
    assert set(TRANSITIONS) == set(State)
    assert set().union(*TRANSITIONS.values()) <= set(State)
    fhir = {"active", "on-hold", "ended", "stopped", "completed", "cancelled", "draft"}
    assert {state.value for state in State} <= fhir  # R4 and R5 name these so


def test_an_order_that_is_over_is_neither_signed_nor_stopped_again(
    course: Patient, prescriber: Acting
) -> None:
    order = written(course, prescriber)
    room = browser(prescriber.account)
    why = "Written for the wrong day."
    short: Any = send(room, place(order, "stop"), {"why": "no"})
    assert short.context["form"].errors
    for _ in range(2):
        assert room.post(place(order, "stop"), {"why": why, "key": "one"}).status_code == 302
    found = again(course, order.pk)
    assert (found.state, found.stopped_why) == (State.CANCELLED, why)
    with pytest.raises(NotAllowed, match="was taken back"):
        actions.sign(order=order, shown=shown(order), by=prescriber)
    with pytest.raises(NotAllowed, match="was taken back"):
        actions.stop(order=order, why=why, by=prescriber)
    assert "was taken back" in text_of(room.get(place(order, "stop"), follow=True))
    assert "taken back" in text_of(room.get(at(course, "orders")))
    stopped = signed(course, prescriber)
    assert room.get(place(stopped, "stop")).status_code == 200
    one, two = (
        actions.stop(order=stopped, why=why, by=prescriber, key="another") for _ in range(2)
    )
    assert one == two
    assert again(course, stopped.pk).state == State.STOPPED
    assert "stopped" in text_of(room.get(at(course, "orders")))
    assert differences() == []


def test_a_course_of_another_protocol_has_its_own_orders(
    patient: Patient, prescriber: Acting, nurse: Acting
) -> None:
    led(patient, prescriber, nurse, "im-depression")
    choice = choose(patient, prescriber, protocol="im-depression")
    typed = {"minutes": "", "dilute_to": "", "product": "ketamine-50"}
    order = written(patient, prescriber, choice, **typed)
    page = text_of(browser(prescriber.account).get(place(order)))
    assert "intramuscular" in page
    assert PROTOCOL not in page
