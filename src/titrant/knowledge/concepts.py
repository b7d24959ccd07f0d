"""Concepts: what a record may say about a person, and how its codes and words are recognised."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from titrant.clinical import FactKind, MatchedBy


class Lasts(StrEnum):
    """How long a finding counts."""

    LIFETIME = "lifetime"  # whatever its status says
    CHRONIC = "chronic"  # as long as it is listed as active
    EPISODE = "episode"  # an old entry is asked about, not believed
    ACUTE = "acute"  # gone within days or weeks: an entry is old sooner
    DAY = "day"  # answered for one day, and asked again on the next


class Concept(Struct, frozen=True, kw_only=True):
    """One thing that a record may say. `within` are all wider concepts, the nearest first."""

    id: str
    title: str
    kind: FactKind
    within: tuple[str, ...]
    lasts: Lasts
    unit: str | None
    units: dict[str, str]


Better = Literal["lower", "higher"]


class Instrument(Struct, frozen=True, kw_only=True):
    """A scale: the concept of its total, which way is better, the codes of its items and answers.

    `total` is None where no LOINC code was found, `items` are empty where only the total is read.
    `item_concepts` are the items that are a concept of their own, by their code. Its numbers are
    the leaves `instrument.<id>.<name>`.
    """

    id: str
    title: str
    concept: str
    better: Better
    total: str | None
    items: frozenset[str]
    item_concepts: dict[str, str]
    answers: dict[str, Decimal]


def instrument_of(id: str, row: dict[str, Any]) -> Instrument:
    """Return a scale from its compiled row."""
    return Instrument(
        id=id,
        title=row["title"],
        concept=row["concept"],
        better=row["better"],
        total=row["total"],
        items=frozenset(row["items"]),
        item_concepts={code: one for code, one in row["items"].items() if one is not None},
        answers={code: Decimal(score) for code, score in row["answers"].items()},
    )


class Match(Struct, frozen=True):
    """A concept that was recognised, and by what."""

    concept: str
    by: MatchedBy


class Context(StrEnum):
    """What the words around a thing do to it."""

    STATED = "stated"
    PAST = "past"  # “history of”, “in remission”
    SUSPECTED = "suspected"
    DENIED = "denied"  # “no”, “denies”, “without”
    FAMILY = "family"  # somebody else's


_FAMILY = (
    "family history",
    "family hx",
    "fh of",
    "mother has",
    "father has",
    *(
        f"{side} {who}"  # alone it is about the person: “maternal care”
        for side in ("maternal", "paternal")
        for who in (
            *("aunt", "uncle", "grandmother", "grandfather", "grandparent", "grandparents"),
            *("cousin", "relative", "relatives", "side", "family", "history", "hx"),
        )
    ),
)
_DENIED = (
    *("no", "not", "without", "denies", "denied", "never had"),
    *("negative for", "absence of", "ruled out"),
)
_SUSPECTED = (
    *("suspected", "suspicion of", "possible", "probable", "query", "rule out", "r o", "?"),
    *("at risk of", "risk of", "fear of", "screening for", "concern for"),
)
_PAST = (
    *("history of", "hx of", "h o", "past", "previous", "former", "resolved"),
    *("status post", "s p", "remote", "remission"),
)

_CUES: tuple[tuple[Context, tuple[str, ...]], ...] = (
    (Context.FAMILY, _FAMILY),
    (Context.DENIED, _DENIED),
    (Context.SUSPECTED, _SUSPECTED),
    (Context.PAST, _PAST),
)
_AFTER = frozenset({"ruled out"})
_NOT_OVER = "not in remission"
_WORD = re.compile(r"[^\W_]+|\?")


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text: lower case, without marks, accents kept, nothing invisible."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    return tuple(_WORD.findall(plain.casefold()))


@lru_cache(maxsize=20_000)
def context_of(text: str) -> Context:
    """Return what the words around a thing do to it: whose it is, and whether it is so."""
    said = f" {' '.join(words_of(text))} ".replace(f" {_NOT_OVER} ", " ")
    for context, cues in _CUES:
        for cue in cues:
            at = said.find(f" {cue} ")
            if at == 0 or (at > 0 and (cue in _AFTER or context is not Context.DENIED)):
                return context
    return Context.STATED


Names = dict[str, list[tuple[tuple[str, ...], str | None]]]


# How the words begin by which a text that is no entry of an allergy list tells of an allergy.
_ALLERGIC = ("allerg", "hypersensitiv", "anaphyla", "angioed", "urticari", "reaction", "intoleran")


class Matcher:
    """Recognises concepts by code, and by name where words say them."""

    def __init__(self, concepts: Mapping[str, Mapping[str, Any]]) -> None:
        self._kinds = {id: FactKind(concept["kind"]) for id, concept in concepts.items()}
        self._codes: dict[tuple[str, str], list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}
        self._names: dict[str, Names] = {}
        for id, concept in concepts.items():
            for system in ("snomed", "rxnorm", "loinc"):
                for code in concept[system]:
                    self._codes.setdefault((system, code), []).append(id)
            for beginning in concept["icd10"]:
                self._beginnings.setdefault(_bare(beginning), []).append(id)
            names = self._names.setdefault(concept["kind"], {})
            for name in concept["names"]:
                _put(names, name, id)
            for name in concept["not_names"]:
                _put(names, name, None)
        self._longest = max(map(len, self._beginnings), default=0)
        for names in self._names.values():
            for entries in names.values():
                entries.sort(key=lambda entry: -len(entry[0]))

    def by_code(self, system: str, code: str) -> list[str]:
        """Return the concepts of a code; the longest known beginning of an ICD-10 code decides."""
        if system != "icd10":
            return self._codes.get((system, code), [])
        bare = _bare(code)
        for end in range(min(len(bare), self._longest), 2, -1):
            if found := self._beginnings.get(bare[:end]):
                return found
        return []

    def by_name(self, text: str, kinds: Collection[FactKind]) -> list[str]:
        """Return the concepts of some kinds that a text names, each once, in the text's order.

        In a list of allergies the bare name of a drug is an allergy; elsewhere only where the text
        says so: “ketamine cystitis” is none.
        """
        words = words_of(text)
        found: dict[str, None] = {}
        elsewhere = len(kinds) > 1 and not any(word.startswith(_ALLERGIC) for word in words)
        for kind in kinds:
            if kind is FactKind.ALLERGY and elsewhere:
                continue
            for id in _named(self._names.get(kind, {}), words):
                found.setdefault(id)
        return list(found)

    def match(
        self, codes: Sequence[tuple[str, str]], texts: Sequence[str], kinds: Collection[FactKind]
    ) -> list[Match]:
        """Return what an entry is, by any of its codes or any of its texts; empty where unknown."""
        found = {
            id: Match(id, MatchedBy.CODE)
            for system, code in codes
            for id in self.by_code(system, code)
            if self._kinds[id] in kinds
        }
        for text in texts:
            for id in self.by_name(text, kinds):
                found.setdefault(id, Match(id, MatchedBy.NAME))
        return list(found.values())


def _bare(code: str) -> str:
    return code.replace(".", "").upper()


def _put(names: Names, name: str, id: str | None) -> None:
    words = words_of(name)
    names.setdefault(words[0], []).append((words, id))


def _named(names: Names, words: tuple[str, ...]) -> Iterator[str]:
    """Yield what a text names: the longest name first at each word, and no word twice."""
    at = 0
    while at < len(words):
        longest = 0
        for name, id in names.get(words[at], ()):
            if len(name) < longest:
                break
            if words[at : at + len(name)] == name:
                longest = len(name)
                if id is not None:
                    yield id
        at += longest or 1


def all_within(id: str, nearest: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Return every concept that one lies within, the nearest first."""
    found: dict[str, None] = {}
    waiting = list(nearest(id))
    while waiting:
        wider = waiting.pop(0)
        if wider not in found:
            found[wider] = None
            waiting += nearest(wider)
    return tuple(found)


def narrower(concepts: Iterable[Concept]) -> dict[str, frozenset[str]]:
    """Return for each of all concepts itself and every one that lies within it."""
    found: dict[str, set[str]] = {}
    for concept in concepts:
        for id in (concept.id, *concept.within):
            found.setdefault(id, set()).add(concept.id)
    return {id: frozenset(within) for id, within in found.items()}
