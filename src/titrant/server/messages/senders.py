"""How a message leaves: by SMTP, through a plug for text messages, or onto the console."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from importlib.metadata import entry_points
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from titrant.server.messages.models import Message
from titrant.server.messages.templates import Channel

TIMEOUT = 20  # seconds: a mail server that does not answer is tried again later
PLUGS = "titrant.text_senders"

Sender = Callable[[Message], None]
TextSender = Callable[[str, str], None]  # a number, a text; raises where it was not taken


class NotSet(Exception):
    """No sender is set for a channel; the sentence says which setting names one."""


@dataclass(frozen=True)
class MailServer:
    """Where mails go: `smtp://name:password@host:587/?from=clinic@example.org`.

    `smtps` speaks TLS from the beginning; `smtp` changes to TLS before anything is said, except to
    a server on this machine.
    """

    url: str

    def __call__(self, message: Message) -> None:
        """Hand one mail over; raises what smtplib raises."""
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        sender = parse_qs(parts.query).get("from", [""])[0]
        if parts.scheme not in {"smtp", "smtps"} or not host or not sender:
            raise NotSet(
                "TITRANT_SMTP_URL reads smtp://name:password@host:587/?from=clinic@example.org"
            )
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, message.address, message.subject
        mail["Message-ID"] = f"<{message.pk}@{sender.rpartition('@')[2]}>"  # the same when repeated
        mail.set_content(message.text)
        with self._connected(parts.scheme, host, parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)

    def _connected(self, scheme: str, host: str, port: int | None) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=secure)
        server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT)
        if host not in {"localhost", "127.0.0.1", "::1"}:
            server.starttls(context=secure)
        return server


def console(message: Message) -> None:
    """Print that a message would have gone out, and its text; never to whom."""
    print(f"[{message.channel} {message.pk}] {message.text}", flush=True)  # noqa: T201 - its purpose


def text_sender() -> TextSender:
    """Return what sends text messages: TITRANT_TEXT_SENDER names a plug, or a dotted path."""
    name: str = settings.TEXT_SENDER
    plug = next(iter(entry_points(group=PLUGS, name=name)), None) if name else None
    if plug is not None:
        found: TextSender = plug.load()
        return found
    if not name:
        raise NotSet("TITRANT_TEXT_SENDER names nothing that sends text messages.")
    return import_string(name.replace(":", "."))  # type: ignore[no-any-return]


def by_text(message: Message) -> None:
    """Hand one text message to the plug."""
    text_sender()(message.address, message.text)


def sender_for(channel: str) -> Sender:
    """Return what sends messages of a channel; a demonstration sends none.

    Raises `NotSet` where a clinic has set none: the message waits, and somebody is told.
    """
    if settings.DEMONSTRATION:
        return console
    if channel == Channel.TEXT:
        return by_text
    if not settings.SMTP_URL:
        raise NotSet("TITRANT_SMTP_URL names no mail server.")
    return MailServer(settings.SMTP_URL)
