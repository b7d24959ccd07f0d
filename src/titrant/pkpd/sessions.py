"""A course as sessions: its occasions, and the dosing intervals that can be compared."""

import math
from itertools import pairwise

from msgspec import Struct

from titrant.pkpd.regimen import Dose, Regimen

_OCCASION = 12.0  # hours without a dose after which the next is another occasion
_APART = 2.0  # hours between two doses by the clock, like one every eight hours
_EQUAL = 1e-6  # hours

ONE_SESSION = "one session is given, so that there is no interval to compare with"
UNLIKE = "its sessions are not alike, so that their ratio would tell of doses"
UNEVEN = "its doses stand less than half a day and not equally far apart"


class Span(Struct, frozen=True, kw_only=True):
    """What is compared: `first`, the first session alone, and when the `last` one begins [h].

    `length` [h] is the time from the first session to the second; both are looked at for so long.
    """

    first: Regimen
    last: float
    length: float


def occasions(regimen: Regimen) -> list[Regimen]:
    """Return the doses by occasion: a new one begins where half a day passes without a dose."""
    return [Regimen(tuple(group)) for group in _groups(regimen, _OCCASION)]


def span(regimen: Regimen) -> Span | str:
    """Return the first and the last dosing interval, or in words why they are not comparable.

    Sessions are occasions; within one, doses two hours or more and equally far apart. All have to
    be alike.
    """
    groups = _groups(regimen, _OCCASION)
    even = True
    if len(groups) == 1:
        groups = _groups(regimen, _APART)
        gaps = [after[0].at - before[0].at for before, after in pairwise(groups)]
        even = all(math.isclose(gap, gaps[0], abs_tol=_EQUAL) for gap in gaps)
    if len(groups) == 1:
        return ONE_SESSION
    if len({_shape(group) for group in groups}) > 1:
        return UNLIKE
    if not even:
        return UNEVEN
    begins = [group[0].at for group in groups]
    return Span(first=Regimen(tuple(groups[0])), last=begins[-1], length=begins[1] - begins[0])


def _groups(regimen: Regimen, apart: float) -> list[list[Dose]]:
    """Return doses in groups, each begun so many hours or more after all before it had ended."""
    groups = [[regimen.doses[0]]]
    ended = regimen.doses[0].at + regimen.doses[0].over
    for dose in regimen.doses[1:]:
        if dose.at - ended >= apart:
            groups.append([])
        groups[-1].append(dose)
        ended = max(ended, dose.at + dose.over)
    return groups


def _shape(group: list[Dose]) -> tuple[tuple[object, ...], ...]:
    """Return all that makes a session, but for its time."""
    begin = group[0].at
    return tuple(
        (one.drug, one.route, one.amount, round(one.over, 6), round(one.at - begin, 6), one.ratio)
        for one in group
    )
