"""Pages of the administrator: who works here, who is invited, what one person may do."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from titrant.server.accounts import actions, inviting, rules, selectors
from titrant.server.accounts.forms import InviteForm, ReasonForm, RoleForm
from titrant.server.accounts.models import Account
from titrant.server.accounts.pages import acting_in, page
from titrant.server.accounts.roles import Right, Role
from titrant.server.accounts.rules import NotAllowed


@page(Right.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List who works here, and who is invited."""
    clinic = acting_in(request).clinic or 0
    return render(
        request,
        "accounts/people.html",
        {
            "people": selectors.people(clinic),
            "invitations": selectors.open_invitations(clinic),
            "link": request.session.pop("link", ""),
        },
    )


@page(Right.MANAGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            _, secret = inviting.invite(
                email=typed["email"],
                name=typed["name"],
                role=Role(typed["role"]),
                by=acting_in(request),
                key=request.POST.get("key", ""),
            )
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            if secret and settings.DEMONSTRATION:
                request.session["link"] = inviting.address_of(secret)
            messages.success(request, "The invitation is on its way. It is good for 7 days.")
            return redirect("people")
    return render(request, "accounts/invite.html", {"form": form})


@page(Right.MANAGE_PEOPLE)
@require_POST
def withdraw(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    acting = acting_in(request)
    if not selectors.open_invitations(acting.clinic or 0).filter(pk=invitation).exists():
        raise Http404
    inviting.withdraw(invitation=invitation, by=acting, key=request.POST.get("key", ""))
    messages.success(request, "The invitation is taken back: its link opens nothing.")
    return redirect("people")


@page(Right.MANAGE_PEOPLE)
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """Show one person: their roles, and what can be done about their account."""
    return _person(request, _found(request, person), ReasonForm())


def _person(
    request: HttpRequest, account: Account, form: ReasonForm, status: int = 200
) -> HttpResponse:
    acting = acting_in(request)
    theirs = selectors.roles_of(account, acting.clinic)
    return render(
        request,
        "accounts/person.html",
        {
            "person": account,
            "roles": [(role, rules.can_take(acting, account, role)) for role in theirs],
            "others": [
                role
                for role in rules.STAFF
                if role not in theirs and rules.can_give(acting, account, role)
            ],
            "can_disable": rules.can_disable(acting, account),
            "form": form,
        },
        status=status,
    )


@page(Right.MANAGE_PEOPLE)
@require_POST
def give_role(request: HttpRequest, person: UUID) -> HttpResponse:
    """Give somebody one more role."""
    return _role(request, person, actions.give_role, "{} is {} now.")


@page(Right.MANAGE_PEOPLE)
@require_POST
def take_role(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take a role away."""
    return _role(request, person, actions.take_role, "{} is not {} any more.")


def _role(request: HttpRequest, person: UUID, deed: Callable[..., None], says: str) -> HttpResponse:
    account = _found(request, person)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a role.")
        return redirect("person", account.ref)
    role = Role(form.cleaned_data["role"])
    acting = acting_in(request)
    deed(account=account, role=role, by=acting, key=request.POST.get("key", ""))
    messages.success(request, says.format(account.name, role.value))
    here = selectors.person_of(acting.clinic, account.ref)
    return redirect("person", account.ref) if here else redirect("people")


@page(Right.MANAGE_PEOPLE)
@require_POST
def switch(request: HttpRequest, person: UUID) -> HttpResponse:
    """Disable an account, or enable it again."""
    account = _found(request, person)
    active = request.POST.get("active") == "yes"
    says = "can sign in again" if active else "is disabled, and signed out everywhere"
    return _with_reason(request, account, actions.switch, says, active=active)


@page(Right.MANAGE_PEOPLE)
@require_POST
def sign_out_everywhere(request: HttpRequest, person: UUID) -> HttpResponse:
    """End everything that somebody is signed in with."""
    account = _found(request, person)
    return _with_reason(request, account, actions.end_sign_ins, "is signed out everywhere")


@page(Right.MANAGE_PEOPLE)
@require_POST
def clear_factors(request: HttpRequest, person: UUID) -> HttpResponse:
    """Take a lost second factor away."""
    account = _found(request, person)
    says = "sets up a new second factor at the next sign-in"
    return _with_reason(request, account, actions.clear_factors, says)


def _with_reason(
    request: HttpRequest,
    account: Account,
    deed: Callable[..., object],
    says: str,
    **facts: bool,
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _person(request, account, form, status=422)
    why = form.cleaned_data["why"]
    key = request.POST.get("key", "")
    deed(account=account, why=why, by=acting_in(request), key=key, **facts)
    messages.success(request, f"{account.name} {says}.")
    return redirect("person", account.ref)


def _found(request: HttpRequest, ref: UUID) -> Account:
    account = selectors.person_of(acting_in(request).clinic, ref)
    if account is None:
        raise Http404
    return account
