"""The page that an invitation's link opens."""

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from titrant.server.accounts import inviting, selectors
from titrant.server.accounts.forms import PasswordForm
from titrant.server.accounts.inviting import LinkOver
from titrant.server.accounts.models import Account, Invitation
from titrant.server.accounts.pages import ANYBODY, acting_of, page
from titrant.server.web.errors import explained


@page(ANYBODY)
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Let an invited person in: with a new password, or with the account that they have."""
    try:
        invitation = inviting.invitation_of(secret)
        if acting_of(request) is not None:
            return _as_oneself(request, secret, invitation)
        if selectors.account_for(invitation.email):
            return redirect_to_login(request.path)
        return _anew(request, secret, invitation)
    except LinkOver as over:
        return explained(request, "This link is over", str(over), status=410)


def _anew(request: HttpRequest, secret: str, invitation: Invitation) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = inviting.accept(secret=secret, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            answer = perform_login(request, account, redirect_url="/")
            reauthenticate_by_password(request)  # they chose it a moment ago
            assert isinstance(answer, HttpResponse)
            return answer
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})


def _as_oneself(request: HttpRequest, secret: str, invitation: Invitation) -> HttpResponse:
    account = request.user
    assert isinstance(account, Account)
    if request.method != "POST" and account.email == invitation.email:
        return render(request, "accounts/join_too.html", {"invitation": invitation})
    joined = inviting.join(secret=secret, account=account)
    request.session["clinic"] = joined.clinic_id
    messages.success(request, f"You are {joined.role} of {joined.clinic.name} now.")
    return redirect("home")
