"""Every text that leaves the program. The list is closed: nobody sends words of their own.

A text names no person, no clinic and no treatment: whoever else reads the screen learns that
somebody was asked to open a page or to call a number.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Channel(StrEnum):
    """How a message reaches somebody."""

    MAIL = "mail"
    TEXT = "text"


@dataclass(frozen=True)
class Template:
    """One text. `{link}`, `{when}` and `{phone}` are all that can be filled in."""

    name: str
    about: str
    subject: str
    text: str


@dataclass(frozen=True)
class Filling:
    """What is filled into a template: an address of ours, a time of day, a telephone number."""

    link: str = ""
    when: datetime | None = None
    zone: str = "UTC"
    phone: str = ""

    def words(self) -> dict[str, str]:
        """Return what stands in each place; raises `ValueError` for words that are none of these.

        A number holds digits, a link is one of ours: a name or a sentence does not pass.
        """
        if self.phone and not set(self.phone) <= set("+0123456789 ()-./"):
            raise ValueError("A telephone number holds digits.")
        if self.link and (
            any(sign.isspace() for sign in self.link) or not self.link.startswith("http")
        ):
            raise ValueError("A link is an address of this program.")
        there = None if self.when is None else self.when.astimezone(ZoneInfo(self.zone))
        when = "" if there is None else f"{there:%a} {there.day} {there:%b}, {there:%H:%M}"
        return {"link": self.link, "when": when, "phone": self.phone}


TASK_WAITING = "task-waiting"
_ALL = (
    Template(
        "invitation",
        "invitation to a person who will work here",
        "You are invited",
        "You are invited to set up your access. Open this link within seven days: {link}",
    ),
    Template(
        "forms-waiting",
        "link to a form",
        "Something waits for you",
        "A form waits for you. Open this link: {link} Questions? Call {phone}.",
    ),
    Template(
        "appointment",
        "reminder of an appointment",
        "Your appointment",
        "You have an appointment on {when}. If you cannot come, call {phone}.",
    ),
    Template(
        "please-call",
        "request to call",
        "Please call us",
        "Please call {phone} when you can.",
    ),
    Template(
        TASK_WAITING,
        "notice that a task waits",
        "A task waits for you",
        "A task waits for you. Sign in: {link}",
    ),
    Template(
        "account-changed",
        "notice that an account was changed",
        "Your access was changed",
        "Your access was changed. If it was not you, call {phone}. Sign in: {link}",
    ),
)
TEMPLATES: dict[str, Template] = {template.name: template for template in _ALL}
_LINK = re.compile(r"https?://\S+")
ACCOUNT_MAIL = "account-mail"  # django-allauth's own texts, which our templates of its mails hold


def filled(name: str, filling: Filling) -> tuple[str, str]:
    """Return the subject and the text of a template; raises `KeyError` for a name not listed."""
    template = TEMPLATES[name]
    words = filling.words()
    empty = [place for place, word in words.items() if f"{{{place}}}" in template.text and not word]
    if empty:
        raise ValueError(f"The template {name} needs {', '.join(empty)}.")
    return template.subject, template.text.format(**words)


def without_links(text: str) -> str:
    """Return a text with its links taken out: who reads it later opens nothing with them."""
    return _LINK.sub("[link]", text)


def about(name: str) -> str:
    """Return what a message is, in words for a list."""
    template = TEMPLATES.get(name)
    return "mail about signing in" if template is None else template.about
