"""Parts of guidance in the words that every output says: the command line, a page, a print."""

from datetime import date

from titrant.clinical import WeightBasis
from titrant.dosing.check import Kind
from titrant.dosing.guidance.values import Amount, Basis, Exposure, Interval, Stand

STANDS = {
    Stand.OPEN: "open",
    Stand.ASKS: "asks for more",
    Stand.HELD: "held",
    Stand.NOT_OFFERED: "not offered",
}
LIMITS = {
    Kind.HARD: "never",
    Kind.FIRM: "second prescriber",
    Kind.HOLD: "hold",
    Kind.SOFT: "reason",
    Kind.INFO: "note",
}


def day_text(day: date) -> str:
    """Return a day as people read it."""
    return f"{day:%a} {day.day} {day:%b} {day:%Y}"


def given_text(basis: Basis) -> str:
    """Return what was given of the course so far."""
    if not basis.given:
        return "No session was given yet."
    count = f"{basis.given} session{'' if basis.given == 1 else 's'}"
    at = f", {basis.at_step} at {basis.step}" if basis.step else ""
    days = basis.since_last
    ago = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
    return f"{count}{at}; the last {ago}."


def weight_text(basis: Basis) -> str:
    """Return the weight that doses are scaled to, with its day, and those worked out from it."""
    weights, on = basis.weights, basis.weight_on
    if weights is None or on is None:
        return "No weight is known."
    others = [
        f"{kind} {weight.brief()}"
        for kind in (WeightBasis.IDEAL, WeightBasis.ADJUSTED)
        if (weight := weights.of(kind)) is not None
    ]
    also = f"; {', '.join(others)}" if others else ""
    return f"Weight {weights.actual.brief()} on {day_text(on)}{also}."


def response_text(basis: Basis) -> list[str]:
    """Return how the course is judged by its scale; nothing where nobody can judge it."""
    response = basis.response
    if response is None:
        return []
    said = [
        word
        for word, so in (
            ("a response", response.responded),
            ("a remission", response.remitted),
            ("worse", response.worsened),
            ("a relapse", response.relapsed),
        )
        if so
    ]
    none = "" if response.responded is None else "no response"
    verdict = ", ".join(said) or none
    judged = [f"{response.title}: {verdict}."] if verdict else []
    return [*judged, *response.notes]


def exposure_text(one: Exposure, span: int) -> str:
    """Return what a person had of one drug from anyone; `span` is in days."""
    total = f", {one.total} in all" if one.total is not None else ", not every dose known"
    count = f"{one.sessions} session{'' if one.sessions == 1 else 's'}"
    return (
        f"From anyone so far: {count} of {one.drug}{total}; "
        f"{one.sessions_in_span} within {span} days."
    )


def amount_text(amount: Amount) -> list[str]:
    """Return the ends of a range in milligrams, for each weight that they may be scaled to."""
    lines = []
    for one in amount.by_basis:
        low = "" if one.low is None or one.low == one.high else f"{one.low.brief()} to "
        ceiling = "at most " if one.low is None else ""
        weight = "" if one.weight is None else f" by {one.basis} weight, {one.weight.brief()}"
        below = "below " if amount.below else ""
        lines.append(f"{ceiling}{low}{below}{one.high.brief()}{weight}")
    return lines


def interval_text(interval: Interval) -> str:
    """Return a time to the next session, and the days of the calendar that it leads to."""
    one = interval.low == interval.high
    days = f"{interval.low} days" if one else f"{interval.low} to {interval.high} days"
    first = f"{days} after the last, {day_text(interval.earliest)}"
    same = interval.earliest == interval.latest
    return first if same else f"{first} to {day_text(interval.latest)}"
