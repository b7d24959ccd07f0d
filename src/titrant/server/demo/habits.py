"""How the made-up clinic gives each protocol. For looks only: no dose here is anybody's advice."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Habit:
    """Doses one after another, and the days between: a series first, then wider apart.

    `doses` are in mg per kg where `by_weight`, else in mg. `minutes` is how long one takes, 0 where
    it is given at once. `series` is how many come `gap` days apart, before `later` days.
    """

    doses: tuple[Decimal, ...]
    minutes: int
    series: int
    gap: int
    later: int
    by_weight: bool

    def dose(self, session: int, weight: Decimal) -> Decimal:
        """Return the milligrams of a session, counted from 0, for a weight in kilograms."""
        step = self.doses[min(session // 2, len(self.doses) - 1)]
        if not self.by_weight:
            return step
        return (step * weight).quantize(Decimal(1))


def _kg(*doses: str, minutes: int, series: int, gap: int, later: int) -> Habit:
    return Habit(tuple(map(Decimal, doses)), minutes, series, gap, later, by_weight=True)


def _mg(*doses: str, minutes: int = 0, series: int, gap: int, later: int) -> Habit:
    return Habit(tuple(map(Decimal, doses)), minutes, series, gap, later, by_weight=False)


_SPRAY = _mg("56", "56", "84", series=8, gap=3, later=10)
_INFUSION = _kg("0.5", "0.5", "0.75", minutes=40, series=6, gap=3, later=28)
_MUSCLE = _kg("0.25", "0.5", minutes=0, series=6, gap=3, later=28)
_SKIN = _kg("0.25", "0.5", minutes=0, series=8, gap=4, later=21)
_SWALLOWED = _mg("50", "100", "150", series=8, gap=3, later=14)
_TONGUE = _mg("100", "200", "300", series=8, gap=4, later=14)
_DAILY = _mg("30", "50", series=20, gap=1, later=2)

HABITS: dict[str, Habit] = {
    "daily-nasal-home-s2": _DAILY,
    "daily-oral-home-s2": _DAILY,
    "im-depression": _MUSCLE,
    "im-s1": _kg("0.5", minutes=0, series=6, gap=4, later=28),
    "intensive-clinic-s2": _kg("0.5", minutes=40, series=6, gap=2, later=28),
    "intensive-home-s2": _mg("100", "150", series=6, gap=3, later=21),
    "iv-crps": _mg("60", "90", minutes=240, series=10, gap=1, later=60),
    "iv-crps-inpatient": _mg("2100", minutes=5760, series=1, gap=1, later=120),
    "iv-depression": _INFUSION,
    "iv-depression-s0": _kg("0.5", minutes=40, series=7, gap=3, later=28),
    "iv-depression-s1-table": _INFUSION,
    "iv-depression-s1-text": _INFUSION,
    "iv-esketamine-crps-r75": _kg("0.3", minutes=360, series=3, gap=14, later=28),
    "iv-pain-inpatient-r74": _mg("1800", minutes=7200, series=1, gap=1, later=120),
    "iv-pain-s4": _kg("0.5", "0.8", minutes=60, series=5, gap=7, later=42),
    "iv-pain-trial-80": _mg("80", minutes=120, series=1, gap=1, later=60),
    "iv-repeat-r53": _kg("0.5", minutes=40, series=6, gap=3, later=28),
    "iv-s3": _kg("0.5", "0.7", minutes=40, series=6, gap=4, later=30),
    "iv-social-anxiety": _kg("0.5", minutes=40, series=2, gap=14, later=28),
    "iv-spinal-cord-injury": _mg("80", minutes=300, series=7, gap=1, later=90),
    "iv-spinal-cord-injury-short": _kg("0.4", minutes=17, series=2, gap=7, later=60),
    "iv-stepped-r54": _kg("0.5", "0.5", "0.75", minutes=45, series=6, gap=4, later=28),
    "oral-alternate-day-r35": _mg("150", series=7, gap=2, later=14),
    "oral-depression": _SWALLOWED,
    "oral-er-r107": _mg("120", "180", series=5, gap=1, later=4),
    "oral-s1": _kg("0.5", "1", minutes=0, series=8, gap=4, later=21),
    "oral-weekly": _kg("0.5", "1", "1.5", minutes=0, series=6, gap=7, later=14),
    "sc-anxiety": _kg("0.25", "0.5", minutes=0, series=6, gap=7, later=14),
    "sc-depression": _kg("0.5", "0.6", minutes=0, series=8, gap=4, later=21),
    "sc-older": _kg("0.1", "0.2", "0.3", minutes=0, series=5, gap=7, later=28),
    "spravato-eu-trd": _SPRAY,
    "spravato-us-mdd-si": _mg("84", series=8, gap=3, later=14),
    "spravato-us-trd": _SPRAY,
    "spravato-us-trd-older-label": _SPRAY,
    "sublingual-cohort-r34": _mg("300", "400", series=4, gap=7, later=21),
    "sublingual-home": _TONGUE,
    "sublingual-lozenge-r105": _mg("50", "100", "150", series=6, gap=7, later=14),
}
