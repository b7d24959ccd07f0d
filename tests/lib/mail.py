"""A mail server of the tests on this machine: it keeps what it is given, and hands nothing on."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Keeping

LINK = re.compile(r"http://\S+")
ARRIVES_WITHIN = 30  # seconds


class Box(Keeping):
    """The mails that have arrived, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        """Keep a mail."""
        self.mails.append(message)

    def link_to(self, address: str) -> str:
        """Wait for a mail to somebody; return the link in it."""
        until = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < until:
            for mail in self.mails:
                if mail["To"] == address:
                    found = LINK.search(mail.get_payload(decode=True).decode())  # type: ignore[union-attr]
                    assert found, mail
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"{len(self.mails)} mails have arrived, and none for {address}.")


@contextmanager
def mail_server(port: int) -> Iterator[tuple[str, Box]]:
    """Serve mail at a port of the loopback address; yield its address, and what arrives there."""
    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}/?from=desk@clinic.example", box
    finally:
        server.stop()
