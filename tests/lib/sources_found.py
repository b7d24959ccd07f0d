"""Finds clinical numbers on a page, and whether each leads to its source in one step.

A number with a clinical unit stands in an item: a list item, a row of a table, a fact, a
paragraph, or a heading with what it heads. The item, or the list item or row around it, has to hold
a source that opens, a link to where the number was written down, or the words that it is worked out
from the rungs above. A form is what somebody types.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

_UNITS = (
    r"mg/kg/h|mg/kg|mcg/kg|µg/kg|mg/mL|mL/h|mg/h|ng·h/mL|ng/mL|mg|mcg|µg|micrograms?|mL|mmHg|"
    r"mm\[Hg\]|kg/m2|kg|lb|cm|%|/min|U/L|points?|sprays?|devices?|"
    r"min|minutes?|hours?|days?|weeks?|months?"
)
_RANGE = r"\d[\d.,…]*(?:\s*(?:to|–|-|or)\s*\d[\d.,]*)?"
NUMBER = re.compile(rf"(?<![\w.]){_RANGE}\s*(?:{_UNITS})(?![\w/])")
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_ITEMS = frozenset({"li", "tr", "article", "dd", "p", "div", "h1", "h2", "h3", "summary"})
_HEADS = frozenset({"h1", "h2", "h3", "h4"})
_UNSEEN = frozenset({"script", "style", "nav", "svg", "form", "head", "footer"})


@dataclass
class Element:
    """One element of a page, with what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """The classes that it has."""
        return set(self.attributes.get("class", "").split())

    def walk(self) -> "Iterator[Element]":
        """Return it and every element in it, as they stand."""
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.walk()

    def text(self) -> str:
        """Return what it says, in one line."""
        said = (one if isinstance(one, str) else one.text() for one in self.inside)
        return " ".join("".join(said).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self._at = Element("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self._at.tag == "option":  # its end may be left out
            self.handle_endtag(tag)
        made = Element(tag, {name: value or "" for name, value in attrs}, self._at)
        self._at.inside.append(made)
        if tag not in _VOID:
            self._at = made

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self._at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self._at = at.parent

    def handle_data(self, data: str) -> None:
        self._at.inside.append(data)


def tree_of(page: str) -> Element:
    """Return a page as its elements."""
    reader = _Reader()
    reader.feed(page)
    return reader.root


def without_source(
    page: str, is_source: Callable[[str], bool], names: Iterable[str] = ()
) -> list[str]:
    """Return each item of a page's main part that has a clinical number and no source.

    `is_source` says of an address whether it leads to where a number comes from. `names` are what
    things are called: a number in them is no statement.
    """
    for name in sorted(names, key=len, reverse=True):  # some begin as others do
        page = page.replace(escape(name), "").replace(name, "")
    (main,) = (one for one in tree_of(page).walk() if one.tag == "main")
    found: dict[int, Element] = {}
    for element in _seen(main):
        texts = [one for one in element.inside if isinstance(one, str)]
        if any(map(NUMBER.search, texts)):
            item = _item(element)
            found[id(item)] = item
    return [
        one.text() for one in found.values() if not any(_leads(at, is_source) for at in _near(one))
    ]


def _seen(element: Element) -> Iterator[Element]:
    if element.tag in _UNSEEN or element.classes & {"source", "out-of-sight"}:
        return
    yield element
    for one in element.inside:
        if isinstance(one, Element):
            yield from _seen(one)


def _item(element: Element) -> Element:
    at = element
    while at.tag not in _ITEMS and at.parent is not None:
        at = at.parent
    return at


def _near(item: Element) -> list[Element]:
    """Return an item with the list item or row around it; a heading with what it heads."""
    if item.tag in _HEADS:
        return [item, *_headed(item)]
    at = item.parent
    while at is not None and at.tag not in {"li", "tr", "dl", "details"}:
        at = at.parent
    return [item] if at is None else [item, at]


def _headed(heading: Element) -> Iterator[Element]:
    """Yield what stands below a heading, up to the next one."""
    assert heading.parent is not None
    below = False
    for one in heading.parent.inside:
        if below and isinstance(one, Element):
            if one.tag in _HEADS or any(inner.tag in _HEADS for inner in one.walk()):
                return
            yield one
        below = below or one is heading


def _leads(element: Element, is_source: Callable[[str], bool]) -> bool:
    return any(
        one.classes & {"source", "worked-out"}
        or (one.tag == "a" and is_source(one.attributes.get("href", "")))
        for one in element.walk()
    )
