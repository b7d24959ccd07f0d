"""The rules of the screening as items of the gate: asked each day, or found on record."""

from collections.abc import Iterable, Iterator

from titrant.clinical import Fact
from titrant.dosing.screening import Finding, Missing, Screening, Why, screen
from titrant.dosing.screening.treatment import TABLES, Cell, cells_for
from titrant.dosing.visit import body, medicines, pressure, told
from titrant.dosing.visit.answers import answers_of
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.knowledge import Action, Lasts, Rule

_EACH_SESSION = frozenset(
    {
        "active-course",
        "no-capacity",
        "no-consent",
        "no-off-label-consent",
        "no-rems-enrolment",
        "pregnancy",
        "pregnancy-test",
        "suicide-risk",
    }
)
"""Asked at every session, though their answers last longer than a day."""

_ANSWERED = frozenset(
    {
        "ate-before-spray",
        "drank-before-spray",
        "nasal-decongestant-today",
        "no-escort",
        "sole-carer",
        "usual-tablets",
        "will-drive",
    }
)
_MEASURED = frozenset({"above", "below", "required"})
_TODAY = "today"
_SINCE_LAST = "active-course"  # “since the last visit”: each visit asks anew


def screened(day: Day) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the rules that are asked each session, and whatever else the screening waits for."""
    screening = screen(day.snapshot, day.treatment, day.kb)
    found = {one.rule: one for one in screening.findings}
    missing = {one.rule: one for one in screening.missing if one.why is not Why.SEPARATES}
    asked: list[Item] = []
    for table in TABLES:
        for rule, cell in cells_for(table, day.treatment, day.kb):
            if _each_day(day, rule) and rule.id not in _own(day):
                item = _item(day, rule, cell, found.get(rule.id), missing.get(rule.id))
                if item is not None:
                    asked.append(item)
    there = {item.id for item in asked} | _own(day)
    questions = {item.title for item in asked if item.state is ItemState.NOT_ASKED}
    others = [
        item
        for item in _others(day, screening, there)
        if item.state is ItemState.HELD or item.title not in questions
    ]
    return tuple(asked), tuple(others)


def _own(day: Day) -> frozenset[str]:
    """Return the rules that items of their own stand for."""
    own = {pressure.RULES[0], body.GLUCOSE_RULE, medicines.MISSED_RULE}
    if day.of_today("systolic") and day.of_today("diastolic"):
        own |= {*pressure.RULES}
    if body.asked_as_hours(day):
        own |= {*body.FASTING_RULES}
    if day.treatment.at_home:
        own.add("alcohol-today")
    return frozenset(own)


def _each_day(day: Day, rule: Rule) -> bool:
    if rule.group == _TODAY or rule.id in _EACH_SESSION:
        return True
    return any(day.kb.concept(one).lasts is Lasts.DAY for one in rule.concepts)


def _item(
    day: Day, rule: Rule, cell: Cell, found: Finding | None, missing: Missing | None
) -> Item | None:
    """Return a rule as an item; None where it asks nothing by itself and nothing was found."""
    guards = (*rule.numbers.values(),)
    if found is not None and found.stops:
        return day.guarded(_found(rule, found), guards)
    if found is not None:
        said = (f"{', '.join(found.actions)}:", told.answers(day, found.basis), found.detail)
        title = told.name(rule.concepts[0], rule.title)
        return day.guarded(_met(rule, cell, (title, _sentences(said)), found.basis), guards)
    if missing is not None:
        return day.guarded(_open(missing), guards)
    if not rule.asks or cell.actions[0] is Action.INFORM:
        return None
    answers = _answers(day, rule)
    if rule.id == _SINCE_LAST and not any(fact.seen == day.as_of for fact in answers):
        return day.guarded(_not_today(rule, cell, answers), guards)
    return day.guarded(_met(rule, cell, told.met(day, rule, answers), answers), guards)


def _not_today(rule: Rule, cell: Cell, answers: tuple[Fact, ...]) -> Item:
    return Item(
        id=rule.id,
        title=rule.asks,
        state=ItemState.NOT_ASKED,
        says="Nobody has asked it today; an answer from before the last visit is none.",
        lifts=f"Ask it: {rule.concepts[0]}.",
        who=Who.ASK,
        leaf=cell.leaf,
        basis=answers,
    )


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def _met(rule: Rule, cell: Cell, words: tuple[str, str], basis: tuple[Fact, ...]) -> Item:
    title, says = words
    return Item(
        id=rule.id,
        title=title,
        state=ItemState.MET,
        says=says,
        leaf=cell.leaf,
        basis=basis,
    )


def _answers(day: Day, rule: Rule) -> tuple[Fact, ...]:
    if rule.finds in _MEASURED:
        return day.of_today(rule.concepts[0]) or answers_of(day, rule.concepts[:1])
    return answers_of(day, rule.concepts)


def _found(rule: Rule, finding: Finding) -> Item:
    says = f"{', '.join(finding.actions)}: {finding.title}. {finding.detail}"
    return Item(
        id=finding.rule,
        title=finding.title,
        state=ItemState.HELD,
        says=says.strip(),
        lifts=finding.lifts,
        who=_who(rule, finding),
        leaf=finding.cell,
        basis=finding.basis,
    )


def _open(missing: Missing) -> Item:
    named = f": {', '.join(missing.concepts)}" if missing.concepts else ""
    return Item(
        id=missing.rule,
        title=missing.question,
        state=ItemState.NOT_ASKED,
        says=f"{str(missing.why).capitalize()}.",
        lifts=f"Ask, measure or confirm it{named}.",
        who=Who.ASK,
        leaf=missing.cell,
        basis=missing.basis,
    )


def _who(rule: Rule, finding: Finding) -> Who:
    """Return who may lift a finding; nobody lifts an exclusion."""
    if rule.id == "suicide-risk":
        return Who.PSYCHIATRIC
    if finding.action is Action.EXCLUDE:
        return Who.NOBODY
    if rule.finds in _MEASURED and rule.group == _TODAY:
        return Who.MEASURE
    if rule.id in _ANSWERED:
        return Who.ASK
    if finding.action is Action.DEFER:
        return Who.NOBODY if rule.group == _TODAY else Who.PRESCRIBER
    return Who.PRESCRIBER if finding.action is Action.CLEARANCE else Who.DIRECTOR


def _others(day: Day, screening: Screening, there: set[str]) -> Iterator[Item]:
    """Yield what the whole screening finds or waits for besides; it is re-run at every session."""
    for finding in screening.findings:
        if finding.stops and finding.rule not in there:
            yield day.guarded(_found(day.rule(finding.rule), finding))
    for missing in screening.missing:
        if missing.stops and missing.rule not in there:
            yield day.guarded(_open(missing))
