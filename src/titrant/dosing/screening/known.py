"""What is known of a person, as the rules ask for it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from itertools import chain

from msgspec.structs import replace

from titrant.clinical import (
    Born,
    Course,
    Fact,
    FactKind,
    Measured,
    Snapshot,
    State,
    Sureness,
)
from titrant.knowledge import Knowledge, Lasts, Leaf
from titrant.units import BodyMassIndex, Duration, Height, Quantity, QuantityError, Weight

_DAY = Duration(1, "d")
_MASS = "body-mass-index"


class Known:
    """One snapshot, by concept: what is so counts for wider concepts too, a “no” for narrower."""

    def __init__(self, snapshot: Snapshot, kb: Knowledge, protocol: str) -> None:
        self.protocol = protocol
        self.as_of = snapshot.as_of
        self.subject = snapshot.subject
        self.courses: tuple[Course, ...] = snapshot.courses
        self.kb = kb
        self._by_concept: dict[str, list[Fact]] = {}
        self._denied: dict[str, list[Fact]] = {}
        self._measured: dict[str, tuple[Fact, ...]] = {}
        self._made: dict[int, tuple[Fact, ...]] = {}  # by identity: a fact, and what it is made of
        for fact in snapshot.facts:
            concept = kb.concept(fact.concept)
            if concept.lasts is Lasts.DAY and fact.seen != self.as_of:
                continue  # yesterday's answer: it is asked again
            if not fact.so:
                self._denied.setdefault(fact.concept, []).append(fact)
                continue
            for id in (fact.concept, *concept.within):
                self._by_concept.setdefault(id, []).append(fact)
        self._acute = days_of(kb.leaf("record.stale.acute"))
        self._old = {
            kind: days_of(kb.leaf(f"record.stale.{word}"))
            for word, kind in (
                ("condition", FactKind.CONDITION),
                ("medication", FactKind.MEDICATION),
            )
        }
        self._since_acute = self.as_of - self._acute
        self._since = self.as_of - self._old[FactKind.CONDITION]
        narrower = kb.narrower()
        no = [narrower[id] for id, said in self._denied.items() if any(map(self.clears, said))]
        cleared = frozenset().union(*no)
        # Asked of every rule: whether nothing says that any of some concepts is so, and whether
        # somebody's “no”, of itself or something wider, closes the question of each.
        self.silent: Callable[[Iterable[str]], bool] = self._by_concept.keys().isdisjoint
        self.cleared: Callable[[Iterable[str]], bool] = cleared.issuperset

    @property
    def born(self) -> Born | None:
        """The date of birth, as exactly as it is known."""
        return self.subject.born

    def so(self, *concepts: str) -> tuple[Fact, ...]:
        """Return what says that one of these is so, or what lies within them, each once."""
        if self.silent(concepts):
            return ()
        listed = [self._by_concept[one] for one in concepts if one in self._by_concept]
        if len(listed) == 1:
            return tuple(listed[0])
        return tuple({id(fact): fact for facts in listed for fact in facts}.values())

    def denied(self, concept: str) -> tuple[Fact, ...]:
        """Return what says that this is not so: of itself, or of something wider."""
        wider = (concept, *self.kb.concept(concept).within)
        return tuple(chain.from_iterable(self._denied.get(one, ()) for one in wider))

    def clears(self, fact: Fact) -> bool:
        """Say whether a “no” closes a question: a clinician said it, and not too long ago."""
        day = fact.seen or fact.on
        if fact.sure is not Sureness.CONFIRMED or day is None:
            return False
        acute = self.kb.concept(fact.concept).lasts is Lasts.ACUTE
        return (self._since_acute if acute else self._since) <= day <= self.as_of

    def last_day(self, fact: Fact) -> date | None:
        """Return the last day on which something is known to have been so; an event has one day."""
        event = self.kb.concept(fact.concept).lasts is Lasts.LIFETIME
        went_on = fact.seen if fact.state is State.ACTIVE and not event else None
        return max((day for day in (fact.on, fact.ended, went_on) if day), default=None)

    def measured(self, concept: str) -> tuple[Fact, ...]:
        """Return the dated measurements of a concept, the latest first; of one day the higher."""
        found = self._measured.get(concept)
        if found is None:
            found = self._measured[concept] = self._find_measured(concept)
        return found

    def _find_measured(self, concept: str) -> tuple[Fact, ...]:
        values = [fact for fact in self.so(concept) if fact.value is not None]
        if concept == _MASS:
            values += self._mass()
        dated = [fact for fact in values if fact.on is not None]
        dated.sort(key=lambda fact: (fact.on, fact.value and fact.value.number), reverse=True)
        return tuple(dated)

    def _mass(self) -> list[Fact]:
        """Work out the body mass index from the latest weights and heights, whichever they are."""
        weights, heights = self._latest("weight"), self._latest("height")
        pairs = [(weight, height) for weight in weights for height in heights]
        return [made for weight, height in pairs if (made := self._index(weight, height))]

    def _latest(self, concept: str) -> tuple[Fact, ...]:
        measured = self.measured(concept)
        return tuple(fact for fact in measured if fact.on == measured[0].on)

    def _index(self, weight: Fact, height: Fact) -> Fact | None:
        assert weight.value is not None
        assert height.value is not None
        try:
            index = BodyMassIndex.of(
                Weight(weight.value.number, weight.value.unit),
                Height(height.value.number, height.value.unit),
            )
        except QuantityError:
            return None  # a height or a weight of nothing
        shown = f"{index.brief()} from {weight.value.shown} and {height.value.shown}"
        value = Measured(index.base, index.unit, shown)
        made = replace(weight, concept=_MASS, text="body mass index", value=value)
        self._made[id(made)] = (made, weight, height)
        return made

    def with_parts(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Return facts, and after one that was worked out the facts that it was made of."""
        return tuple(one for fact in facts for one in self._made.get(id(fact), (fact,)))

    def goes_on(self, fact: Fact) -> bool | None:
        """Say whether a fact is so today; None where its entry is too old to tell."""
        if not fact.so:
            return False
        lasts = self.kb.concept(fact.concept).lasts
        if fact.kind is FactKind.CONDITION and lasts is Lasts.LIFETIME:
            return True
        if fact.state is State.ENDED:
            return False
        if fact.kind is FactKind.CONDITION and lasts is Lasts.CHRONIC:
            return True
        if fact.kind in self._old:
            if fact.seen is None:
                return None
            old = self._acute if lasts is Lasts.ACUTE else self._old[fact.kind]
            return True if self.age_of(fact.seen) <= old else None
        return True

    def age_of(self, day: date) -> timedelta:
        """Return how long ago a day was."""
        return self.as_of - day


def days_of(leaf: Leaf) -> timedelta:
    """Return a duration leaf as whole days."""
    return _whole_days(leaf.quantity(Duration))


@cache
def _whole_days(span: Duration) -> timedelta:
    return timedelta(days=int(span.ratio(_DAY)))


def passes(leaf: Leaf, fact: Fact, kind: type[Quantity] | None = None) -> int:
    """Return 1, 0 or -1: whether a measurement lies above a leaf's number, on it or below."""
    assert fact.value is not None
    assert not isinstance(leaf.value, str)
    assert leaf.value is not None
    value, bound = fact.value.number, leaf.value
    if kind is not None:
        assert leaf.unit is not None
        value, bound = kind(value, fact.value.unit).base, kind(bound, leaf.unit).base
    return (value > bound) - (value < bound)
