"""Takes every mail that Django or django-allauth would send, and puts it into the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from titrant.server.audit.appending import new_ref
from titrant.server.messages.actions import put
from titrant.server.messages.models import Message
from titrant.server.messages.templates import ACCOUNT_MAIL, Channel


class OutboxBackend(BaseEmailBackend):
    """The only way a mail leaves: through the outbox, in the same transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put mails into the outbox; return how many."""
        for mail in email_messages:
            for address in mail.to:
                put(
                    Message(
                        id=new_ref(),
                        clinic=int(mail.extra_headers.get("Titrant-Clinic", 0)),
                        template=ACCOUNT_MAIL,
                        channel=Channel.MAIL,
                        address=address,
                        subject=str(mail.subject),
                        text=str(mail.body),
                    )
                )
        return len(email_messages)
