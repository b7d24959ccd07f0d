"""The questions of the screening that are answered with yes or no, each with what it asks for."""

from dataclasses import dataclass
from functools import lru_cache

from titrant.clinical import FactKind
from titrant.dosing.screening.treatment import TABLES
from titrant.knowledge import Rule
from titrant.server.patients.knowing import knowledge

_ELSEWHERE = frozenset({FactKind.OBSERVATION, FactKind.MEDICATION})  # they have their own pages
_SCALED = frozenset({"suicide-risk"})  # how grave it is, only the scale itself tells
_TAKEN_LATELY = "current"  # of medicines: a “no” to them is an answer, and no row of a list
_REQUIRED = "required"  # how rules find that ask for a value, of whoever has what they name


@dataclass(frozen=True)
class Question:
    """One question in the words of the knowledge base; `id` is its first rule's."""

    id: str
    words: str
    group: str
    concepts: tuple[str, ...]

    @property
    def named(self) -> list[tuple[str, str]]:
        """What may be so, each with its title."""
        return [(one, knowledge().concept(one).title) for one in self.concepts]

    @property
    def exactly(self) -> str:
        """What yes and no stand for, where the record asks it in other words than the question.

        “Is there any allergy?” is kept as whether the list was confirmed: no does not deny one.
        """
        (title, *others) = (title for _, title in self.named)
        asks = title.endswith("?") and not others and title != self.words
        return title if asks else ""


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Return every question that a yes or a no answers, by its id, in the order of its class.

    Rules that ask in the same words are one question; what is measured or taken is entered where
    measurements and medications are.
    """
    asked: dict[str, list[Rule]] = {}
    for table in TABLES:
        for rule in knowledge().rules(table):
            if rule.asks and _said(rule):
                asked.setdefault(rule.asks, []).append(rule)
    found = (
        Question(
            rules[0].id,
            words,
            rules[0].group,
            tuple(dict.fromkeys(one for rule in rules for one in _said(rule))),
        )
        for words, rules in asked.items()
    )
    return {one.id: one for one in sorted(found, key=lambda one: (one.group, one.words))}


def _said(rule: Rule) -> list[str]:
    """Return what a rule asks for that a yes names and a no denies."""
    if rule.finds in _SCALED:
        return []
    concepts = [knowledge().concept(one) for one in rule.concepts]
    if rule.finds == _TAKEN_LATELY and {one.kind for one in concepts} == {FactKind.MEDICATION}:
        return [one.id for one in concepts]
    plain = [one for one in concepts if one.unit is None and one.kind not in _ELSEWHERE]
    if rule.finds.startswith(_REQUIRED):
        plain = [one for one in plain if one.kind is FactKind.STATUS]
    return [one.id for one in plain]


@lru_cache(maxsize=1)
def by_rule() -> dict[str, Question]:
    """Return the question that each rule asks, by the rule."""
    words = {one.words: one for one in questions().values()}
    kb = knowledge()
    return {
        rule.id: words[rule.asks]
        for table in TABLES
        for rule in kb.rules(table)
        if rule.asks in words
    }
