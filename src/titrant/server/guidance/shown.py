"""Guidance as a page shows it: options side by side, each ground with who says so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from titrant.dosing.check import Check, Kind
from titrant.dosing.guidance import Basis, Dispute, Ground, Guidance, Hold, Option, Question, Stand
from titrant.dosing.guidance.who import NOBODY
from titrant.dosing.guidance.words import (
    LIMITS,
    STANDS,
    amount_text,
    exposure_text,
    given_text,
    interval_text,
    response_text,
    weight_text,
)
from titrant.knowledge import Knowledge
from titrant.server.courses.sourced import Sourced, named_in, of_claim, sourced
from titrant.server.guidance.levels import in_address
from titrant.server.guidance.rows import Row, rows

SESSIONS, RESULTS, EXPOSURES = "patient_sessions", "patient_results", "patient_exposures"
NUMBERS = "protocol_numbers"
_RECORD = "record"  # the tier of what this person's own record says
_HELD_BY = "hold"  # the tier of what is told above, under what holds
_MEANINGS = {Kind.HARD: "held", Kind.HOLD: "held", Kind.FIRM: "caution", Kind.SOFT: "caution"}


@dataclass(frozen=True)
class Said:
    """A sentence, and who says so where somebody does; else the page of the rows behind it."""

    says: str
    source: Sourced | None = None
    page: str = ""
    word: str = ""
    meaning: str = ""
    lifts: str = ""


@dataclass(frozen=True)
class Told:
    """A sentence about the course so far, and the page of the rows that it is told from."""

    says: str
    section: str


@dataclass(frozen=True)
class Card:
    """One option, with everything that bears on it. None is marked before another.

    `levels` is the option in the address of what models say of its dose; empty where it has none.
    """

    kind: str
    title: str
    stand: str
    facts: tuple[str, ...]
    limits: tuple[Said, ...]
    supports: tuple[Said, ...]
    against: tuple[Said, ...]
    noted: tuple[Said, ...]
    missing: tuple[Said, ...]
    needs: tuple[Said, ...]
    choose: str = ""
    levels: str = ""


@dataclass(frozen=True)
class Page:
    """The course so far, what holds, the options, what is missing, where sources disagree.

    `routes` and `remarks` say whether these columns of the rows tell anything.
    """

    phase: str
    sofar: tuple[Told, ...]
    rows: tuple[Row, ...]
    routes: bool
    remarks: bool
    scale: str
    weight: str
    holds: tuple[Said, ...]
    options: tuple[Card, ...]
    not_offered: tuple[Card, ...]
    missing: tuple[Question, ...]
    disputes: tuple[tuple[Dispute, tuple[Said, ...]], ...]
    versions: str


def page_of(
    guidance: Guidance, kb: Knowledge, to_choose: Callable[[Option], str] = lambda _: ""
) -> Page:
    """Return guidance as a page shows it, with the sources of one clinic's knowledge.

    `to_choose` says where each option is chosen.
    """
    basis, teller = guidance.basis, Teller(kb, guidance.basis)
    made_by = guidance.versions
    sessions = tuple(rows(basis))
    cards = [(one.stand, teller.card(one, to_choose(one))) for one in guidance.options]
    return Page(
        phase=str(basis.phase),
        sofar=(
            Told(given_text(basis), SESSIONS if basis.given else ""),
            *_judged(response_text(basis)),
            *(Told(exposure_text(one, basis.span), EXPOSURES) for one in basis.exposures),
        ),
        rows=sessions,
        routes=len({row.route for row in sessions if row.route}) > 1,
        remarks=any(row.remark for row in sessions),
        scale=basis.response.title if basis.response is not None else "Score",
        weight=weight_text(basis),
        holds=tuple(map(teller.hold, guidance.holds)),
        options=tuple(card for stand, card in cards if stand is not Stand.NOT_OFFERED),
        not_offered=tuple(card for stand, card in cards if stand is Stand.NOT_OFFERED),
        missing=guidance.missing,
        disputes=tuple((one, teller.sides(one)) for one in guidance.conflicts),
        versions=f"knowledge {made_by.knowledge}, {made_by.site or 'nobody’s signatures'}",
    )


class Teller:
    """Puts what guidance says into what a page shows."""

    def __init__(self, kb: Knowledge, basis: Basis) -> None:
        self._kb = kb
        self._scale = "" if basis.response is None else basis.response.title

    def card(self, option: Option, choose: str = "") -> Card:
        """Return an option; what holds every dose is told once, above all of them."""
        facts = amount_text(option.amount) if option.amount is not None else []
        if option.interval is not None:
            facts.append(interval_text(option.interval))
        held_by = sum(ground.tier == _HELD_BY for ground in option.supports)
        supports = [one for one in option.supports if one.tier != _HELD_BY]
        told = (Said(f"What holds, above: {held_by}."),) if held_by else ()
        return Card(
            kind=option.kind.value,
            title=option.title,
            stand=STANDS[option.stand],
            facts=tuple(facts),
            limits=tuple(map(self.limit, option.limits)),
            supports=(*told, *self.grounds(supports)),
            against=self.grounds((*option.against, *option.why_not)),
            noted=self.grounds(option.noted),
            missing=tuple(map(_of_the_protocol, option.missing)),
            needs=tuple(map(_of_the_protocol, option.needs)),
            choose=choose,
            levels=in_address(option.kind) if option.amount is not None else "",
        )

    def grounds(self, grounds: Iterable[Ground]) -> tuple[Said, ...]:
        """Return what speaks for or against something, each once."""
        return tuple({one.says: self.ground(one) for one in grounds}.values())

    def ground(self, ground: Ground) -> Said:
        """Return one ground with who says so; of what the record says, where its rows are."""
        if ground.claim:
            return Said(ground.says, of_claim(self._kb.claim(ground.claim), self._kb))
        if ground.leaf:
            return Said(ground.says, self._leaf(ground.leaf))
        if ground.tier != _RECORD:
            return Said(ground.says, page=NUMBERS)
        scored = bool(self._scale) and ground.says.startswith(self._scale)
        tells = any(map(str.isdigit, ground.says))
        return Said(ground.says, page=(RESULTS if scored else SESSIONS) if tells else "")

    def limit(self, check: Check) -> Said:
        """Return a limit that an option touches."""
        return Said(
            check.text,
            self._leaf(check.leaf or ""),
            "",
            LIMITS[check.kind].capitalize(),
            _MEANINGS.get(check.kind, ""),
            check.lifts,
        )

    def hold(self, hold: Hold) -> Said:
        """Return why no dose is offered now, what lifts it, and who may."""
        who = "nobody overrides it" if hold.who == NOBODY else hold.who
        source = self._leaf(hold.leaf) or named_in(hold.says, self._kb)
        return Said(hold.says, source, "", "Held", "held", f"{hold.lifts} ({who})")

    def sides(self, dispute: Dispute) -> tuple[Said, ...]:
        """Return every side of a conflict."""
        return tuple(
            Said(side.says, of_claim(self._kb.claim(side.claim), self._kb))
            for side in dispute.sides
        )

    def _leaf(self, id: str) -> Sourced | None:
        leaf = self._kb.find(id) if id else None
        return None if leaf is None else sourced(leaf, self._kb)


def _judged(sentences: Sequence[str]) -> list[Told]:
    return [Told(" ".join(sentences), RESULTS)] if sentences else []


def _of_the_protocol(says: str) -> Said:
    return Said(says, page=NUMBERS if any(map(str.isdigit, says)) else "")
