"""A section of the record, declared once: what it holds, its form, its columns, what it tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.audit.actor import Actor
from titrant.server.audit.kinds import EntryKind
from titrant.server.audit.models import Entry
from titrant.server.patients.case import CaseParts
from titrant.server.patients.models import Clinical, Recorded
from titrant.server.patients.row_form import RowForm
from titrant.server.pictures.wanted import Drawing


@dataclass(frozen=True)
class Column:
    """One column of a section: its heading, what stands in it for a row, whether it is a number."""

    heading: str
    cell: Callable[[Any], object]
    figure: bool = False


@dataclass(frozen=True)
class Act:
    """One more thing that can be done with a row: the name of its page, its words, to whom."""

    page: str
    words: str
    open_to: Callable[[Any, Acting], bool]


def _nothing(_: CaseParts, __: Sequence[Any]) -> None:
    """Tell nothing: this section bears on no screening."""


def _follows(_: Entry, __: Any, ___: Actor) -> None:
    """Let nothing follow from a row."""


def _shown(_: Any, __: Acting) -> bool:
    return False


@dataclass(frozen=True)
class Section:
    """One section of a patient's record; `word` stands in its address, `one` in its sentences.

    `tell` adds its rows that count to the case which the screening reads. `hidden` rows keep their
    figures from somebody, who is to read them unseen. `picture` draws the rows that count, the
    oldest first, as of a moment in the clinic's zone; None where there is nothing to draw. `then`
    is what follows from a row being written, in the same transaction: a task, where there is one.
    Rows that `goes_on` says are so now all stand on the first page of a record, however many.
    """

    word: str
    title: str
    one: str
    kind: EntryKind[Any]
    model: type[Recorded]
    form: type[RowForm]
    columns: tuple[Column, ...]
    empty: str
    order: int
    reads: Right = Right.READ_RECORD
    writes: Right = Right.WRITE_RECORD
    tell: Callable[[CaseParts, Sequence[Any]], None] = _nothing
    hidden: Callable[[Any, Acting], bool] = _shown
    acts: tuple[Act, ...] = ()
    picture: Callable[[Sequence[Any], datetime], Drawing | None] | None = None
    then: Callable[[Entry, Any, Actor], None] = _follows
    goes_on: Callable[[Any], bool] | None = None

    @property
    def a(self) -> str:
        """One of its rows, with the article before it: an allergy."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"

    @property
    def page(self) -> str:
        """The name of the page of its rows."""
        return f"patient_{self.word}"

    @property
    def add_page(self) -> str:
        """The name of the page that adds a row."""
        return f"{self.page}_add"

    @property
    def correct_page(self) -> str:
        """The name of the page that corrects a row."""
        return f"{self.page}_correct"

    @property
    def strike_page(self) -> str:
        """The name of the page that marks a row as entered in error."""
        return f"{self.page}_strike"

    @property
    def confirm_page(self) -> str:
        """The name of the page that confirms a row."""
        return f"{self.page}_confirm"

    @property
    def picture_page(self) -> str:
        """The name of the address of its picture."""
        return f"{self.page}_picture"

    @property
    def clinical(self) -> bool:
        """Whether its rows say who stands behind them."""
        return issubclass(self.model, Clinical)


_SECTIONS: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Give the record one more section; an app above this one registers its own at the start."""
    if section.word in _SECTIONS:
        raise ValueError(f"There are two sections called {section.word}.")
    _SECTIONS[section.word] = section
    return section


def sections() -> list[Section]:
    """Return every section in the order of the patient's page."""
    return sorted(_SECTIONS.values(), key=lambda section: section.order)


def section_of(kind: str) -> Section:
    """Return the section whose rows a kind of entry writes; raises `KeyError` for another kind."""
    return {one.kind.name: one for one in _SECTIONS.values()}[kind]
