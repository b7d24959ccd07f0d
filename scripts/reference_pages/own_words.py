"""What one protocol says of each option of a next session, in a line or two."""

from collections.abc import Iterator

from scripts.reference_pages.markdown import link, plain
from scripts.reference_pages.steps import Steps

from titrant.clinical import OptionKind, Route
from titrant.dosing.course_words import Phase
from titrant.knowledge import Knowledge, Leaf, Protocol

_LIMITS = {
    "soft": "asks for a written reason",
    "firm": "asks for a second prescriber",
    "hard": "is never given",
}
SHARED = "By the rules that every protocol shares."
_FIXED = "The schedule is the protocol's: there is no interval to move."


def said_of(kb: Knowledge, protocol: Protocol, steps: Steps) -> dict[OptionKind, str]:
    """Return for each option what the protocol's own leaves say."""
    made = _Own(kb, protocol, steps)
    interval = " ".join(made.interval())
    return {
        OptionKind.HOLD: " ".join(made.hold()) or SHARED,
        OptionKind.START: " ".join(made.start()),
        OptionKind.SAME: " ".join(made.same()),
        OptionKind.UP: " ".join(made.up()),
        OptionKind.DOWN: " ".join(made.down()),
        OptionKind.LONGER: interval,
        OptionKind.SHORTER: interval,
        OptionKind.RETURN: interval,
        OptionKind.REVIEW: " ".join(made.review()),
        OptionKind.STOP: SHARED,
        OptionKind.SWITCH: " ".join(made.switch()),
    }


class _Own:
    """The leaves of one protocol, put into sentences."""

    def __init__(self, kb: Knowledge, protocol: Protocol, steps: Steps) -> None:
        self.kb = kb
        self.protocol = protocol
        self.steps = steps

    def leaf(self, name: str) -> Leaf | None:
        return self.kb.find(f"protocol.{self.protocol.id}.{name}")

    def value(self, name: str) -> str:
        """Return a leaf's value as a link; empty where the protocol has no such leaf."""
        found = self.leaf(name)
        return "" if found is None else link("leaf", found.id, found.shown)

    def hold(self) -> Iterator[str]:
        if self.protocol.held:
            yield f"Held: {plain(self.protocol.held)}"
        if self.leaf("age.from") is not None:
            yield f"Under {self.value('age.from')} years of age it holds."
        if self.leaf("sessions.per-week") is not None:
            yield f"Sessions a week: {self.value('sessions.per-week')}; more often holds."
        for name in ("interval.induction", "interval.least"):
            if self.leaf(name) is not None:
                yield f"Sooner than {self.value(name)} after the last one holds."
        if self.steps.spells()[-1].phase is Phase.BEYOND:
            yield "After its sessions it holds: no maintenance is described."

    def start(self) -> Iterator[str]:
        first, older = self.steps.first(), self.steps.first_older()
        if first:
            name = next((n for n in ("start", "rate.usual") if self.leaf(n) is not None), "")
            yield link("leaf", f"protocol.{self.protocol.id}.{name}", first) if name else first
            if first.startswith("at most"):
                yield "(a ceiling and no first dose: the prescriber sets it below)."
        elif self.leaf("start") is not None:
            yield f"{self.value('start')}: it holds until this site supplies one."
        else:
            yield "Its source names no first dose: it holds."
        if older:
            age = self.kb.leaf("start.older.age").shown
            yield f"From {plain(age)} years: {older}."
        if self.leaf("trial") is not None:
            yield f"Trial dose: {self.value('trial')}."
        if self.protocol.route is Route.IV and self.leaf("duration.usual") is not None:
            yield f"Over {self.value('duration.usual')}."

    def same(self) -> Iterator[str]:
        yield "The dose of the last session."
        if self.leaf("sessions.induction") is not None:
            yield f"Sessions of the course: {self.value('sessions.induction')}."
        if self.leaf("window.induction") is not None:
            yield f"Within {self.value('window.induction')}."

    def up(self) -> Iterator[str]:
        higher = [rung for rung in self.steps.rungs() if rung.higher]
        if higher:
            steps = "; ".join(f"from {one.step} to {one.higher}" for one in higher)
            yield f"{steps[:1].upper()}{steps[1:]}."
            if self.leaf("up.sessions") is not None:
                yield f"After {self.value('up.sessions')} session(s) at a dose."
        else:
            yield "Its source names no higher step: it is not offered."
        for name in ("dose.soft", "dose.firm", "dose.hard"):
            found = self.leaf(name)
            if found is not None and found.kind is not None and found.stops is not None:
                ends = f"{found.stops.words} {self.value(name)}"
                yield f"A dose {ends} {_LIMITS[found.kind]}."

    def down(self) -> Iterator[str]:
        lower = [rung for rung in self.steps.rungs() if rung.lower]
        if lower:
            steps = "; ".join(f"from {one.step} to {one.lower}" for one in lower)
            yield f"{steps[:1].upper()}{steps[1:]}."
        else:
            yield "Its source names no lower step: it is not offered."

    def interval(self) -> Iterator[str]:
        for spell in self.steps.spells():
            if spell.phase in {Phase.MAINTENANCE, Phase.WEEKS_5_TO_8} and spell.leaf is not None:
                shown = link("leaf", spell.leaf.id, spell.leaf.shown)
                yield f"{str(spell.phase).capitalize()}: {shown}; moved within that range only."
                break
        else:
            if self.leaf("interval.maintenance") is not None:
                yield f"Maintenance: {self.value('interval.maintenance')}; this site supplies it."
            else:
                yield _FIXED

    def review(self) -> Iterator[str]:
        if self.leaf("review.after") is not None:
            yield f"{self.value('review.after')} after the first session."
        elif self.leaf("sessions.induction") is not None:
            yield f"After the sessions of the course: {self.value('sessions.induction')}."
        elif self.protocol.route is Route.IV:
            shared = self.kb.leaf("titration.review.iv")
            yield f"After {link('leaf', shared.id, shared.shown)} infusions."
        else:
            yield "Its source names no time for a review."

    def switch(self) -> Iterator[str]:
        if self.protocol.switches_to:
            others = ", ".join(link("decision", one) for one in self.protocol.switches_to)
            yield f"Its source describes going over to {others}."
        else:
            yield "Its source describes no other protocol to go over to."
