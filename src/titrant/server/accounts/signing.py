"""A signature: a code that the authenticator shows now, or a passkey. A password signs nothing."""

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from titrant.server.accounts import entries
from titrant.server.accounts.models import Account
from titrant.server.accounts.reentry import PASSKEY, passkey_options, right_code, right_passkey
from titrant.server.audit.actor import Actor
from titrant.server.audit.appending import append

CODE = "code"
WRONG = (
    "That is not the code that your authenticator shows now. Each code counts once: if you "
    "signed in with this one, wait for the next."
)
NOT_THE_KEY = "That is not one of your passkeys. Try again, or sign with a code."
TOO_MANY = "Too many tries. Wait a minute, then try again."


def why_not_signed(request: HttpRequest, account: Account) -> str:
    """Return "" where the right second factor came with the form, else what was wrong with it.

    A wrong one is an entry of the record, as at signing in; more than ten a minute are not read.
    """
    if not ratelimit.consume(request, action="reauthenticate", user=account):
        return TOO_MANY
    passkey = request.POST.get(PASSKEY, "")
    if passkey:
        says = "" if right_passkey(account, passkey) else NOT_THE_KEY
    else:
        says = "" if right_code(account, request.POST.get(CODE, "")) else WRONG
    if says:
        body = entries.SignInFailed(account.pk, "second factor, to sign")
        append(entries.sign_in_failed, body, by=Actor(account=account.pk))
    return says


def asked(account: Account, *, button: str, covers: dict[str, str], says: str = "") -> Any:
    """Return what the component that asks for a signature shows.

    `covers` are hidden fields: what was read, so that nothing else is signed. `button` says what
    happens when it is pressed.
    """
    return {
        "code": Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists(),
        "options": passkey_options(account),
        "passkey": PASSKEY,
        "button": button,
        "covers": covers,
        "says": says,
    }
