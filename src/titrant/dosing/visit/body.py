"""Weight, food and drink, and glucose on the day."""

from titrant.clinical import Course, Fact
from titrant.dosing.screening import Why
from titrant.dosing.screening.known import days_of, passes
from titrant.dosing.screening.looks import Look, unanswered
from titrant.dosing.screening.treatment import Treatment
from titrant.dosing.visit import told
from titrant.dosing.visit.answers import asked
from titrant.dosing.visit.items import Day, Item, ItemState, Who
from titrant.knowledge import Column, Leaf
from titrant.units import Duration, Percentage, Weight

FASTING_RULES = ("fasting", "ate-before-spray", "drank-before-spray")
"""The rules that the items of food and drink stand for, where they are asked as hours."""

_MEALS = (
    ("solids", "Solid food", "hours-since-solids", "ate-within-2-hours", "food"),
    ("fluids", "Drink", "hours-since-drink", "drank-within-30-minutes", "drink"),
)


def weight(day: Day) -> Item | None:
    """Return how old the weight is, and how far it is from the one of the last session.

    Only where the protocol doses by weight.
    """
    if not day.kb.protocol(day.treatment.protocol).bases:
        return None
    age = day.kb.leaf(f"limit.weight.age.{'home' if day.treatment.at_home else 'clinic'}")
    change = day.kb.leaf("limit.weight.change")
    return day.guarded(_weight(day, age, change), (change,))


def _weight(day: Day, age: Leaf, change: Leaf) -> Item:
    def item(state: ItemState, says: str, lifts: str = "", leaf: Leaf = age) -> Item:
        return Item(
            id="weight",
            title="Weight",
            state=state,
            says=says,
            lifts=lifts,
            who=None if state is ItemState.MET else Who.MEASURE,
            leaf=leaf,
            basis=latest,
        )

    measured = day.known.measured("weight")
    latest = tuple(fact for fact in measured if fact.on == measured[0].on)
    if not latest:
        return item(ItemState.NOT_ASKED, "No weight is on record.", "Weigh on the clinic’s scale.")
    on = latest[0].on
    assert on is not None  # `measured` has dated ones only
    if day.known.age_of(on) > days_of(age):
        says = f"The weight is of {on}; {age.shown} is the oldest that counts."
        return item(ItemState.HELD, says, "Weigh today.")
    before = _last_weight(day)
    shown = told.values(latest)
    if before is None:
        return item(ItemState.MET, f"{shown}. No session with a weight comes before.")
    if isinstance(before, Course):
        says = f"{shown}. The weight of the last session is not written down."
        return item(ItemState.NOT_ASKED, says, "Write the weight of the last session down.", change)
    apart = max(Percentage.apart(_mass(fact), before) for fact in latest)
    says = f"{shown}, {_apart(apart, change)} from {before.brief()} at the last session."
    if _too_far(apart, change):
        lifts = "Weigh again, read by a second person; then the prescriber looks at the cause."
        return item(ItemState.HELD, f"{says} More than {change.shown}.", lifts, change)
    return item(ItemState.MET, says)


def _too_far(apart: Percentage, change: Leaf) -> bool:
    bound = change.quantity(Percentage)
    return change.stops is not None and change.stops.stops(apart.base, bound.base)


def _apart(apart: Percentage, change: Leaf) -> str:
    """Return a difference rounded for reading; cut where rounding would bring it over the limit."""
    near = apart.rounded()
    return f"{near}" if _too_far(near, change) is _too_far(apart, change) else apart.brief()


def _mass(fact: Fact) -> Weight:
    assert fact.value is not None
    return Weight(fact.value.number, fact.value.unit)


def _last_weight(day: Day) -> Weight | Course | None:
    """Return the weight of the last session that was given; its course where nobody wrote it."""
    given = [
        (session.on, course, session.weight)
        for course in day.known.courses
        if course.protocol == day.treatment.protocol and not course.elsewhere
        for session in course.sessions
        if session.given and session.on < day.as_of
    ]
    if not given:
        return None
    last = max(on for on, _, _ in given)
    weights = [mass for on, _, mass in given if on == last and mass is not None]
    return max(weights) if weights else next(course for on, course, _ in given if on == last)


# -- food and drink --------------------------------------------------------------------------


def fasting(day: Day) -> tuple[Item, ...]:
    """Return the hours since food and drink against those that the site or the protocol asks for.

    Nothing where neither is about this route.
    """
    made = [_meal(day, *meal) for meal in _MEALS]
    return tuple(item for item in made if item is not None)


def _meal(day: Day, number: str, title: str, concept: str, broken: str, pause: str) -> Item | None:
    leaf = _hours(day, number, pause)
    if leaf is None:
        return None
    contrary = _contrary(day, broken)
    read = day.of_today(concept)
    clear = tuple(fact for fact in read if fact.value is not None and not fact.value.limit)
    id = f"fasting-{number}"
    if contrary:
        return day.guarded(
            _held(id, title, "It was answered that this is not kept.", leaf, contrary)
        )
    if not clear or len(clear) < len(read):
        return asked(day, id, title, (concept,), leaf, Look(ask=Why.NOT_ASKED))
    since, shown = min((_since(fact), fact.value.shown) for fact in clear if fact.value is not None)
    says = f"{shown} ago"
    if leaf.value is not None and since < leaf.quantity(Duration):
        return day.guarded(_held(id, title, f"{says}; {leaf.shown} is asked for.", leaf, read))
    wanted = "" if leaf.value is None else f"; {leaf.shown} is asked for"
    met = Item(
        id=id,
        title=title,
        state=ItemState.MET,
        says=f"{says}{wanted}.",
        leaf=leaf,
        basis=read,
    )
    return day.guarded(met)


def _since(fact: Fact) -> Duration:
    assert fact.value is not None
    return Duration(fact.value.number, fact.value.unit)


def _held(id: str, title: str, says: str, leaf: Leaf, basis: tuple[Fact, ...]) -> Item:
    return Item(
        id=id,
        title=title,
        state=ItemState.HELD,
        says=says,
        lifts="Wait until the hours have passed, and ask again.",
        who=Who.ASK,
        leaf=leaf,
        basis=basis,
    )


def _hours(day: Day, number: str, pause: str) -> Leaf | None:
    """Return the leaf with the hours: the site's for an injection, the protocol's own otherwise."""
    own = day.kb.find(f"protocol.{day.treatment.protocol}.pause.{pause}")
    if own is not None:
        return own
    injected = Column.INJECTED in day.treatment.columns
    return day.rule("fasting").numbers[number] if injected else None


def asked_as_hours(day: Day) -> bool:
    """Say whether food and drink are asked as hours, so that the rules in words are not."""
    return all(_hours(day, meal[0], meal[-1]) is not None for meal in _MEALS)


def _contrary(day: Day, broken: str) -> tuple[Fact, ...]:
    """Return the answers in words that say that the fast was broken."""
    so = tuple(fact for fact in day.known.so(broken) if day.known.goes_on(fact))
    return so if Column.NASAL in day.treatment.columns else day.known.denied("fasted")


# -- glucose ---------------------------------------------------------------------------------

GLUCOSE_RULE = "required-glucose"
_TREATED = ("diabetes", "insulin", "sulfonylurea")


def glucose(day: Day) -> Item:
    """Return the glucose of the day in diabetes; asked for, unless a clinician denies it."""
    leaf = day.rule(GLUCOSE_RULE).cells[_column(day.treatment)]
    low, high = day.kb.leaf("gate.glucose.low"), day.kb.leaf("gate.glucose.high")
    known = day.known
    facts = tuple(fact for fact in known.so(*_TREATED) if known.goes_on(fact) is not False)
    if not facts:
        look = unanswered(known, _TREATED[0])
        return asked(day, "glucose", "Glucose in diabetes", _TREATED[:1], leaf, look)
    read = day.of_today("glucose")
    item = _glucose(leaf, facts, read, (low, high))
    return day.guarded(item, (low, high))


def _column(treatment: Treatment) -> Column:
    return treatment.columns[0]


def _glucose(
    leaf: Leaf, facts: tuple[Fact, ...], read: tuple[Fact, ...], bounds: tuple[Leaf, Leaf]
) -> Item:
    low, high = bounds
    names = ", ".join(dict.fromkeys(fact.text for fact in facts))
    shown = ", ".join(f.value.shown for f in read if f.value is not None)
    state, lifts, leaf_used = ItemState.MET, "", leaf
    if not read:
        state, lifts = ItemState.NOT_ASKED, "Measure the glucose now."
        says = f"On record: {names}. No glucose of today."
    elif low.value is not None and any(passes(low, fact) < 0 for fact in read):
        state, leaf_used = ItemState.HELD, low
        says = f"{shown}: below {low.shown} mg/dL."
        lifts = "Treat it as the site’s orders say, and measure again."
    elif high.value is not None and any(passes(high, fact) > 0 for fact in read):
        state, leaf_used = ItemState.HELD, high
        says = f"{shown}: above {high.shown} mg/dL."
        lifts = "The prescriber looks at it; measure again."
    else:
        says = f"{told.values(read)}. On record: {names}."
    return Item(
        id="glucose",
        title="Glucose in diabetes",
        state=state,
        says=says,
        lifts=lifts,
        who=None if state is ItemState.MET else Who.MEASURE,
        leaf=leaf_used,
        basis=(*facts, *read),
    )
