"""Looks at what is taken: now, stopped but still counting, together, and how much."""

from collections.abc import Sequence
from decimal import Decimal

from titrant.clinical import Fact, FactKind, State
from titrant.dosing.screening.findings import Why
from titrant.dosing.screening.known import Known, days_of
from titrant.dosing.screening.looks import CLEAR, Look
from titrant.knowledge import Rule
from titrant.units import Dose


def taken(rule: Rule, known: Known) -> Look:
    """Taken now, or stopped so lately that it still counts."""
    facts = known.so(*rule.concepts)
    if not facts:
        return CLEAR
    found = tuple(fact for fact in facts if known.goes_on(fact))
    lately = tuple(fact for fact in facts if _washing_out(rule, known, fact))
    if found or lately:
        stopped = ", ".join(f"{fact.text} until {fact.ended}" for fact in lately)
        detail = f"Stopped, and still counting: {stopped}." if stopped else ""
        return Look(found=(*found, *lately), detail=detail)
    old = tuple(fact for fact in facts if known.goes_on(fact) is None)
    if old:
        return Look(ask=Why.OLD_ENTRY, about=old)
    undated = tuple(fact for fact in facts if fact.state is State.ENDED and fact.ended is None)
    if undated and "washout" in rule.numbers:
        return Look(ask=Why.UNDATED, about=undated)
    return CLEAR


def _washing_out(rule: Rule, known: Known, fact: Fact) -> bool:
    if "washout" not in rule.numbers or fact.state is not State.ENDED or fact.ended is None:
        return False
    return known.age_of(fact.ended) <= days_of(rule.numbers["washout"])


def several(rule: Rule, known: Known) -> Look:
    """At least so many different kinds are taken; one drug counts for one kind (hazard H19)."""
    count = int(_plain(rule, "count"))
    found, old = _kinds(rule, known)
    if _distinct(found) >= count:
        return Look(found=tuple(fact for facts in found for fact in facts))
    if _distinct([*found, *old]) >= count:
        return Look(ask=Why.OLD_ENTRY, about=tuple(fact for facts in old for fact in facts))
    return CLEAR


def together(rule: Rule, known: Known) -> Look:
    """All of the listed are taken, or are so."""
    sides = [known.so(concept) for concept in rule.concepts]
    if not all(sides):
        return CLEAR
    now = [tuple(fact for fact in facts if known.goes_on(fact)) for facts in sides]
    if all(now):
        return Look(found=tuple({id(fact): fact for facts in now for fact in facts}.values()))
    maybe = [tuple(fact for fact in facts if known.goes_on(fact) is not False) for facts in sides]
    if all(maybe):
        return Look(ask=Why.OLD_ENTRY, about=tuple(fact for facts in maybe for fact in facts))
    return CLEAR


def one_of_each(rule: Rule, known: Known) -> Look:
    """A medication of the first concept, and any of the conditions that follow."""
    drugs = known.so(rule.concepts[0])
    conditions = known.so(*rule.concepts[1:])
    if not drugs or not conditions:
        return CLEAR
    sides = [[known.goes_on(fact) for fact in facts] for facts in (drugs, conditions)]
    facts = tuple(fact for fact in (*drugs, *conditions) if known.goes_on(fact) is not False)
    if all(True in side for side in sides):
        return Look(found=facts)
    if all(set(side) - {False} for side in sides):
        return Look(ask=Why.OLD_ENTRY, about=facts)
    return CLEAR


def _kinds(rule: Rule, known: Known) -> tuple[list[tuple[Fact, ...]], list[tuple[Fact, ...]]]:
    """Return what is taken of each kind, and what may be, by its old entries."""
    sides = [facts for concept in rule.concepts if (facts := known.so(concept))]
    found = [tuple(fact for fact in facts if known.goes_on(fact)) for facts in sides]
    old = [tuple(fact for fact in facts if known.goes_on(fact) is None) for facts in sides]
    return [facts for facts in found if facts], [facts for facts in old if facts]


def _distinct(kinds: Sequence[Sequence[Fact]]) -> int:
    """Return how many kinds are taken as different drugs."""
    drugs = {fact.concept for facts in kinds for fact in facts}
    return min(len(kinds), len(drugs))


def benzodiazepine_load(rule: Rule, known: Known) -> Look:
    """The day's benzodiazepines as diazepam, by both tables; either may cross the bound."""
    facts = [f for f in known.so("benzodiazepine") if f.kind is FactKind.MEDICATION]
    current = [fact for fact in facts if known.goes_on(fact)]
    unsure = tuple(fact for fact in facts if known.goes_on(fact) is None)
    if not current:
        return Look(ask=Why.OLD_ENTRY, about=unsure) if unsure else CLEAR
    undosed = tuple(fact for fact in current if fact.daily is None)
    spans = [span for fact in current if (span := _as_diazepam(known, fact)) is not None]
    low, high = (sum(end(one.base for one in span) for span in spans) for end in (min, max))
    bound = rule.numbers["bound"].quantity(Dose)
    if high > bound.base:
        detail = f"{_span(low, high)} of diazepam a day, by the two published tables."
        return Look(found=tuple(current), detail=detail)
    if undosed or len(spans) < len(current):
        return Look(ask=Why.NOT_ASKED, about=undosed or tuple(current))
    return CLEAR


def _as_diazepam(known: Known, fact: Fact) -> tuple[Dose, Dose] | None:
    """Return a day's dose as diazepam by both tables; one that lacks the drug repeats the other."""
    if fact.daily is None:
        return None
    amount = known.kb.find(f"equivalence.{fact.concept}.amount")
    columns = [known.kb.find(f"equivalence.{fact.concept}.{name}") for name in ("va-dod", "ashton")]
    values = [leaf for leaf in columns if leaf is not None and leaf.value is not None]
    if amount is None or not values:
        return None
    times = fact.daily.base / amount.quantity(Dose).base  # of one drug, which is no ketamine
    made = [leaf.quantity(Dose).scaled(times) for leaf in values]
    return made[0], made[-1]


def _span(low: Decimal | int, high: Decimal | int) -> str:
    least, most = (Dose(end, Dose.BASE).brief() for end in (low, high))
    return least if low == high else f"{least} to {most}"


def _plain(rule: Rule, name: str) -> int:
    value = rule.numbers[name].value
    assert value is not None
    return int(value)
