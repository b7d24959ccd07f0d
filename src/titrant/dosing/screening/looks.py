"""The plain ways to look for something: ever, now, once, lately, answered, measured, asked for."""

from collections.abc import Callable

from msgspec import Struct

from titrant.clinical import Fact, Sureness
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.known import Known, days_of, passes
from titrant.knowledge import Action, Rule


class Look(Struct, frozen=True, kw_only=True):
    """What a look came to: facts that were found, or why somebody has to be asked; neither: clear.

    `found` is None where nothing was. It may be empty, where the basis is no single fact: then
    `detail` says what it is. `at_least` is an action that the facts ask for by themselves, where
    it is graver than the cell's.
    """

    found: tuple[Fact, ...] | None = None
    ask: Why | None = None
    about: tuple[Fact, ...] = ()
    detail: str = ""
    at_least: Action | None = None


CLEAR = Look()
Looks = Callable[[Rule, Known], Look]


def unanswered(facts: tuple[Fact, ...]) -> Look:
    """Return what is missing where nobody says that it is so: only a clinician's no clears."""
    no = [fact for fact in facts if not fact.so]
    if any(fact.sure is not Sureness.REPORTED for fact in no):
        return CLEAR
    if no:
        return Look(ask=Why.UNCONFIRMED, about=tuple(no))
    return Look(ask=Why.NOT_ASKED)


def ever(rule: Rule, known: Known) -> Look:
    """On record at any time, whatever became of it."""
    facts = known.facts(*rule.concepts)
    so = tuple(fact for fact in facts if fact.so)
    return Look(found=so) if so else unanswered(facts)


def current(rule: Rule, known: Known) -> Look:
    """So today; an old entry is asked about, and one that is over is not today's answer."""
    facts = known.facts(*rule.concepts)
    found = tuple(fact for fact in facts if known.goes_on(fact))
    if found:
        return Look(found=found)
    old = tuple(fact for fact in facts if known.goes_on(fact) is None)
    clear = unanswered(facts)
    if old and clear != CLEAR:
        return Look(ask=Why.OLD_ENTRY, about=old)
    return clear


def past(rule: Rule, known: Known) -> Look:
    """Was so once, and is not so today."""
    facts = known.facts(*rule.concepts)
    so = tuple(fact for fact in facts if fact.so)
    if any(known.goes_on(fact) for fact in so):
        return CLEAR
    return Look(found=so) if so else unanswered(facts)


def recent(rule: Rule, known: Known) -> Look:
    """Happened within a time, and, where the rule says so, longer ago than another."""
    facts = known.facts(*rule.concepts)
    so = [fact for fact in facts if fact.so]
    window = days_of(rule.numbers["window"])
    after = days_of(rule.numbers["after"]) if "after" in rule.numbers else None
    found = tuple(
        fact
        for fact in so
        if fact.on is not None
        and known.age_of(fact.on) <= window
        and (after is None or known.age_of(fact.on) > after)
    )
    if found:
        return Look(found=found)
    undated = tuple(fact for fact in so if fact.on is None)
    if undated:
        return Look(ask=Why.UNDATED, about=undated)
    return CLEAR if so else unanswered(facts)


def answered_no(rule: Rule, known: Known) -> Look:
    """Something that has to be so, and was answered “no”."""
    facts = known.facts(*rule.concepts)
    no = tuple(fact for fact in facts if not fact.so)
    if no:
        return Look(found=no)
    return required(rule, known)


def required(rule: Rule, known: Known) -> Look:
    """Something that has to be on record, and not too old."""
    facts = known.so(*rule.concepts[:1])
    if not facts:
        return Look(ask=Why.NOT_ASKED)
    fresh = days_of(rule.numbers["fresh"]) if "fresh" in rule.numbers else None
    if fresh is None:
        return CLEAR
    days = {id(fact): day for fact in facts if (day := fact.on or fact.seen) is not None}
    if not days:
        return Look(ask=Why.UNDATED, about=facts)
    latest = max(days.values())
    if known.age_of(latest) <= fresh:
        return CLEAR
    return Look(
        ask=Why.TOO_OLD, about=tuple(fact for fact in facts if days.get(id(fact)) == latest)
    )


def above(rule: Rule, known: Known) -> Look:
    """The latest measurement lies above a bound."""
    return _beyond(rule, known, side=1)


def below(rule: Rule, known: Known) -> Look:
    """The latest measurement lies below a bound."""
    return _beyond(rule, known, side=-1)


def _beyond(rule: Rule, known: Known, *, side: int) -> Look:
    """Hold the measurements of the latest day against a bound; an old one is asked for again."""
    measured = known.measured(rule.concepts[0])
    if not measured:
        return Look(ask=Why.NOT_ASKED)
    latest = measured[0].on
    assert latest is not None  # `measured` has dated ones only
    if "fresh" in rule.numbers and known.age_of(latest) > days_of(rule.numbers["fresh"]):
        return Look(ask=Why.TOO_OLD, about=measured[:1])
    bound = rule.numbers["bound"]
    found = tuple(fact for fact in measured if fact.on == latest and passes(bound, fact) == side)
    return Look(found=found) if found else CLEAR
