"""Facts, files and whatever was not understood as lines of plain text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from titrant.cli.page import Page, page_width
from titrant.clinical import (
    Contradiction,
    Fact,
    FileRead,
    MatchedBy,
    SetAside,
    State,
    Subject,
    Sureness,
    Unmapped,
)

MORE = "see “titrant record”, or --json"
_SHORT = 6  # entries of one sort that are printed where the rest is counted

# What bears on care by its name alone is always printed; of laboratory values a few are enough.
_IN_BULK = frozenset({"observation", "procedure", "measurement"})


def entry(mark: str, text: str, indent: int = 2) -> list[str]:
    """Return an entry of a list, hanging from its mark; no word is broken at a hyphen."""
    page = Page(page_width())
    return page.entry(mark, text, indent) if mark else page.wrap(text, indent)


class Facts:
    """Facts as text: each with its place where it is first printed, and briefly after that.

    The file is named where several were read.
    """

    def __init__(self, files: Sequence[FileRead]) -> None:
        self._several = len(files) > 1
        self._printed: set[Fact] = set()

    def whole(self, fact: Fact) -> str:
        """Return a fact: what, since when, how sure, and where it stands."""
        if fact in self._printed:
            return brief_fact(fact)
        self._printed.add(fact)
        origin = str(fact.origin) if self._several else fact.origin.place
        return f"{', '.join(_said(fact))} [{origin}]"

    def lines(self, facts: Sequence[Fact], indent: int) -> list[str]:
        """Return facts as entries, the first few of many."""
        shown = [entry("", self.whole(fact), indent) for fact in facts[:_SHORT]]
        lines = [line for one in shown for line in one]
        if len(facts) > _SHORT:
            lines += entry("", f"and {len(facts) - _SHORT} more: see --json", indent)
        return lines


def brief_fact(fact: Fact) -> str:
    """Return what a fact says, and its day."""
    said = [*_what(fact)]
    if fact.on is not None:
        said.append(f"{fact.on}")
    return ", ".join(said)


def _what(fact: Fact) -> Iterator[str]:
    yield fact.text
    if fact.value is not None and f" {fact.value.shown} " not in f" {fact.text} ":
        yield fact.value.shown
    if fact.word:
        yield f"“{fact.word}”"
    if not fact.so:
        yield "answered no"


def _said(fact: Fact) -> list[str]:
    said = [brief_fact(fact)]
    if fact.state is State.ENDED:
        said.append(f"ended {fact.ended}" if fact.ended else "ended")
    if fact.daily is not None:
        said.append(f"{fact.daily.brief()} a day")
    if fact.sure is not Sureness.RECORDED:
        said.append(str(fact.sure))
    if fact.by is MatchedBy.NAME:
        said.append("matched by name")
    return said


def person_text(subject: Subject, as_of: date) -> str:
    """Return who it is about: sex and age, or that the record says they died."""
    sex = str(subject.sex).capitalize() if subject.sex is not None else "Sex not known"
    if subject.dead:
        when = f" on {subject.died_on}" if subject.died_on is not None else ""
        return f"{sex}, recorded as dead{when}"
    if subject.born is None:
        return f"{sex}, age not known"
    youngest, oldest = subject.born.youngest(as_of), subject.born.oldest(as_of)
    years = f"{youngest}" if youngest == oldest else f"{youngest} or {oldest}"
    return f"{sex}, {years} years"


def files_text(files: Iterable[FileRead]) -> str:
    """Return which files were read, and what they are."""
    return "Read: " + "; ".join(f"{file.name}, {file.form}" for file in files) + "."


def contradictions_text(contradictions: Sequence[Contradiction]) -> list[str]:
    """Return what cannot both be right."""
    return [
        line
        for one in contradictions
        for line in entry("-", f"{one.about}: {' / '.join(one.says)}. {_sentence(one.counts)}")
    ]


def unmapped_title(files: Sequence[FileRead]) -> str:
    """Return how much of the files no concept covers, as a share."""
    entries = sum(file.entries for file in files)
    unmapped = entries - sum(file.mapped for file in files)
    share = round(100 * unmapped / entries) if entries else 0
    return f"Not mapped, or not used: {unmapped} of {entries} entries ({share} %)"


def unmapped_text(unmapped: Sequence[Unmapped], *, whole: bool) -> list[str]:
    """Return what no concept covers; laboratory values and procedures in short unless `whole`."""
    kinds: dict[str, list[Unmapped]] = {}
    for one in unmapped:
        kinds.setdefault(one.kind, []).append(one)
    lines: list[str] = []
    for kind, entries in kinds.items():
        named = [one.text + _times(one) for one in entries]
        if not whole and kind.casefold() in _IN_BULK and len(named) > _SHORT:
            named = [*named[:_SHORT], f"and {len(named) - _SHORT} sorts more: {MORE}"]
        lines += entry(f"{kind}:", "; ".join(named))
    return lines


def aside_text(aside: Sequence[SetAside]) -> list[str]:
    """Return what was read and is not used, by the reason."""
    reasons: dict[str, list[str]] = {}
    for one in aside:
        reasons.setdefault(one.why, []).append(one.what + _times(one))
    lines: list[str] = []
    for why, named in reasons.items():
        shown = named[:_SHORT]
        if len(named) > _SHORT:
            shown.append(f"and {len(named) - _SHORT} more: {MORE}")
        lines += entry("-", f"{_sentence(why)[:-1]}: {'; '.join(shown)}")
    return lines


def aside_whole(aside: Sequence[SetAside], files: Sequence[FileRead]) -> list[str]:
    """Return each entry that was read and is not used, with its place."""
    several = len(files) > 1
    return [
        line
        for one in aside
        for line in entry(
            "-",
            f"{one.what}{_times(one)}: {one.why} [{one.origin if several else one.origin.place}]",
        )
    ]


def _times(one: Unmapped | SetAside) -> str:
    return f" ({one.times} times)" if one.times > 1 else ""


def _sentence(words: str) -> str:
    """Return words as a sentence, with the rest of them as they were written."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
