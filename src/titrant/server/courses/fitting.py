"""Protocols side by side: which a record fits, on which conditions, and why others do not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from titrant.clinical import Snapshot
from titrant.dosing.screening import Fit, Verdict, fit
from titrant.dosing.screening.fit import SAME_DAY, Reason, acute
from titrant.knowledge import Knowledge, Protocol
from titrant.server.courses.sourced import Sourced, named_in, sourced
from titrant.server.exposures.session_plates import HUES

_NAMED = 3  # reasons that are shown at once
_ANYWHERE = "any"


@dataclass(frozen=True)
class Because:
    """One thing that decided, and what would lift it."""

    says: str
    lifts: str
    source: Sourced | None


@dataclass(frozen=True)
class Card:
    """One protocol: what it is, and what decides for this person."""

    protocol: Protocol
    hue: str
    first: tuple[Because, ...]
    more: tuple[Because, ...]
    unasked: int


@dataclass(frozen=True)
class Compared:
    """Every protocol of a place by its verdict, in the alphabet's order; none is ranked."""

    acute: str
    shared: tuple[Because, ...]
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    elsewhere: int


def compared(snapshot: Snapshot, kb: Knowledge, jurisdiction: str) -> Compared:
    """Return how a record goes with each protocol that may be followed where the clinic is."""
    every = [kb.protocol(id) for id in kb.ids("protocols")]
    here = [one for one in every if one.jurisdiction.lower() in {_ANYWHERE, jurisdiction}]
    fits = fit(snapshot, here, kb, jurisdiction)
    shared = _shared(fits, kb)
    return Compared(
        acute=SAME_DAY if acute(fits) is not None else "",
        shared=tuple(shared.values()),
        groups=tuple(
            (str(like), tuple(card_of(one, kb, shared) for one in fits if one.verdict is like))
            for like in Verdict
        ),
        elsewhere=len(every) - len(here),
    )


def card_of(one: Fit, kb: Knowledge, shared: Collection[str] = ()) -> Card:
    """Return a protocol with what decides for a person; what is in `shared` is said elsewhere."""
    own = {reason.says: reason for reason in one.because if reason.says not in shared}
    because = tuple(_because(each, kb) for each in own.values())
    return Card(
        one.protocol, HUES[one.protocol.drug], because[:_NAMED], because[_NAMED:], one.unasked
    )


def _shared(fits: Sequence[Fit], kb: Knowledge) -> dict[str, Because]:
    """Return what decides in every protocol alike, so that it is read once."""
    said = [{reason.says for reason in one.because} for one in fits]
    return {
        reason.says: _because(reason, kb)
        for reason in (fits[0].because if fits else ())
        if all(reason.says in each for each in said)
    }


def _because(reason: Reason, kb: Knowledge) -> Because:
    leaf = kb.find(reason.leaf) if reason.leaf else None
    source = named_in(reason.says, kb) if leaf is None else sourced(leaf, kb)
    return Because(reason.says, reason.lifts, source)
