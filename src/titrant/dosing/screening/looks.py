"""The plain ways to look for something: ever, now, once, lately, answered, measured, asked for."""

from collections.abc import Callable

from msgspec import Struct

from titrant.clinical import Fact, FactKind, Sureness
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.known import Known, days_of, passes
from titrant.knowledge import Action, Leaf, Rule


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


def unanswered(known: Known, *concepts: str) -> Look:
    """Return what is missing where nobody says that any of these is so.

    Only a clinician's “no” clears, while it is fresh, and only what it was said of: each of the
    concepts needs one, of its own or of a wider one.
    """
    if known.cleared(concepts):
        return CLEAR
    denials = [known.denied(concept) for concept in concepts]
    if not all(denials):
        return Look(ask=Why.NOT_ASKED)
    said = tuple({id(fact): fact for of_one in denials for fact in of_one}.values())
    confirmed = all(fact.sure is Sureness.CONFIRMED for fact in said)
    return Look(ask=Why.OLD_ENTRY if confirmed else Why.UNCONFIRMED, about=said)


def sure(facts: tuple[Fact, ...]) -> Look:
    """Return what is missing where something has to be so, and only the patient says that it is.

    A score that the patient filled in is what it is; a state or a signature is confirmed first.
    """
    if any(fact.kind is FactKind.OBSERVATION or fact.sure not in _UNSURE for fact in facts):
        return CLEAR
    return Look(ask=Why.UNCONFIRMED, about=facts)


_UNSURE = frozenset({Sureness.REPORTED, Sureness.SUSPECTED})


def ever(rule: Rule, known: Known) -> Look:
    """On record at any time, whatever became of it."""
    so = known.so(*rule.concepts)
    return Look(found=so) if so else unanswered(known, *rule.concepts)


def current(rule: Rule, known: Known) -> Look:
    """So today; an old entry is asked about, and one that is over is not today's answer."""
    facts = known.so(*rule.concepts)
    answer = unanswered(known, *rule.concepts)
    if not facts:
        return answer
    found = tuple(fact for fact in facts if known.goes_on(fact))
    if found:
        return Look(found=found)
    old = tuple(fact for fact in facts if known.goes_on(fact) is None)
    if old and answer != CLEAR:
        return Look(ask=Why.OLD_ENTRY, about=old)
    return answer


def past(rule: Rule, known: Known) -> Look:
    """Was so once, and is not so today."""
    so = known.so(*rule.concepts)
    if any(known.goes_on(fact) for fact in so):
        return CLEAR
    return Look(found=so) if so else unanswered(known, *rule.concepts)


def recent(rule: Rule, known: Known) -> Look:
    """Happened within a time, and, where the rule says so, longer ago than another."""
    so = known.so(*rule.concepts)
    window = days_of(rule.numbers["window"])
    after = days_of(rule.numbers["after"]) if "after" in rule.numbers else None
    days = {id(fact): known.last_day(fact) for fact in so}
    found = tuple(
        fact
        for fact in so
        if (day := days[id(fact)]) is not None
        and known.age_of(day) <= window
        and (after is None or known.age_of(day) > after)
    )
    if found:
        return Look(found=found)
    undated = tuple(fact for fact in so if days[id(fact)] is None)
    if undated:
        return Look(ask=Why.UNDATED, about=undated)
    return CLEAR if so else unanswered(known, *rule.concepts)


def answered_no(rule: Rule, known: Known) -> Look:
    """Something that has to be so, and was answered “no”."""
    no = tuple(fact for concept in rule.concepts for fact in known.denied(concept))
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
        return sure(facts)
    days = {id(fact): day for fact in facts if (day := fact.on or fact.seen) is not None}
    if not days:
        return Look(ask=Why.UNDATED, about=facts)
    latest = max(days.values())
    if known.age_of(latest) <= fresh:
        return sure(facts)
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
    of_day = tuple(fact for fact in measured if fact.on == latest)
    found = tuple(fact for fact in of_day if _lies(fact, bound, side) is True)
    if found:
        return Look(found=found)
    unclear = tuple(fact for fact in of_day if _lies(fact, bound, side) is None)
    return Look(ask=Why.NOT_ASKED, about=unclear) if unclear else CLEAR


def _lies(fact: Fact, bound: Leaf, side: int) -> bool | None:
    """Say whether a measurement lies beyond a bound; “less than 15” is below 30, and unclear at 10.

    None where a result that is itself a bound cannot tell.
    """
    assert fact.value is not None
    where = passes(bound, fact)
    if not fact.value.limit:
        return where == side
    towards = -1 if fact.value.limit.startswith("<") else 1
    if towards == side:
        surely = where == side or (where == 0 and "=" not in fact.value.limit)
        return True if surely else None
    return False if where in {0, -side} else None
