"""What django-allauth asks of us: who may sign up, what leaves by mail, how secrets are kept."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string

from titrant.server.accounts.models import Account
from titrant.server.accounts.roles import SECOND_FACTOR, Role


class ClinicAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up page, and keeps mails plain."""

    # What is said; bandit takes a key with "password" in it for one.
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This address and this password do not belong together.",  # nosec B105
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "enter_current_password": "This is not your password.",  # nosec B105
        "incorrect_password": "This is not your password.",  # nosec B105
        "rate_limited": "Too many tries. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Answer that accounts begin with an invitation."""
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return a mail of text alone: no name, no clinic, no picture that tells who opened it."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context).strip()
        text = render_to_string(f"{template_prefix}_message.txt", context).strip()
        return EmailMessage(subject, text, to=[email], headers=headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the mails about signing in: through the outbox."""
        self.render_mail(template_prefix, email, context).send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that how they sign in has changed; from which machine is not said."""
        self.send_mail(template_prefix, email or user.email, context or {})


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps secrets of authenticators encrypted, and the last one of who needs one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong, or was used already. Wait for the next one.",
        "cannot_delete_authenticator": (
            "This is your only second factor, and your role needs one. Set up another first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it; the key is in a file beside it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it is."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Answer whether another factor remains for somebody whose role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ).exists() or not needs_second_factor(authenticator.user)

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002
        """Return what a new passkey is called until somebody names it."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}"


def needs_second_factor(account: Account) -> bool:
    """Return whether a role in any clinic asks somebody for a second factor."""
    roles = account.memberships.values_list("role", flat=True)
    return any(Role(role) in SECOND_FACTOR for role in roles)


def _box() -> Fernet:
    secret = settings.INSTALLATION.secret("factors")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
