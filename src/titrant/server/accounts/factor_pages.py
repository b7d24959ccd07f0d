"""The one page of second factors where django-allauth would let the last one go."""

from allauth.mfa.webauthn import views as passkey
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from titrant.server.accounts import selectors
from titrant.server.accounts.adapter import FactorAdapter


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a passkey away, unless it is the only second factor of somebody who needs one."""
    found = selectors.factor_of(request.user.pk, pk)
    adapter = FactorAdapter()
    if found is not None and not adapter.can_delete_authenticator(found):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    answer: HttpResponseBase = passkey.remove_webauthn(request, pk=pk)
    return answer
