"""Set plans and calendars as plain text, as wide as the screen."""

from datetime import date, datetime

from titrant.cli.fact_text import entry, files_text, person_text
from titrant.cli.page import rule, wrap
from titrant.cli.printing import section
from titrant.clinical import Snapshot
from titrant.dosing.check import Check
from titrant.dosing.dates import Calendar, Chosen, Due, Entry, Phase, Plan, Slot
from titrant.knowledge import Leaf

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DECIDES = "A licensed clinician decides. Nothing here is booked or ordered."
_DEMONSTRATION = "DEMONSTRATION: the signatures of this site are invented."
_NEW = "No active course of this protocol is on record: what follows is for a new one."

_TITLES = {
    Due.OVERDUE: "OVERDUE",
    Due.DUE: "DUE",
    Due.UNKNOWN: "NOBODY KNOWS",
    Due.COMING: "Coming",
    Due.DONE: "Done",
}


def plan_text(plan: Plan, times: dict[int, datetime], *, opened: bool) -> str:
    """Return a plan as text: what holds, the sessions by phase, the review, what stays open."""
    lines = [rule("="), *wrap(f"DATES FOR {plan.title}")]
    lines += wrap(
        f"{plan.protocol} version {plan.version}; as of {plan.as_of}; "
        f"{plan.versions.site or 'no site’s signatures'}."
    )
    lines += wrap(_so_far(plan))
    if plan.versions.demonstration:
        lines += wrap(_DEMONSTRATION)
    lines += [rule("="), *wrap("HOLD." if plan.holds else "Nothing holds."), *wrap(DECIDES)]
    if not opened:
        lines += wrap(_NEW)
    lines += section("What stands in the way", _holds(plan.holds))
    for phase in Phase:
        slots = [slot for slot in plan.slots if slot.phase is phase]
        titled = str(phase).capitalize()
        lines += section(titled, [line for slot in slots for line in _slot(slot, times)])
    lines += section("Review", _review(plan))
    left = [line for one in plan.left_open for line in entry("-", one)]
    lines += section("What the protocol leaves open", left)
    lines += section("Where it comes from", [line for leaf in plan.used for line in _cited(leaf)])
    return "\n".join(lines)


def _so_far(plan: Plan) -> str:
    open_days = ", ".join(name for at, name in enumerate(DAYS) if at in plan.weekdays)
    if plan.closed:
        first, last = min(plan.closed), max(plan.closed)
        span = f"on {first}" if first == last else f"on {len(plan.closed)} days up to {last}"
        open_days += f"; closed {span}"
    most = "" if plan.most is None else f" At most {plan.most} in any 7 days."
    return (
        f"Sessions so far: {plan.given}. Weeks are counted from {plan.begins}. "
        f"Open days: {open_days}.{most}"
    )


def _slot(slot: Slot, times: dict[int, datetime]) -> list[str]:
    window = (
        f"{slot.earliest}" if slot.earliest == slot.latest else f"{slot.earliest} to {slot.latest}"
    )
    optional = " Allowed by the protocol, not asked for." if slot.optional else ""
    if slot.on is None:
        return entry(f"{slot.number}.", f"no day; window {window}. {slot.why}{optional}")
    moment = times.get(slot.number)
    at = "" if moment is None else f", {moment:%H:%M} {moment.tzname()}"
    return entry(f"{slot.number}.", f"{_named(slot.on)}{at}; window {window}.{optional}")


def _named(day: date) -> str:
    return f"{DAYS[day.weekday()][:3]} {day}"


def _review(plan: Plan) -> list[str]:
    review = plan.review
    if review is None:
        return entry("-", "The protocol names no review; the prescriber sets one.")
    if review.done is not None:
        return entry("-", f"Held on {_named(review.done)}; asked for {review.after}.")
    when = "its day is not known yet" if review.on is None else _named(review.on)
    late = " OVERDUE." if review.overdue else ""
    return entry(
        "-", f"{when}; {review.after}: continue or stop, and why.{late} Later dates rest on it."
    )


def _holds(holds: tuple[Check, ...]) -> list[str]:
    lines: list[str] = []
    for hold in holds:
        lines += entry("HOLD:", hold.text)
        lines += entry("", f"lifts: {hold.lifts}", indent=6)
        if hold.source:
            lines += entry("", f"source: {hold.source}", indent=6)
    return lines


def _cited(leaf: Leaf, indent: int = 2) -> list[str]:
    signed = f"; signed by {leaf.signature.by}" if leaf.signature else ""
    said = f"{leaf.title}: {leaf.shown} [{leaf.cited}; {leaf.flag}, {leaf.tier}{signed}]"
    return entry("-", said, indent)


def calendar_text(calendar: Calendar, chosen: Chosen, snapshot: Snapshot) -> str:
    """Return a calendar as text: the overdue first, then what is due, not known and coming."""
    lines = [rule("="), *wrap(f"CALENDAR FOR {calendar.title}")]
    lines += wrap(
        f"{calendar.protocol} version {calendar.version}; as of {calendar.as_of}; "
        f"{calendar.versions.site or 'no site’s signatures'}."
    )
    lines += wrap(f"{person_text(snapshot.subject, snapshot.as_of)}. {files_text(snapshot.files)}")
    if calendar.versions.demonstration:
        lines += wrap(_DEMONSTRATION)
    lines += [rule("="), *wrap(_counted(calendar)), *wrap(DECIDES)]
    if not chosen.opened:
        lines += wrap(_NEW)
    elif chosen.course.ended is not None:
        lines += wrap(f"This course ended on {chosen.course.ended}: what follows an end is due.")
    for state in Due:
        members = [one for one in calendar.entries if one.state is state]
        lines += section(_TITLES[state], [line for one in members for line in _entry(one)])
    return "\n".join(lines)


def _counted(calendar: Calendar) -> str:
    if calendar.closed:
        return calendar.closed
    states = [one.state for one in calendar.entries]
    said = [f"{states.count(state)} {state}" for state in Due if state in states]
    unsigned = sum(1 for one in calendar.entries if one.holds)
    if unsigned:
        said.append(f"{unsigned} resting on what this site has not signed or set")
    return f"{'; '.join(said) or 'Nothing to check'}."


def _entry(one: Entry) -> list[str]:
    lines = entry("-", f"{one.what}. {_when(one)}")
    for sentence in (f"For: {one.who}." if one.who else "", one.note):
        lines += entry("", sentence, indent=6) if sentence else []
    for hold in one.holds:
        lines += entry("HOLD:", f"{hold.text} {hold.lifts}", indent=6)
    for leaf in one.leaves:
        lines += _cited(leaf, indent=6)
    return lines


def _when(one: Entry) -> str:
    said: list[str] = []
    if one.last is not None:
        said.append(f"Last: {one.last_on}, {one.last.text} [{one.last.origin}].")
    elif one.last_on is not None:
        said.append(f"Done: {one.last_on}.")
    if one.state is not Due.DONE:
        if one.due is not None and one.until is not None and one.until != one.due:
            said.append(f"Due from {one.due}, overdue after {one.until}.")
        elif one.due is not None:
            said.append(f"Due: {one.due}.")
        elif one.until is not None:
            said.append(f"Overdue after {one.until}.")
    return " ".join(said)
