"""Who may write, sign, prepare and stop an order: sentences that are raised, and yes or no."""

from collections.abc import Callable
from dataclasses import dataclass

from titrant.dosing import Kind
from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses.models import Course
from titrant.server.orders.chosen import Chosen
from titrant.server.orders.models import SIGNED, Order, State
from titrant.server.orders.resting import WEIGHT_OF_THE_DAY, Climbed
from titrant.server.orders.standing import Standing
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write
from titrant.server.sites.selectors import today

CHANGED = "The ladder is not the one that you were shown: something changed. Read it again."
_NOW = {
    State.DRAFT: "is not signed",
    State.ON_HOLD: "waits for a second prescriber",
    State.ACTIVE: "is signed",
    State.STOPPED: "was stopped",
    State.CANCELLED: "was taken back",
}


@dataclass(frozen=True)
class InTheWay:
    """One thing that keeps an order from being signed, and what would lift it."""

    says: str
    lifts: str
    never: bool = False


def in_the_way(order: Order, climbed: Climbed) -> list[InTheWay]:
    """Return everything that keeps an order from being signed, what nothing lifts first.

    The weight of the day is asked for when it is prepared, where that is another day.
    """
    later = order.planned > today(order.patient.clinic)
    checks = [
        check
        for check in climbed.made.checks
        if not check.met and not (later and check.leaf == WEIGHT_OF_THE_DAY)
    ]
    never = [InTheWay(one.text, one.lifts, never=True) for one in checks if one.kind is Kind.HARD]
    lifted = [InTheWay(one.text, one.lifts) for one in checks if one.kind in {Kind.HOLD, Kind.SOFT}]
    holds = [InTheWay(one.says, f"{one.lifts} ({one.who})") for one in climbed.holds]
    return [*never, *lifted, *holds]


def needs_second(climbed: Climbed) -> list[str]:
    """Return the firm limits that ask for a second prescriber."""
    return [check.text for check in climbed.made.checks if check.kind is Kind.FIRM]


def check_can_order(
    acting: Acting, patient: Patient, course: Course | None, chosen: Chosen | None
) -> None:
    """Raise a sentence where somebody may not write an order for a person."""
    check_can_write(acting, patient, Right.WRITE_ORDER)
    if course is None:
        raise NotAllowed("No course is open here. Open one, choose an option, then write an order.")
    if chosen is None or chosen.course != course.pk or not chosen.is_dose:
        raise NotAllowed(
            "An order follows a choice: choose an option of the open course that gives a dose, and "
            "say why."
        )


def check_can_sign(acting: Acting, order: Order, standing: Standing) -> None:
    """Raise a sentence where somebody may not sign an order as it is now."""
    check_can_write(acting, order.patient, Right.WRITE_ORDER)
    if order.state not in {State.DRAFT, State.ON_HOLD}:
        raise NotAllowed(f"This order {_NOW[State(order.state)]}.")
    if any(one.by_id == acting.account.pk for one in order.signatures.all()):
        raise NotAllowed(
            "You signed it first. A firm limit asks for a second prescriber, who is somebody else."
        )
    if standing.climbed is None or not standing.stands:
        raise NotAllowed(f"{standing.changed[0]} {standing.then}")
    way = in_the_way(order, standing.climbed)
    if way:
        raise NotAllowed(f"{way[0].says} {way[0].lifts}")
    others = Order.objects.filter(course=order.course_id, planned=order.planned, state__in=SIGNED)
    for other in others.exclude(pk=order.pk).select_related("by"):
        raise NotAllowed(
            f"An order of {other.by.name if other.by else 'somebody'} for this day is signed "
            "already. It is stopped first: a person has one dose a day from one order."
        )


def can_sign(acting: Acting, order: Order, standing: Standing) -> bool:
    """Return whether somebody may sign an order as it is now."""
    return _holds(lambda: check_can_sign(acting, order, standing))


def check_can_prepare(acting: Acting, order: Order, standing: Standing) -> None:
    """Raise a sentence where an order may not be prepared now."""
    check_can_write(acting, order.patient, Right.PREPARE_ORDER)
    if order.state != State.ACTIVE:
        raise NotAllowed(f"This order {_NOW[State(order.state)]}: nothing is drawn up.")
    if order.prepared is not None:
        raise NotAllowed("This order was prepared already.")
    if standing.climbed is None or not standing.stands:
        raise NotAllowed(f"{standing.changed[0]} {standing.then}")
    day = today(order.patient.clinic)
    if order.planned != day:
        raise NotAllowed(f"It is planned for {order.planned:%a %d %b %Y}; today is {day:%a %d %b}.")
    for check in standing.climbed.made.checks:
        if check.leaf == WEIGHT_OF_THE_DAY and not check.met:
            raise NotAllowed(f"{check.text} {check.lifts}")


def can_prepare(acting: Acting, order: Order, standing: Standing) -> bool:
    """Return whether an order may be prepared now."""
    return _holds(lambda: check_can_prepare(acting, order, standing))


def check_can_stop(acting: Acting, order: Order) -> None:
    """Raise a sentence where somebody may not stop an order."""
    check_can_write(acting, order.patient, Right.PREPARE_ORDER)
    if not order.live:
        raise NotAllowed(f"This order {_NOW[State(order.state)]}.")


def can_stop(acting: Acting, order: Order) -> bool:
    """Return whether somebody may stop an order: whoever finds a reason, a nurse too."""
    return _holds(lambda: check_can_stop(acting, order))


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
