"""The options that move the next session: a longer interval, a shorter one, the last good one."""

from titrant.clinical import OptionKind
from titrant.dosing.course_words import Phase
from titrant.dosing.guidance.considered import Considered
from titrant.dosing.guidance.desk import by_record
from titrant.dosing.guidance.doses import inducing
from titrant.dosing.guidance.ladder import Ends
from titrant.dosing.guidance.settling import Draft
from titrant.dosing.guidance.timing import before, days_text, planned, rungs
from titrant.dosing.guidance.values import Ground
from titrant.knowledge import Leaf
from titrant.units import Duration

_DAY = Duration(1, "d")
_FIXED = {
    Phase.INDUCTION: "In the induction the schedule is the protocol’s.",
    Phase.WEEKS_5_TO_8: "In weeks 5 to 8 the schedule is the label’s: once a week.",
    Phase.OPEN: "The protocol names no interval to move: the prescriber sets each day.",
    Phase.BEYOND: "The protocol describes nothing after its sessions.",
    Phase.BEFORE: "No session has been given.",
}


def longer(seen: Considered) -> Draft:
    """Return the next longer interval of maintenance; it needs a response that holds."""
    draft = Draft(seen, OptionKind.LONGER, "A longer interval")
    if not _spaced(draft):
        return draft
    low, high, leaf = _range(seen)
    present = _present(seen, low)
    steps = [rung for rung in rungs(seen.desk, low, high, leaf) if rung[0] > present]
    if not steps:
        says = f"{days_text(high)} is the longest interval of the protocol."
        draft.not_offered.append(seen.desk.by_leaf(says, leaf.id))
        return draft
    days, by = steps[0]
    _take(draft, (days, days), by)
    draft.rest_on("titration.maintenance.lengthen")
    _response_holds(draft)
    if seen.borne.less:
        draft.supports += seen.borne.less
    if _waned(seen):
        draft.not_offered.append(by_record(_waned(seen)))
    return draft


def shorter(seen: Considered) -> Draft:
    """Return the next shorter interval of maintenance, within the protocol."""
    draft = Draft(seen, OptionKind.SHORTER, "A shorter interval")
    if not _spaced(draft):
        return draft
    low, high, leaf = _range(seen)
    present = _present(seen, high)
    steps = [rung for rung in rungs(seen.desk, low, high, leaf) if rung[0] < present]
    if not steps:
        says = f"{days_text(low)} is the shortest interval of the protocol."
        draft.not_offered.append(seen.desk.by_leaf(says, leaf.id))
        return draft
    days, by = steps[-1]
    _take(draft, (days, days), by)
    draft.rest_on("titration.maintenance.frequency")
    if _waned(seen):
        draft.supports.append(by_record(_waned(seen)))
    else:
        draft.against.append(by_record("Nothing on record says that the effect wore off early."))
    if seen.sofar.asked_earlier:
        draft.against.append(
            seen.desk.by_leaf(
                f"{_last(seen.sofar.asked_earlier)} wanted earlier than planned.",
                "titration.maintenance.pulled-forward",
            )
        )
    return draft


def back(seen: Considered) -> Draft:
    """Return the last interval that held, or a label's closer one, where it wore off."""
    draft = Draft(seen, OptionKind.RETURN, "The last interval that held")
    if not _spaced(draft, fixed=()):
        return draft
    low, high, leaf = _range(seen)
    if not _waned(seen):
        draft.not_offered.append(by_record("Nothing on record says that the effect wore off."))
        return draft
    good = last_good(seen)
    earlier = before(seen.desk, seen.sofar)
    if good is not None and good < _present(seen, high) and low <= good <= high:
        _take(draft, (good, good), leaf)
    elif earlier is not None:
        draft.title = "The schedule before this one"
        least, most, by = earlier
        _take(draft, (least, most), by)
        draft.rest_on("titration.missed.esketamine")
    else:
        draft.not_offered.append(
            by_record("No shorter interval of this protocol is known to have held the response.")
        )
        return draft
    draft.rest_on("titration.maintenance.lengthen")
    draft.supports.append(by_record(_waned(seen)))
    return draft


# -- what they share -----------------------------------------------------------------------------


def _spaced(draft: Draft, fixed: tuple[Phase, ...] = (Phase.WEEKS_5_TO_8,)) -> bool:
    """Say whether the interval is the prescriber's to move; if not, the draft says why."""
    seen = draft.seen
    if seen.sofar.last is None:
        draft.not_offered.append(by_record("No session has been given."))
        return False
    if seen.starts_again:
        says = f"{days_text(seen.gap or 0)} since the last session: the course starts again."
        draft.not_offered.append(seen.desk.by_leaf(says, "titration.missed.restart"))
        return False
    if inducing(seen) or seen.sofar.phase in fixed:
        draft.not_offered.append(_fixed(seen))
        return False
    if planned(seen.desk, seen.sofar) is None:
        own = f"protocol.{seen.desk.protocol.id}.interval.maintenance"
        draft.rest_on(own)
        draft.missing.append(
            "The protocol names no interval of maintenance: which one does this site use?"
        )
        return False
    return True


def _fixed(seen: Considered) -> Ground:
    """Return why the schedule of a phase is nobody's to move, with the leaf that says so."""
    says, phase = _FIXED[seen.sofar.phase], seen.sofar.phase
    found = planned(seen.desk, seen.sofar) if phase is Phase.WEEKS_5_TO_8 else None
    if found is None:
        return by_record(says)
    _, _, leaf = found
    return seen.desk.by_leaf(says, leaf.id)


def _range(seen: Considered) -> tuple[int, int, Leaf]:
    found = planned(seen.desk, seen.sofar)
    assert found is not None  # `_spaced` has asked
    return found


def _present(seen: Considered, otherwise: int) -> int:
    """Return the present interval in days: the one before the last session."""
    return seen.sofar.intervals[-1] if seen.sofar.intervals else otherwise


def _take(draft: Draft, days: tuple[int, int], leaf: Leaf) -> None:
    """State the days to the next session, and the dose that goes with it: the last one."""
    low, high = days
    draft.every(days)
    shown = days_text(low) if low == high else f"{low} to {high} days"
    draft.title = f"{draft.title}: {shown}"
    draft.rest_on(leaf.id)
    level = draft.seen.sofar.level
    if level is not None:
        draft.give(Ends(level, level, ()))


def _response_holds(draft: Draft) -> None:
    """Ask for a response that holds: without one the sessions are not spaced out."""
    seen = draft.seen
    if seen.judged.response is not None:
        draft.rest_on(f"instrument.{seen.judged.response.instrument}.response")
    if seen.judged.unknown_since or seen.judged.improved is None:
        draft.missing.append(f"Does the response hold? {seen.judged.unknown_since}".strip())
    elif not seen.judged.improved:
        draft.not_offered.append(by_record(f"{seen.judged.told} It is not a response."))
    else:
        draft.supports.append(by_record(seen.judged.told))


def _waned(seen: Considered) -> str:
    """Return how the effect wore off before the last session, empty where nothing says so."""
    last, response = seen.sofar.last, seen.judged.response
    if response is not None and response.relapsed:
        return f"{seen.judged.told} A relapse by the rule of the scale."
    present = seen.sofar.intervals[-1] if seen.sofar.intervals else None
    if last is not None and last.lasted is not None and present is not None:
        held = int(last.lasted.ratio(_DAY))
        if held < present:
            return f"The effect is said to have held {days_text(held)} of {days_text(present)}."
    if response is not None and response.worsened:
        return f"{seen.judged.told} Worse by the rule of the scale."
    return ""


def last_good(seen: Considered) -> int | None:
    """Return the longest past interval, but for the present one, after which the response held.

    It held where the last score on or before the day of the next session was still a response.
    """
    response, sessions = seen.judged.response, seen.sofar.sessions
    if response is None or response.baseline is None:
        return None
    found: list[int] = []
    for one, after, days in zip(sessions, sessions[1:], seen.sofar.intervals, strict=False):
        scores = [score for score in response.scores if one.on < score.on <= after.on]
        if scores and seen.judged.responded_on(after.on):
            found.append(days)
    return max(found, default=None)


def _last(count: int) -> str:
    return "The last session was" if count == 1 else f"The last {count} sessions were"
