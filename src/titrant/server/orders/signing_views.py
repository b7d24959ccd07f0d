"""Pages where an order is looked at again, signed, prepared and stopped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from titrant.server.accounts import signing
from titrant.server.accounts.pages import acting_in
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed
from titrant.server.orders import actions, rules
from titrant.server.orders.forms import PrepareForm, StopForm
from titrant.server.orders.models import Order, State
from titrant.server.orders.rescue import rescues
from titrant.server.orders.resting import digest_of
from titrant.server.orders.shown import ladder_of, signs_words, typed_words
from titrant.server.orders.standing import standing_of
from titrant.server.orders.views import found_order
from titrant.server.patients.models import Patient
from titrant.server.patients.pages import patient_page
from titrant.server.patients.views import about
from titrant.server.sites.selectors import today
from titrant.units import Volume


@patient_page(Right.WRITE_ORDER, "patient order sign")
def sign(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Show what a signature covers, and take it with a second factor."""
    found, acting = found_order(patient, order), acting_in(request)
    key = request.POST.get("key", "")
    if actions.signed_before(by=acting, key=key):
        return redirect("patient_order", patient=patient.pk, order=order)  # a code counts once
    standing = standing_of(found)
    wrong = ""
    try:
        rules.check_can_sign(acting, found, standing)
        if request.method == "POST":
            wrong = signing.why_not_signed(request, acting.account)
            if not wrong:
                actions.sign(
                    order=found,
                    shown=request.POST.get("shown", ""),
                    by=acting,
                    rescue=tuple(request.POST.getlist("rescue")),
                    key=key,
                )
                messages.success(request, "Signed.")
                return redirect("patient_order", patient=patient.pk, order=order)
    except NotAllowed as error:
        return _back(request, found, error)
    climbed = standing.climbed
    assert climbed is not None  # it was checked
    first = found.state == State.DRAFT
    words = {
        "order": found,
        "typed": typed_words(found),
        "ladder": ladder_of(climbed),
        "first": first,
        "rescues": rescues(climbed.known, climbed.kb, today(patient.clinic)) if first else (),
        "ticked": request.POST.getlist("rescue"),
        "meaning": actions.MEANING if first else actions.SECOND,
        "signature": signing.asked(
            acting.account,
            button=signs_words(found, climbed),
            covers={"shown": digest_of(climbed.text, found)},
            says=wrong,
        ),
        **about(request, patient),
    }
    return render(request, "orders/sign.html", words)


@require_POST
@patient_page(Right.WRITE_ORDER, "patient order look")
def look(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Say that the ladder of a draft was read as it is now."""
    found = found_order(patient, order)
    try:
        actions.look_again(
            order=found,
            shown=request.POST.get("shown", ""),
            by=acting_in(request),
            key=request.POST.get("key", ""),
        )
    except NotAllowed as error:
        return _back(request, found, error)
    messages.success(request, "Written down: you looked at the ladder as it is now.")
    return redirect("patient_order", patient=patient.pk, order=order)


@patient_page(Right.PREPARE_ORDER, "patient order prepare")
def prepare(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Take what the hands read on vial, syringe and pump, and hold it against the order."""
    found, acting = found_order(patient, order), acting_in(request)
    standing = standing_of(found)
    try:
        rules.check_can_prepare(acting, found, standing)
    except NotAllowed as error:
        return _back(request, found, error)
    climbed = standing.climbed
    assert climbed is not None  # it was checked
    chain = climbed.made.chain
    assert chain is not None  # nothing is signed that has no ladder
    form = PrepareForm(
        request.POST or None,
        drawn=isinstance(chain.draw.rounded, Volume),
        pumped=chain.infusion is not None and chain.infusion.rate is not None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.prepare_order(
                order=found,
                read=form.read,
                words=form.words,
                by=acting,
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Prepared: what you read agrees with the order.")
            return redirect("patient_order", patient=patient.pk, order=order)
    words = {
        "title": "Prepare this order",
        "says": f"Ordered: {typed_words(found)}. Write what you read yourself, with its unit; "
        "nothing is filled in.",
        "does": "Hold it against the order",
        "form": form,
        **about(request, patient),
    }
    return render(request, "courses/decide.html", words)


@patient_page(Right.PREPARE_ORDER, "patient order stop")
def stop(request: HttpRequest, patient: Patient, order: UUID) -> HttpResponse:
    """Stop an order, or take back one that nobody has signed."""
    found, acting = found_order(patient, order), acting_in(request)
    try:
        rules.check_can_stop(acting, found)
    except NotAllowed as error:
        return _back(request, found, error)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop(
                order=found,
                why=form.cleaned_data["why"],
                by=acting,
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Stopped. It stays to be seen, with your reason.")
            return redirect("patient_order", patient=patient.pk, order=order)
    words = {
        "title": "Stop this order",
        "says": f"{typed_words(found)}, for {found.planned:%a %d %b %Y}.",
        "stands_at": reverse("patient_order", args=[patient.pk, found.pk]),
        "does": "Stop the order",
        "form": form,
        **about(request, patient),
    }
    return render(request, "courses/decide.html", words)


def _back(request: HttpRequest, order: Order, error: NotAllowed) -> HttpResponse:
    """Go back to the order, which shows everything that stands in the way, and say the first."""
    messages.error(request, str(error))
    return redirect("patient_order", patient=order.patient_id, order=order.pk)
