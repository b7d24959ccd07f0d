"""What changes an order: each adds one entry."""

from uuid import UUID

from django.db import transaction

from titrant.clinical import ReadBack
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_reason
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append, sent_before
from titrant.server.audit.models import Entry
from titrant.server.courses.selectors import open_course
from titrant.server.orders import entries, kinds, rules, selectors
from titrant.server.orders.chosen import chosen
from titrant.server.orders.making import Typed
from titrant.server.orders.models import Order, State
from titrant.server.orders.rescue import rescues
from titrant.server.orders.resting import climb, digest_of
from titrant.server.orders.standing import Standing, climb_order, standing_of
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write
from titrant.server.sites.selectors import today
from titrant.server.tasks.actions import open_task

WHY = "Say in a sentence why it is stopped: it stands in the record beside the order."
MEANING = (
    "I have read the ladder, what it rests on and what argues against it, and I order this dose "
    "for this person on this day."
)
SECOND = (
    "I have read the same ladder and the limit that it passes, and I agree to it as the second "
    "prescriber."
)


@transaction.atomic
def write_order(*, patient: Patient, choice: UUID, typed: Typed, by: Acting, key: str = "") -> UUID:
    """Write an order that nobody has signed; return its id. Raises `UnreadableOrder`."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier.ref
    course, made = open_course(patient), chosen(patient, choice)
    rules.check_can_order(by, patient, course, made)
    assert course is not None  # it was checked
    assert made is not None
    if typed.planned < today(patient.clinic):
        raise NotAllowed("This day is over. Plan the dose for today or a later day.")
    body = entries.OrderSaid(
        course=course.pk,
        choice=made.id,
        option=made.title,
        planned=typed.planned,
        product=typed.product,
        amount=typed.amount,
        unit=typed.unit,
        minutes=typed.minutes,
        dilute_to=typed.dilute_to,
        basis=typed.basis,
        retain=typed.retain,
        hold=typed.hold,
        reason=typed.reason.strip(),
        rests_on=climb(typed, patient, course).text,
    )
    return append(entries.written, body, by=by.actor, patient=patient.pk, key=key).ref


@transaction.atomic
def look_again(*, order: Order, shown: str, by: Acting, key: str = "") -> Entry:
    """Say that the ladder of a draft was read as it is now; `shown` is the digest of what was."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    fresh = _as_it_is(order)
    check_can_write(by, fresh.patient, Right.WRITE_ORDER)
    if fresh.state != State.DRAFT:
        raise NotAllowed("Only an order that nobody has signed is looked at again.")
    text = climb_order(fresh).text
    if digest_of(text, fresh) != shown:
        raise NotAllowed(rules.CHANGED)
    body = entries.LookedAgain(fresh.pk, text)
    return append(entries.looked_again, body, by=by.actor, patient=fresh.patient_id, key=key)


def signed_before(*, by: Acting, key: str) -> bool:
    """Return whether a form that signs has come already: its code counts once."""
    return sent_before(by.actor, key) is not None


@transaction.atomic
def sign(
    *, order: Order, shown: str, by: Acting, rescue: tuple[str, ...] = (), key: str = ""
) -> Entry:
    """Sign an order; `shown` is the digest of what was read. The caller asked for a second factor.

    A firm limit asks for a second prescriber: until then the order waits. Raises `NotAllowed` where
    anything stands in the way, or is not what was shown.
    """
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    fresh = _as_it_is(order)
    standing = standing_of(fresh)
    rules.check_can_sign(by, fresh, standing)
    assert standing.climbed is not None  # it was checked
    text = standing.climbed.text
    if digest_of(text, fresh) != shown:
        raise NotAllowed(rules.CHANGED)
    first = fresh.state == State.DRAFT
    complete = not (first and rules.needs_second(standing.climbed))
    body = entries.Signed(
        order=fresh.pk,
        complete=complete,
        name=by.account.name,
        role=" + ".join(sorted(by.roles)),
        meaning=MEANING if first else SECOND,
        digest=shown,
        shown=text,
        rescue=_activated(fresh, standing, rescue) if first else {},
    )
    entry = append(entries.signed, body, by=by.actor, patient=fresh.patient_id, key=key)
    if not complete:
        open_task(
            kinds.SECOND_SIGNATURE,
            clinic=fresh.patient.clinic_id,
            by=by.actor,
            why=" ".join(rules.needs_second(standing.climbed)),
            patient=fresh.patient_id,
            about=fresh.pk,
        )
    return entry


def _activated(order: Order, standing: Standing, wanted: tuple[str, ...]) -> dict[str, str]:
    assert standing.climbed is not None
    found = {
        one.drug: one
        for one in rescues(standing.climbed.known, standing.climbed.kb, today(order.patient.clinic))
    }
    for drug in wanted:
        if drug not in found:
            raise NotAllowed("There is no such standing order.")
        if found[drug].refused:
            raise NotAllowed(
                f"{drug.capitalize()} is not activated for this person. {found[drug].refused[0]}"
            )
    return {drug: found[drug].says for drug in wanted}


@transaction.atomic
def prepare_order(*, order: Order, read: ReadBack, words: str, by: Acting, key: str = "") -> Entry:
    """Note that an order was drawn up: what was read on vial, syringe and pump agrees with it.

    Raises `NotAllowed` with the first thing that does not agree.
    """
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    fresh = _as_it_is(order)
    rules.check_can_prepare(by, fresh, standing_of(fresh))
    made, before = climb_order(fresh, read).made, climb_order(fresh).made
    known = {check.id for check in before.checks}
    for check in made.checks:
        if check.id not in known and not check.met:
            raise NotAllowed(f"{check.text} {check.lifts}")
    body = entries.Prepared(fresh.pk, words)
    return append(entries.prepared, body, by=by.actor, patient=fresh.patient_id, key=key)


@transaction.atomic
def stop(*, order: Order, why: str, by: Acting, key: str = "") -> Entry:
    """Stop an order, or take back one that nobody has signed, and say why."""
    earlier = sent_before(by.actor, key)
    if earlier is not None:
        return earlier
    fresh = _as_it_is(order)
    rules.check_can_stop(by, fresh)
    body = entries.Stopped(fresh.pk, check_reason(why, WHY), by.account.name)
    return append(entries.stopped, body, by=by.actor, patient=fresh.patient_id, key=key)


@transaction.atomic
def stop_what_changed(order: Order, by: Actor) -> bool:
    """Stop a signed order whose ground has changed, and tell its prescriber; return whether."""
    fresh = _as_it_is(order)
    if not fresh.signed:
        return False
    standing = standing_of(fresh)
    if standing.stands:
        return False
    why = f"{' '.join(standing.changed)} {standing.then}"
    body = entries.Stopped(fresh.pk, why, "the program")
    append(entries.stopped, body, by=by, patient=fresh.patient_id)
    open_task(
        kinds.ORDER_STOPPED,
        clinic=fresh.patient.clinic_id,
        by=by,
        why=why,
        patient=fresh.patient_id,
        about=fresh.pk,
    )
    return True


def _as_it_is(order: Order) -> Order:
    """Return an order as it is now; nobody else changes it until the commit."""
    Order.objects.select_for_update().only("id").get(pk=order.pk)
    fresh = selectors.order_for(order.patient, order.pk)
    assert fresh is not None  # orders are never deleted
    return fresh
