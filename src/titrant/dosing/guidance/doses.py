"""The options that name a dose: to start, the same, up, down."""

from decimal import Decimal

from titrant.clinical import OptionKind
from titrant.dosing.course_words import Phase
from titrant.dosing.guidance.borne import not_borne
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import by_record
from titrant.dosing.guidance.ladder import Ends
from titrant.dosing.guidance.settling import Draft, dose_text, range_text
from titrant.dosing.guidance.timing import days_text
from titrant.dosing.guidance.values import Ground
from titrant.dosing.screening import Finding
from titrant.knowledge import Action, Leaf

_WEAKENING = ("antipsychotic", "benzodiazepine-load", "lamotrigine", "opioid-antagonist")


def start(seen: Considered) -> Draft:
    """Return the first dose of a course, or of one that starts again after a long gap."""
    draft = Draft(seen, OptionKind.START, "Start")
    desk = seen.desk
    if seen.sofar.sessions and not seen.starts_again:
        draft.not_offered.append(by_record("The course has begun."))
        return draft
    if seen.starts_again:
        draft.title = "Start again"
        says = f"{days_text(seen.gap or 0)} since the last session: screening and the first dose."
        draft.supports.append(desk.by_leaf(says, "titration.missed.restart"))
        draft.rest_on("titration.missed.restart")
        draft.needs.append("The screening is done again.")
    born = desk.snapshot.subject.born
    ends = seen.ladder.first(None if born is None else born.oldest(desk.as_of))
    if ends is None:
        _no_dose(draft)
        return draft
    draft.give(ends)
    draft.weigh_again()
    draft.title = f"{draft.title} with {_named(draft)}"
    if ends.low is None:
        draft.missing.append("Which dose? What is stated is a ceiling: the prescriber decides.")
    draft.against += [desk.by_leaf(leaf.note, leaf.id) for leaf in _noted(seen, ends)]
    if not seen.starts_again:
        draft.supports.append(
            desk.by_leaf("The first session takes the lower end.", "start.first-session.dose")
        )
    draft.against += _asks_for_less(seen)
    _watched(draft)
    return draft


def _noted(seen: Considered, ends: Ends) -> list[Leaf]:
    """Return the leaves of a first dose whose note a reader has to see beside it."""
    return [leaf for id in ends.leaves if (leaf := seen.desk.use(id)).note]


def _watched(draft: Draft) -> None:
    """Say how the first doses are watched, where the protocol finds the dose or is for the home."""
    desk = draft.seen.desk
    finding = desk.own("sessions.dose-finding")
    if finding is not None:
        draft.needs.append(f"{finding.title[:1].upper()}{finding.title[1:]}: {finding.shown}.")
        draft.rest_on(finding.id)
    if desk.treatment.at_home:
        observed = desk.use("home.gate.observed")
        draft.needs.append(f"{observed.title[:1].upper()}{observed.title[1:]}: {observed.value}")


def _no_dose(draft: Draft) -> None:
    seen = draft.seen
    if seen.ladder.first_leaf is not None:
        draft.rest_on(seen.ladder.first_leaf.id)
    draft.missing.append("Which dose does this site start with? The protocol’s source gives none.")


def same(seen: Considered) -> Draft:
    """Return the dose of the last session again."""
    draft = Draft(seen, OptionKind.SAME, "The same dose")
    level = _begun(draft)
    if level is None:
        return draft
    assert seen.sofar.last is not None  # a level is that of a session
    draft.give(seen.ladder.again(seen.sofar.last, level))
    draft.weigh_again()
    draft.title = f"The same: {_named(draft)}"
    draft.as_planned()
    if seen.steps_back:
        back = f"A gap of {days_text(seen.gap or 0)}: the previous step comes first."
        draft.against.append(seen.desk.by_leaf(back, "titration.missed.back"))
    responded = seen.judged.improved
    if responded:
        draft.supports.append(
            seen.desk.by_leaf(f"{seen.judged.told} A dose that works is kept.", "titration.hold")
        )
    elif seen.judged.told:
        draft.against.append(by_record(seen.judged.told))
    wanted = _sessions_wanted(seen)
    if seen.sofar.at_step < wanted[0]:
        says = f"{seen.sofar.at_step} of {wanted[0]} sessions at this dose so far."
        draft.supports.append(seen.desk.by_leaf(says, wanted[1]))
    draft.against += [*seen.borne.less, *seen.borne.burden, *_asks_for_less(seen)]
    draft.noted += seen.borne.noted
    return draft


def up(seen: Considered) -> Draft:
    """Return the next higher step; more of what was not borne never leads here."""
    draft = Draft(seen, OptionKind.UP, "A higher dose")
    level = _begun(draft)
    if level is None:
        return draft
    ends = seen.ladder.higher(level)
    if ends is None:
        draft.not_offered.append(_no_step_above(seen, level))
        return draft
    draft.give(ends)
    draft.weigh_again()
    draft.title = f"Up: {_named(draft)}"
    if ends.low is None and _at_the_cap(draft):
        draft.not_offered.append(
            by_record(f"What the cap allows was given already: {_named(draft)}.")
        )
    if ends.low is None:
        draft.missing.append(
            "The protocol names no step: the prescriber sets it below the ceiling."
        )
    draft.as_planned()
    _may_rise(draft)
    _borne_before(draft, ends)
    draft.against += [*_weakens(seen), *_asks_for_less(seen)]
    draft.noted += seen.borne.noted
    return draft


def _no_step_above(seen: Considered, level: Decimal) -> Ground:
    """Say that nothing leads higher, and where a step of this site's own would."""
    says = f"The protocol names no step above {dose_text(level, _unit(seen))}."
    unsigned = seen.ladder.unsigned_step(level)
    if unsigned is None:
        return seen.desk.by_protocol(says)
    return seen.desk.by_leaf(f"{says} It would rise by a step that this site signs.", unsigned)


def _at_the_cap(draft: Draft) -> bool:
    """Say whether the last dose was as much as the cap allows this person."""
    last = draft.seen.sofar.last
    assert draft.amount is not None
    if last is None or last.dose is None:
        return False
    given = last.dose.base
    return all(one.high.base <= given for one in draft.amount.by_basis)


def _may_rise(draft: Draft) -> None:
    """Ask what a higher dose asks for: sessions, response, events, pressure, what is new."""
    seen = draft.seen
    desk = seen.desk
    wanted, leaf = _sessions_wanted(seen)
    draft.rest_on(leaf, "titration.up.response", "titration.up.event", "titration.up.steps")
    if seen.sofar.at_step < wanted:
        says = f"{seen.sofar.at_step} of {wanted} sessions at this dose so far."
        draft.not_offered.append(desk.by_leaf(says, leaf))
    response = seen.judged.response
    bound = desk.leaf("titration.up.response").shown
    if seen.judged.unknown_since:
        draft.missing.append(seen.judged.unknown_since)
    else:
        assert response is not None  # with its percentage: nothing about it is unknown
        assert response.improved is not None
        if _improved_enough(seen, response.improved):
            says = f"{seen.judged.told} A response: the dose is not raised."
            draft.not_offered.append(desk.by_leaf(says, "titration.up.response"))
        else:
            says = f"{seen.judged.told} Less than {bound}."
            side = draft.against if response.worsened else draft.supports
            side.append(desk.by_leaf(says, "titration.up.response"))
    if response is not None and response.worsened:
        draft.missing.append("Worse by the rule of the scale: what does the review say?")
    draft.not_offered += seen.borne.no_more
    draft.missing += seen.borne.missing
    _nothing_new(draft)


def _borne_before(draft: Draft, ends: Ends) -> None:
    """Say where this dose, or a lower one above the last, was not borne earlier in the course."""
    seen = draft.seen
    level, sofar = seen.sofar.level, seen.sofar
    assert level is not None
    for session, given in zip(sofar.sessions, sofar.levels, strict=True):
        if given is None or not level < given <= ends.high:
            continue
        grounds = not_borne(seen.desk, session)
        draft.against += grounds
        if grounds:
            draft.missing.append(
                f"Why is what was not borne on {session.on} given again? The prescriber says."
            )


def _improved_enough(seen: Considered, improved: Decimal) -> bool:
    """Say whether it is a response: by the scale's own rule, or by that of the rise."""
    if seen.judged.improved:
        return True
    bound = seen.desk.use("titration.up.response").value
    assert isinstance(bound, Decimal)
    return improved >= bound


def _nothing_new(draft: Draft) -> None:
    seen = draft.seen
    desk = seen.desk
    if seen.sofar.held_for_pressure:
        says = "The last planned session was held for blood pressure."
        draft.not_offered.append(desk.by_leaf(says, "titration.up.conditions"))
    if seen.steps_back:
        says = f"A gap of {days_text(seen.gap or 0)}: the previous step comes first."
        draft.not_offered.append(desk.by_leaf(says, "titration.missed.back"))
    for finding in seen.new_findings:
        says = f"New since the last session: {finding.title}."
        draft.not_offered.append(desk.by_leaf(says, "titration.up.conditions"))
    for finding in seen.undated_findings:
        draft.missing.append(f"Since when: {finding.title}? Nothing new may have come since then.")


def down(seen: Considered) -> Draft:
    """Return the next lower step, or what lies between the lowest dose and this one."""
    draft = Draft(seen, OptionKind.DOWN, "A lower dose")
    level = _begun(draft)
    if level is None:
        return draft
    ends = seen.ladder.lower(level)
    if ends is None:
        says = f"The protocol names no step below {dose_text(level, _unit(seen))}."
        draft.not_offered.append(seen.desk.by_protocol(says))
        return draft
    draft.give(ends)
    draft.weigh_again()
    draft.title = f"Down: {_named(draft)}"
    draft.as_planned()
    draft.supports += [*seen.borne.less, *_asks_for_less(seen)]
    if seen.steps_back:
        says = f"A gap of {days_text(seen.gap or 0)}: the previous step comes first."
        draft.supports.append(seen.desk.by_leaf(says, "titration.missed.back"))
        draft.rest_on("titration.missed.back")
    if seen.judged.improved:
        draft.against.append(
            seen.desk.by_leaf(f"{seen.judged.told} A dose that works is kept.", "titration.hold")
        )
    return draft


# -- what they share -----------------------------------------------------------------------------


def _begun(draft: Draft) -> Decimal | None:
    """Return the dose of the last session; None where there was none, and the draft says why."""
    seen = draft.seen
    if seen.sofar.last is None:
        draft.not_offered.append(by_record("No session has been given."))
        return None
    if seen.starts_again:
        says = f"{days_text(seen.gap or 0)} since the last session: the course starts again."
        draft.not_offered.append(seen.desk.by_leaf(says, "titration.missed.restart"))
        return None
    if seen.ladder.unit is None:
        draft.not_offered.append(seen.desk.by_protocol("The protocol’s sources give no dose."))
        return None
    if seen.sofar.level is None:
        draft.missing.append(f"What was given on {seen.sofar.last.on}?")
    return seen.sofar.level


def _unit(seen: Considered) -> str:
    assert seen.ladder.unit is not None
    return seen.ladder.unit


def _named(draft: Draft) -> str:
    assert draft.amount is not None
    over = draft.amount.over
    shown = range_text(draft.amount)
    more = "more than " if draft.amount.longer else ""
    return shown if over is None else f"{shown} over {more}{over}"


def _sessions_wanted(seen: Considered) -> tuple[int, str]:
    """Return how many sessions stand at a dose before a higher one: the protocol's own number."""
    own = f"protocol.{seen.desk.protocol.id}.up.sessions"
    id = own if seen.desk.kb.find(own) is not None else "titration.up.sessions"
    return seen.desk.whole(id), id


def _asks_for_less(seen: Considered) -> list[Ground]:
    """Return what screening asks to modify or watch: each speaks for less, or for more watching."""
    return [_of(one) for one in seen.findings if Action.MODIFY in one.actions]


def _weakens(seen: Considered) -> list[Ground]:
    """Return what may weaken the effect: a higher dose is no answer to it."""
    return [_of(one) for one in seen.said if one.rule in _WEAKENING]


def _of(finding: Finding) -> Ground:
    effect = f" {finding.effect}" if finding.effect else ""
    detail = f" {finding.detail}" if finding.detail else ""
    return Ground(
        says=f"{finding.title}: {' and '.join(finding.actions)}.{detail}{effect}",
        source=finding.cell.cited,
        tier=str(finding.cell.tier),
        flag=str(finding.cell.flag),
        leaf=finding.cell.id,
    )


def inducing(seen: Considered) -> bool:
    """Say whether the course is still in the part whose schedule is fixed."""
    return seen.sofar.phase in {Phase.BEFORE, Phase.INDUCTION, Phase.OPEN, Phase.BEYOND}
