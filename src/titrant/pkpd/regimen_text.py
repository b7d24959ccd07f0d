"""Read a regimen as people write it: `35 mg iv over 40 min; repeat 6 every 3 d`.

Parts stand between semicolons. A part is a dose, or a rate for a time, with its route:

    35 mg iv over 40 min                    given evenly
    0.5 mg/kg iv over 40 min                needs a weight
    30 mg/h iv for 20 min then pause 5 min then 45 mg/h for 20 min
    84 mg nasal; 50 mg oral at 2 h          the first begins at 0, the others say when
    56 mg esketamine nasal                  names its drug, which is held against the model's

`repeat N every TIME` makes N sessions in all of what stands before it. Words may be written large
or small, units may not.
"""

import re
from typing import NamedTuple

from msgspec import structs

from titrant.pkpd.errors import PkError
from titrant.pkpd.regimen import MOST, Dose, Regimen, regimen_of
from titrant.pkpd.spoken import brief_hours, by_route
from titrant.units import (
    Dose as Amount,
)
from titrant.units import (
    DosePerWeight,
    Drug,
    Duration,
    Quantity,
    QuantityError,
    Rate,
    RatePerWeight,
    Weight,
)

LONGEST = 2000  # characters
_REPEAT = re.compile(r"repeat\s+(?P<times>\S+)\s+every\s+(?P<every>.+)", re.IGNORECASE)
_PAUSE = re.compile(r"pause\s+(?:for\s+)?(?P<time>.+)", re.IGNORECASE)
_PART = re.compile(
    r"(?P<amount>[^\sA-Za-z]+\s?[A-Za-zµ]\S*|\S+)"
    rf"(?:\s+(?P<drug>{'|'.join(Drug)}))?"
    r"(?:\s+(?P<route>[a-z][a-z-]*))?"
    r"(?:\s+(?P<how>over|for)\s+(?P<time>.+?))?"
    r"(?:\s+at\s+(?P<at>.+))?",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"[^\sA-Za-z]+\s?[A-Za-zµ]\S*\s+(?!mg)(?P<other>[a-z-]+)"
    r"\s+(iv|im|sc|nasal|oral|sublingual)\b.*",
    re.IGNORECASE,
)
_THEN = re.compile(r"\s+then\s+", re.IGNORECASE)
_CLOSE = 1e-9  # hours that arithmetic leaves behind
_EXAMPLE = "Write it like “35 mg iv over 40 min; repeat 6 every 3 d”."


class _Said(NamedTuple):
    """One dose, pause or rate as it was read, before it has a time."""

    amount: float
    drug: str
    route: str
    over: float
    at: float | None


def read_regimen(text: str, weight: Weight | None = None) -> Regimen:
    """Return the regimen that a text describes.

    Raises `PkError` with the part that cannot be read and how to mend it, and for a dose per kg
    where no weight is given.
    """
    if not isinstance(text, str):
        raise PkError(f"the regimen is of the type {type(text).__name__} and no text", _EXAMPLE)
    if weight is not None and not isinstance(weight, Weight):
        raise PkError(
            f"the weight is of the type {type(weight).__name__}",
            'Give a `Weight`, like Weight("70", "kg").',
        )
    if len(text) > LONGEST:
        raise PkError(f"a regimen of {len(text)} characters", f"Use at most {LONGEST}.")
    doses: list[Dose] = []
    for number, part in enumerate(text.split(";")):
        words = " ".join(part.split())
        if not words:
            raise PkError(f"part {number + 1} of the regimen is empty", _EXAMPLE)
        repeated = _REPEAT.fullmatch(words)
        if repeated:
            doses = _again(doses, repeated["times"], repeated["every"], words)
        else:
            doses += _part(words, weight, first=number == 0)
    return regimen_of(doses)


def _part(words: str, weight: Weight | None, *, first: bool) -> list[Dose]:
    """Return the doses of one part, each piece after `then` begun when the last has ended."""
    doses: list[Dose] = []
    drug, route, now = "", "", 0.0
    for place, piece in enumerate(_THEN.split(words)):
        pause = _PAUSE.fullmatch(piece)
        if pause and place:
            now += _hours(pause["time"], piece)
            continue
        said = _piece(piece, drug, route, weight)
        if place and said.at is not None:
            raise PkError(f"“{piece}” says “then” and “at”", "Keep one of them.")
        if not place and not first and said.at is None:
            raise PkError(
                f"“{piece}” does not say when it is given",
                "Write “at 2 h”, or “then” after what comes before it.",
            )
        now = said.at if said.at is not None else now
        drug, route = said.drug, said.route
        doses.append(_dose(said, now, piece))
        now += said.over
    return doses


def _dose(said: _Said, at: float, words: str) -> Dose:
    if not said.amount:
        raise PkError(f"“{words}” gives nothing", "Leave it out; a pause is “pause 10 min”.")
    try:
        return Dose(amount=said.amount, route=said.route, at=at, over=said.over, drug=said.drug)
    except PkError as error:
        raise PkError(f"in “{words}”, {error.problem}", error.mend) from None


def _piece(words: str, drug: str, route: str, weight: Weight | None) -> _Said:
    found = _PART.fullmatch(words)
    other = _OTHER.fullmatch(words)
    if found is None and other:
        raise PkError(
            f"“{words}” names “{other['other']}”", f"Models are of {' and '.join(Drug)} only."
        )
    if found is None:
        raise PkError(f"“{words}” cannot be read as a dose", _EXAMPLE)
    drug, route = (found["drug"] or drug).lower(), (found["route"] or route).lower()
    if not route:
        raise PkError(f"“{words}” names no route", "Write iv, nasal, oral … after the amount.")
    over = _hours(found["time"], words) if found["time"] else 0.0
    at = _hours(found["at"], words) if found["at"] else None
    text, how = found["amount"], (found["how"] or "").lower()
    per_time = bool(re.search(r"/(h|min|s)$", text))
    if per_time and how != "for":
        raise PkError(
            f"“{words}” is a rate without a duration", "Write for how long, like “for 40 min”."
        )
    if not per_time and how == "for":
        raise PkError(f"“{words}” gives a dose “for” a time", "Write “over”, or a rate per hour.")
    if how and over == 0:
        raise PkError(f"“{words}” lasts no time", "Give a time above zero, or leave it out.")
    amount = _amount(text, weight, words, rate=per_time)
    return _Said(amount * over if per_time else amount, drug, route, over, at)


def _amount(text: str, weight: Weight | None, words: str, *, rate: bool) -> float:
    """Return mg, or mg/h for a rate."""
    per_weight = "/kg" in text
    kind: type[Quantity]
    if rate:
        kind = RatePerWeight if per_weight else Rate
    else:
        kind = DosePerWeight if per_weight else Amount
    found = float(_read(kind, text, words).base)
    if not per_weight:
        return found
    if weight is None:
        raise PkError(f"“{words}” is per kg and no weight is given", "Give the weight.")
    return found * float(weight.base)


def _hours(text: str, words: str) -> float:
    return float(_read(Duration, text, words).in_unit("h"))


def _read(kind: type[Quantity], text: str, words: str) -> Quantity:
    try:
        return kind.read(text)
    except QuantityError as error:
        raise PkError(f"in “{words}”, {error.problem}", error.mend) from None


def _again(doses: list[Dose], times: str, every: str, words: str) -> list[Dose]:
    """Return the sessions so far as often as said, each begun `every` after the one before."""
    if not doses:
        raise PkError(f"“{words}” stands before any dose", _EXAMPLE)
    if re.fullmatch("0+", times):
        raise PkError(
            f"“{words}” makes no session at all",
            "Write how many sessions in all, like “repeat 6”, or leave it out.",
        )
    if not re.fullmatch("[1-9][0-9]{0,5}", times):
        raise PkError(
            f"“{words}” repeats “{times}” times", "Write how many sessions in all, like “repeat 6”."
        )
    step = _hours(every, words)
    if step <= 0:
        raise PkError(f"“{words}” leaves no time between sessions", "Write “every 3 d”.")
    begin, end = _span_of(doses)
    if int(times) > 1 and step < end - begin - _CLOSE:
        raise PkError(
            f"“{words}” begins the next session while one lasts: it takes "
            f"{60 * (end - begin):.6g} min",
            "Write a longer time between them.",
        )
    if len(doses) * int(times) > MOST:
        raise PkError(f"“{words}” makes {len(doses) * int(times)} doses", f"At most {MOST}.")
    return [
        structs.replace(one, at=one.at + step * count)
        for count in range(int(times))
        for one in doses
    ]


def _span_of(doses: list[Dose]) -> tuple[float, float]:
    """Return when the first of some doses begins and when the last has been given [h]."""
    return min(one.at for one in doses), max(one.at + one.over for one in doses)


def described(regimen: Regimen) -> str:
    """Return in one line what a regimen gives, so that nobody is misled by how it was written."""
    doses = regimen.doses
    first, last = doses[0].at, doses[-1].at
    span = f", begun from {brief_hours(first)} to {brief_hours(last)}" if last > first else ""
    number = f"{len(doses)} doses" if len(doses) > 1 else "one dose"
    drugs = " and ".join(dict.fromkeys(one.drug for one in doses if one.drug))
    of = f" of {drugs}" if drugs else ""
    ways = " and ".join(map(by_route, regimen.routes))
    return f"{number}{of} {ways}, {regimen.total:.6g} mg in all{span}"
