"""What meets an item, as a nurse reads it: a value or an answer, who said it, and the day."""

from collections.abc import Iterable
from datetime import date

from titrant.clinical import Fact, FactKind, Sureness
from titrant.dosing.visit.items import Day
from titrant.knowledge import Rule

_NAMES = {
    "address-confirmed": "Place of the dose and callback number confirmed",
    "airway-kit-checked": "Airway equipment checked",
    "c-ssrs": "Suicide risk",
    "consent-signed": "Consent to this treatment signed",
    "diabetes": "Diabetes",
    "dose-watched-live": "A clinician watches this dose live",
    "escort-arranged": "Responsible adult for the way home",
    "fasted": "Fasting instruction followed",
    "has-capacity": "Capacity to decide about this treatment",
    "home-hazards-cleared": "Water, heights, fire and falls dealt with",
    "line-or-plan": "Line in place, or a plan for one",
    "missed-antihypertensive": "Blood pressure medicine missed or stopped",
    "off-label-consent": "Consent to off-label use signed",
    "other-ketamine-since": "Ketamine or esketamine from anyone else since the last visit",
    "pregnancy-test": "Pregnancy",
    "rems-enrolled": "Enrolled in the Spravato REMS",
    "session-given-today": "Ketamine or esketamine already today",
    "suicidal-thoughts-today": "New or stronger thoughts of suicide today",
    "two-identifiers-checked": "Name and birth date checked",
    "usual-tablets-taken": "Usual tablets taken today",
}
"""Names that a “yes” or a “no” can stand beside, where the title is none, by the first concept."""

_LIMITS = {"above": "Not above", "below": "Not below"}
_SAID = {
    Sureness.CONFIRMED: "said by a clinician",
    Sureness.RECORDED: "recorded",
    Sureness.SUSPECTED: "recorded as a possibility",
    Sureness.REPORTED: "reported, not confirmed by a clinician",
}
_UNSURE = frozenset({Sureness.SUSPECTED, Sureness.REPORTED})


def name(concept: str, otherwise: str) -> str:
    """Return what an item about a concept is called beside its answer."""
    return _NAMES.get(concept, otherwise)


def met(day: Day, rule: Rule, facts: tuple[Fact, ...]) -> tuple[str, str]:
    """Return the name of a rule that finds nothing, and what its facts say."""
    first = rule.concepts[0]
    if not facts:
        return name(first, rule.title), "It is not asked of this person."
    if rule.finds in _LIMITS:
        read = day.known.measured(first)
        latest = tuple(fact for fact in read if fact.on == read[0].on)
        limit = f"{_LIMITS[rule.finds]} {rule.numbers['bound'].shown}."
        return _capital(day.kb.concept(first).title), f"{values(latest)}. {limit}"
    return name(first, rule.title), answers(day, facts)


def values(facts: Iterable[Fact]) -> str:
    """Return measurements of one thing on one day, and the day."""
    facts = tuple(facts)
    shown = sorted({f"{_value(fact)}{_doubt(fact)}" for fact in facts})
    return f"{', '.join(shown)}{_on(facts)}"


def answers(day: Day, facts: Iterable[Fact]) -> str:
    """Return what was answered; a “yes” or a “no” alone where every part was answered the same."""
    said = _counting(day, facts)
    plain = {_plain(fact) for fact in said}
    if len(plain) == 1 and (word := plain.pop()):
        return f"{word}, {_by(said)}."
    return _parts([_part(day, fact) for fact in said])


def _counting(day: Day, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return of each concept the latest answer: of what is not over, and the surer one first."""
    facts = tuple(facts)
    still = tuple(fact for fact in facts if not fact.so or day.known.goes_on(fact) is not False)
    said: list[Fact] = []
    for concept in sorted({fact.concept for fact in facts}):
        group = [fact for fact in still or facts if fact.concept == concept]
        surer = [fact for fact in group if fact.sure not in _UNSURE] or group
        last = max((seen for fact in surer if (seen := _day(fact))), default=None)
        said += (fact for fact in surer if _day(fact) == last)
    return tuple(said)


def _parts(parts: Iterable[tuple[str, str]]) -> str:
    """Return answers as one sentence, what was answered the same together."""
    alike: dict[str, set[str]] = {}
    for of, what in parts:
        alike.setdefault(what, set()).add(of)
    told = (f"{', '.join(sorted(of))}: {what}" for what, of in alike.items())
    sentence = "; ".join(sorted(part.removeprefix(": ") for part in told))
    return f"{_capital(sentence)}." if sentence else ""


def _part(day: Day, fact: Fact) -> tuple[str, str]:
    """Return what one answer is of, where it does not say so itself, and the answer."""
    title = day.kb.concept(fact.concept).title
    if value := _value(fact):
        return title, f"{value}{_on((fact,))}{_doubt(fact)}"
    by, word = _by((fact,)), _plain(fact)
    if word and title.endswith("?"):
        return "", f"{title} {word}, {by}"
    return (title, f"{word.lower()}, {by}") if word else ("", f"{fact.text}, {by}")


def _plain(fact: Fact) -> str:
    """Return the “yes” or “no” that a fact is; nothing where it is a value or names a thing."""
    if _value(fact) or (fact.so and fact.kind is not FactKind.STATUS):
        return ""
    return "Yes" if fact.so else "No"


def _value(fact: Fact) -> str:
    if fact.value is not None:
        return fact.value.shown
    return f"“{fact.word}”" if fact.word else ""


def _doubt(fact: Fact) -> str:
    return f" ({_SAID[fact.sure]})" if fact.sure in _UNSURE else ""


def _by(facts: tuple[Fact, ...]) -> str:
    """Return who said something and when, the surest first."""
    each = {sure: tuple(fact for fact in facts if fact.sure is sure) for sure in _SAID}
    return "; ".join(f"{_SAID[sure]}{_on(said)}" for sure, said in each.items() if said)


def _on(facts: tuple[Fact, ...]) -> str:
    days = sorted({f"{seen}" for fact in facts if (seen := _day(fact))})
    return f" on {', '.join(days)}" if days else ", without a date"


def _day(fact: Fact) -> date | None:
    """Return the day of a measurement, and otherwise the last day on which somebody said it."""
    return fact.on or fact.seen if _value(fact) else fact.seen or fact.on


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
