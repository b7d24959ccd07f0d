"""Compare what may be done about the next session: options side by side, none ranked."""

from titrant.clinical import Origin, SetAside, Unmapped
from titrant.dosing.guidance import doses, intervals, others
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.exposure import SPAN
from titrant.dosing.guidance.guards import unsigned_guards
from titrant.dosing.guidance.holds import find_holds, find_questions
from titrant.dosing.guidance.settling import dose_text
from titrant.dosing.guidance.values import (
    Basis,
    Case,
    Dispute,
    Guidance,
    Option,
    Side,
    Stand,
)
from titrant.knowledge import Conflict, Knowledge


def next_dose(case: Case, kb: Knowledge) -> Guidance:
    """Return the options for the next session of one person, with all that bears on them.

    Every kind of option stands once, in a fixed order; each is a range in the protocol's own
    steps, never one dose that the program would choose. What holds keeps every dose from being
    offered, and says what would lift it. Raises `UnknownEntry` for an unknown protocol.
    """
    seen = Considered(case, kb)
    holds = find_holds(seen)
    drafts = (
        doses.start(seen),
        doses.same(seen),
        doses.up(seen),
        doses.down(seen),
        intervals.longer(seen),
        intervals.shorter(seen),
        intervals.back(seen),
        others.review(seen),
        others.stop(seen),
        others.switch(seen),
    )
    holds += unsigned_guards(seen, holds, drafts)
    hold = others.hold(seen, holds)  # last, because it tells of every hold
    options = tuple(draft.settle(held=bool(holds)) for draft in (hold, *drafts))
    return Guidance(
        options=options,
        holds=holds,
        missing=find_questions(seen),
        conflicts=_disputes(seen, options),
        basis=_basis(seen),
        versions=kb.versions,
    )


def _disputes(seen: Considered, options: tuple[Option, ...]) -> tuple[Dispute, ...]:
    """Return the conflicts that the options which are offered turn on."""
    kb, protocol = seen.desk.kb, seen.desk.protocol.id
    offered = {option.kind for option in options if option.stand is not Stand.NOT_OFFERED}
    about = kb.once("disputes", protocol, lambda id: _about(kb, id))
    return tuple(one for one in about if offered & set(one.options))


def _about(kb: Knowledge, id: str) -> tuple[Dispute, ...]:
    protocol = kb.protocol(id)
    found = [kb.conflict(one) for one in kb.ids("conflicts")]
    return tuple(_dispute(kb, one) for one in found if one.bears_on(protocol))


def _dispute(kb: Knowledge, conflict: Conflict) -> Dispute:
    claims = [kb.claim(id) for id in conflict.claims]
    return Dispute(
        id=conflict.id,
        topic=conflict.topic,
        handling=conflict.handling,
        options=conflict.options,
        sides=tuple(
            Side(
                claim=claim.id,
                says=claim.says,
                source=f"{claim.source}, {claim.locator}",
                tier=claim.tier,
                flag=claim.flag,
                verdict=claim.verdict,
            )
            for claim in claims
        ),
    )


def _by_origin(one: Unmapped | SetAside) -> tuple[Origin, str]:
    return one.origin, str(one)


def _basis(seen: Considered) -> Basis:
    desk, sofar = seen.desk, seen.sofar
    step = ""
    if sofar.level is not None and seen.ladder.unit is not None:
        step = dose_text(sofar.level, seen.ladder.unit)
    return Basis(
        protocol=desk.protocol,
        treatment=desk.treatment,
        as_of=desk.as_of,
        phase=sofar.phase,
        given=len(sofar.sessions),
        at_step=sofar.at_step,
        step=step,
        first=sofar.first,
        last=sofar.last.on if sofar.last is not None else None,
        since_last=sofar.since_last,
        interval=sofar.intervals[-1] if sofar.intervals else None,
        weight_on=seen.scales.weighed_on,
        weights=seen.scales.weights,
        response=seen.judged.response,
        exposures=seen.exposures,
        span=desk.span(SPAN).days,
        course=sofar.course,
        findings=seen.findings,
        contradictions=tuple(sorted(desk.snapshot.contradictions, key=lambda one: one.about)),
        unmapped=tuple(sorted(desk.snapshot.unmapped, key=_by_origin)),
        set_aside=tuple(sorted(desk.snapshot.set_aside, key=_by_origin)),
        used=tuple(desk.used[id] for id in sorted(desk.used)),
    )
