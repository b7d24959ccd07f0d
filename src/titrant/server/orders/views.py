"""Pages of orders: the list, writing one with its ladder, the order itself."""

from typing import Any, assert_never
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.courses.models import Course
from titrant.server.courses.selectors import knowledge_for, open_course
from titrant.server.orders import actions, rules, selectors
from titrant.server.orders.chosen import Chosen, chosen
from titrant.server.orders.forms import OrderForm
from titrant.server.orders.making import UnreadableOrder
from titrant.server.orders.models import Order, State
from titrant.server.orders.resting import climb, digest_of
from titrant.server.orders.shown import Ladder, ladder_of, typed_words
from titrant.server.orders.standing import standing_of
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about


@patient_page(Right.READ_RECORD, "patient orders")
def orders(request: HttpRequest, patient: Patient) -> HttpResponse:
    """List every order of a person, the newest first."""
    rows = [
        {"order": order, "typed": typed_words(order), "words": state_words(order)}
        for order in selectors.orders_of(patient)
    ]
    return render(request, "orders/orders.html", {"rows": rows, **about(request, patient)})


@patient_page(Right.WRITE_ORDER, "patient order new")
def new(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Write an order after a choice; the ladder fills as one types."""
    acting = acting_in(request)
    course, made = open_course(patient), _choice(request, patient)
    try:
        rules.check_can_order(acting, patient, course, made)
    except NotAllowed as error:
        return render(request, "orders/first.html", {"says": error, **about(request, patient)})
    assert course is not None  # it was checked
    assert made is not None
    form = _form(request, patient, course)
    ladder = None
    if request.method == "POST" and form.is_valid():
        ladder = _climbed(form, patient, course)
        if ladder is not None and "look" not in request.POST:
            try:
                order = actions.write_order(
                    patient=patient,
                    choice=made.id,
                    typed=form.typed,
                    by=acting,
                    key=request.POST.get("key", ""),
                )
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "Written. Nobody has signed it yet.")
                return redirect("patient_order", patient=patient.pk, order=order)
    kb = knowledge_for(patient, course.protocol)
    words = {
        "choice": made,
        "protocol": kb.protocol(course.protocol),
        "form": form,
        "ladder": ladder,
        **about(request, patient),
    }
    return render(request, "orders/new.html", words)


@require_POST
@patient_page(Right.WRITE_ORDER, "patient order ladder")
def ladder(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Climb what is typed so far, and say where it stops."""
    course = open_course(patient)
    if course is None:
        raise Http404
    form = _form(request, patient, course)
    shown = _climbed(form, patient, course) if form.is_valid() else None
    words = {"patient": patient, "form": form, "ladder": shown, "live": True}
    return render(request, "orders/ladder.html", words)


@patient_page(Right.READ_RECORD, "patient order")
def order(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Show an order: its ladder as of now, what changed, who signed, what may be done."""
    found = found_order(patient, order)
    acting, standing = acting_in(request), standing_of(found)
    climbed = standing.climbed
    draft = found.state == State.DRAFT
    words = {
        "order": found,
        "typed": typed_words(found),
        "words": state_words(found),
        "standing": standing,
        "ladder": None if climbed is None else ladder_of(climbed),
        "way": () if climbed is None or not found.live else rules.in_the_way(found, climbed),
        "may_sign": rules.can_sign(acting, found, standing),
        "may_look": draft and not standing.stands and acting.may(Right.WRITE_ORDER),
        "shown": "" if climbed is None else digest_of(climbed.text, found),
        "may_prepare": rules.can_prepare(acting, found, standing),
        "may_stop": rules.can_stop(acting, found),
        **about(request, patient),
    }
    return render(request, "orders/order.html", words)


def found_order(patient: Patient, order: UUID) -> Order:
    """Return one order of a record, or raise the page that it is not there."""
    found = selectors.order_for(patient, order)
    if found is None:
        raise Http404
    return found


def state_words(order: Order) -> str:
    """Return where an order stands, in words."""
    state = State(order.state)
    match state:
        case State.DRAFT:
            return "unsigned"
        case State.ON_HOLD:
            return "waits for a second prescriber"
        case State.ACTIVE:
            return "prepared" if order.prepared is not None else "signed"
        case State.STOPPED:
            return "stopped"
        case State.CANCELLED:
            return "taken back"
        case _:
            assert_never(state)


def _choice(request: HttpRequest, patient: Patient) -> Chosen | None:
    typed = request.POST.get("choice", "") or request.GET.get("choice", "")
    try:
        return chosen(patient, UUID(typed))
    except ValueError:
        return None


def _form(request: HttpRequest, patient: Patient, course: Course) -> OrderForm:
    kb = knowledge_for(patient, course.protocol)
    typed: Any = request.POST if request.method == "POST" else None
    return OrderForm(typed, protocol=kb.protocol(course.protocol), kb=kb)


def _climbed(form: OrderForm, patient: Patient, course: Course) -> Ladder | None:
    """Return the ladder of what was typed; None where something cannot be read."""
    try:
        return ladder_of(climb(form.typed, patient, course))
    except UnreadableOrder as error:
        form.unreadable(error)
        return None
