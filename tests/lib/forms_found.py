"""Finds the forms of a page, and fills them in as somebody would who types everywhere."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.lib.sources_found import Element, tree_of


@dataclass
class Found:
    """A form that a page sends by POST: where to, and its fields with what they hold."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)  # a field and its kind


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Found] = []
        self._open: Found | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Found(said.get("action", ""))
            if said.get("method", "").lower() == "post":
                self.forms.append(self._open)
        if self._open is None:
            return
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "input" and name and kind == "hidden":
            self._open.fields[name] = said.get("value", "")
        elif tag == "input" and name and kind in {"radio", "checkbox"}:
            self._open.choices.setdefault(name, []).append(said.get("value", "on"))
        elif tag in {"input", "textarea"} and name and kind not in {"submit", "file"}:
            self._open.typed[name] = kind
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select:
            self._open.choices.setdefault(self._select, []).append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = ""


def forms_of(page: str) -> list[Found]:
    """Return the forms of a page that are sent by POST."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def filled_in(page: str) -> dict[str, str]:
    """Return what a page's forms hold before anybody types: each field, and what is in it.

    Hidden fields, buttons and searches are no answers of anybody.
    """
    found: dict[str, str] = {}
    for form in (one for one in tree_of(page).walk() if one.tag == "form"):
        for one in form.walk():
            name, kind = one.attributes.get("name", ""), one.attributes.get("type", "text")
            if one.tag == "input" and kind in {"radio", "checkbox"}:
                said = one.attributes.get("value", "on") if "checked" in one.attributes else ""
            elif one.tag == "input" and kind not in {"hidden", "submit", "search"}:
                said = one.attributes.get("value", "")
            elif one.tag == "textarea":
                said = one.text()
            elif one.tag == "select":
                said = _selected(one)
            else:
                continue
            if said:
                found[name] = said
    return found


def _selected(select: Element) -> str:
    options = [one for one in select.walk() if one.tag == "option"]
    chosen = [one for one in options if "selected" in one.attributes] or options[:1]
    return " ".join(one.attributes.get("value", one.text()) for one in chosen)
