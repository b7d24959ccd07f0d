"""The people whose guidance sentences.yaml reads word for word, beside the scenarios."""

from datetime import date
from typing import NamedTuple

from tests.lib.guided import (
    Json,
    ago,
    base,
    course,
    file_of,
    guided,
    quiet,
    scores,
    sessions,
    weight,
)

from titrant.dosing.guidance import Guidance


class Asked(NamedTuple):
    """Whose files, about which protocol; whoever was not screened has open questions."""

    files: tuple[str, ...]
    protocol: str = "iv-depression"
    screened: bool = True
    gone: tuple[str, ...] = ()

    def guidance(self) -> Guidance:
        """Return what the program says, where the knowledge lacks the leaves that are gone."""
        kb = base(gone=self.gone) if self.gone else None
        return guided(*self.files, protocol=self.protocol, screened=self.screened, kb=kb)


_TABLE = "iv-depression-s1-table"  # the protocol with steps and a range of maintenance
_CRPS = ("complex regional pain syndrome",)
_PAIN = [{"what": "pain-score", "value": "7"}]
_THREE = sessions(12, 8, 5)
_SOME = [weight(), *scores((20, 20), (2, 16))]
_SIX = sessions(90, 87, 84, 80, 50, 25)
_REVIEWED = [{"on": ago(60), "decision": "continue", "why": "it helps"}]


def _events(*events: tuple[str, int]) -> list[Json]:
    return [{"what": what, "grade": grade} for what, grade in events]


def _kept(*had: Json, **changes: object) -> Json:
    """Return a course in maintenance, reviewed after its induction."""
    return course(*had, protocol=_TABLE, reviews=_REVIEWED, **changes)


def _elsewhere(protocol: str, *had: Json) -> Json:
    """Return a course that somebody else gave, and that is over; its drug is as they say."""
    return course(*had, protocol=protocol, elsewhere=True, ended=ago(50))


def _lozenges(*days: int) -> Json:
    """Return a course at home, by the day."""
    had = sessions(*days, dose="100 mg", ordered="100 mg", over=None, weight=None, basis=None)
    return course(*had, protocol="sublingual-home")


PEOPLE: dict[str, Asked] = {
    "a protocol for older people": Asked((file_of(measurements=[weight()]),), protocol="sc-older"),
    "two files that tell one session in two ways": Asked(
        (
            file_of(course(*_THREE), measurements=_SOME),
            file_of(course(quiet(ago(5), dose="50 mg", ordered="0.75 mg/kg"), opened=ago(12))),
        ),
    ),
    "no peak pressure and no events written down": Asked(
        (file_of(course(*_THREE[:2], quiet(ago(5), peak=None, events=None)), measurements=_SOME),),
    ),
    "rescue drugs": Asked(
        (
            file_of(
                course(
                    *_THREE[:2], quiet(ago(5), rescue=["ondansetron", "labetalol"], dissociation=6)
                ),
                measurements=_SOME,
            ),
        ),
    ),
    "mild events": Asked(
        (
            file_of(
                course(*_THREE[:2], quiet(ago(5), events=_events(("nausea", 1), ("headache", 1)))),
                measurements=_SOME,
            ),
        ),
    ),
    "grave events in two sessions": Asked(
        (
            file_of(
                course(
                    quiet(ago(12), events=_events(("syncope", 3))),
                    quiet(ago(8)),
                    quiet(ago(5), events=_events(("low saturation", 4), ("nausea", 1))),
                ),
                measurements=_SOME,
            ),
        ),
    ),
    "a fixed dose and limits per kg": Asked(
        (file_of(measurements=_PAIN, conditions=["chronic pain"]),),
        protocol="iv-pain-trial-80",
        screened=False,
    ),
    "one scale and no target": Asked(
        (file_of(course(*_THREE, target=None), measurements=_SOME),), screened=False
    ),
    "no scale at all": Asked(
        (file_of(course(*_THREE, target=None), measurements=[weight()]),), screened=False
    ),
    "two scales and no target": Asked(
        (
            file_of(
                course(*_THREE, target=None), measurements=[*_SOME, *scores((2, 25), what="madrs")]
            ),
        ),
        screened=False,
    ),
    "a target without a rule": Asked(
        (file_of(course(*_THREE, target="c-ssrs"), measurements=_SOME),),
    ),
    "no score before the first session": Asked(
        (file_of(course(*_THREE), measurements=[weight(), *scores((2, 16))]),),
    ),
    "worse than before": Asked(
        (file_of(course(*_THREE), measurements=[weight(), *scores((20, 12), (2, 20))]),),
    ),
    "a dose that lies on no step": Asked(
        (file_of(course(*sessions(12, 8, 5, dose="43 mg", ordered=None)), measurements=_SOME),),
    ),
    "a gap of nine weeks": Asked(
        (
            file_of(
                course(*sessions(71, 67, 63)), measurements=[weight(), *scores((80, 20), (2, 16))]
            ),
        ),
    ),
    "maintenance: it holds": Asked(
        (file_of(_kept(*_SIX), measurements=[weight(), *scores((100, 20), (60, 8), (1, 8))]),),
        protocol=_TABLE,
    ),
    "maintenance: no response": Asked(
        (file_of(_kept(*_SIX), measurements=[weight(), *scores((100, 20), (60, 18), (1, 18))]),),
        protocol=_TABLE,
    ),
    "maintenance: nobody asked since the last session": Asked(
        (file_of(_kept(*_SIX), measurements=[weight(), *scores((100, 20), (60, 8))]),),
        protocol=_TABLE,
        screened=False,
    ),
    "maintenance: nobody asked for twenty days": Asked(
        (file_of(_kept(*_SIX), measurements=[weight(), *scores((100, 20), (20, 8))]),),
        protocol=_TABLE,
        screened=False,
    ),
    "maintenance: after a hard session": Asked(
        (
            file_of(
                _kept(
                    *_SIX[:5], quiet(ago(25), peak="182/96", events=_events(("dissociation", 2)))
                ),
                measurements=[weight(), *scores((100, 20), (60, 8), (1, 8))],
            ),
        ),
        protocol=_TABLE,
    ),
    "maintenance: it wore off, and once it held for four weeks": Asked(
        (
            file_of(
                _kept(*sessions(110, 107, 104, 100, 72), quiet(ago(30), lasted="21 d")),
                measurements=[weight(), *scores((120, 20), (75, 8), (1, 15))],
            ),
        ),
        protocol=_TABLE,
    ),
    "maintenance: it wore off, and no interval is known to have held": Asked(
        (
            file_of(
                _kept(*sessions(90, 87, 84, 80, 30, lasted="20 d")),
                measurements=[weight(), *scores((100, 20), (60, 8))],
            ),
        ),
        protocol=_TABLE,
    ),
    "a ceiling, and a dose that nobody wrote down": Asked(
        (
            file_of(
                course(
                    *sessions(5, 4, 3, dose=None, ordered="0.3 mg/kg/h", over="4 h"),
                    protocol="iv-crps",
                ),
                measurements=[*_SOME, *_PAIN],
                conditions=_CRPS,
            ),
        ),
        protocol="iv-crps",
    ),
    "a ceiling, and nobody knows for how long it ran": Asked(
        (
            file_of(
                course(
                    *sessions(5, 4, 3, dose="80 mg", ordered=None, over=None), protocol="iv-crps"
                ),
                measurements=[*_SOME, *_PAIN],
                conditions=_CRPS,
            ),
        ),
        protocol="iv-crps",
    ),
    "a ceiling, and nobody knows the weight of it": Asked(
        (
            file_of(
                course(
                    *sessions(
                        5,
                        4,
                        3,
                        dose="80 mg",
                        ordered="20 mg/h",
                        weight=None,
                        basis=None,
                        over="4 h",
                    ),
                    protocol="iv-crps",
                ),
                measurements=[*scores((20, 20), (2, 16)), *_PAIN],
                conditions=_CRPS,
            ),
        ),
        protocol="iv-crps",
    ),
    "at home, a second dose on one day": Asked(
        (file_of(_lozenges(5, 0), measurements=_SOME),), protocol="sublingual-home"
    ),
    "an older person, and no floor": Asked(
        (file_of(measurements=[weight()], born=date(1950, 1, 1)),), protocol="iv-depression-s0"
    ),
    "a protocol whose sources give no dose": Asked(
        (
            file_of(
                course(*sessions(5, 4), protocol="iv-crps"),
                measurements=[*_SOME, *_PAIN],
                conditions=_CRPS,
            ),
        ),
        protocol="iv-crps",
        gone=("protocol.iv-crps.rate-per-weight.cap", "protocol.iv-crps.rate.cap"),
    ),
    "doses from elsewhere, and nobody says of what": Asked(
        (
            file_of(
                course(*_THREE),
                _elsewhere("a trial", quiet(ago(200)), quiet(ago(89), dose=None)),
                _elsewhere("spravato-us-trd", quiet(ago(90), dose="56 mg")),
                _elsewhere("iv-depression", _THREE[0], quiet(ago(60))),
                measurements=_SOME,
            ),
        ),
    ),
    "a step that this site has signed": Asked(
        (file_of(_lozenges(5, 1), measurements=_SOME),), protocol="sublingual-home"
    ),
    "a first session of a protocol whose sources give no dose": Asked(
        (file_of(measurements=[weight(), *_PAIN], conditions=_CRPS),),
        protocol="iv-crps",
        gone=("protocol.iv-crps.rate-per-weight.cap", "protocol.iv-crps.rate.cap"),
    ),
    "a session that was stopped, and nobody says why": Asked(
        (
            file_of(
                course(*_THREE[:2], quiet(ago(5), status="stopped", dose="20 mg")),
                measurements=_SOME,
            ),
        ),
    ),
    "a step that was not borne earlier in the course": Asked(
        (
            file_of(
                course(
                    quiet(
                        ago(15),
                        ordered="0.75 mg/kg",
                        dose="52.5 mg",
                        events=_events(("panic", 2)),
                    ),
                    *_THREE,
                ),
                measurements=_SOME,
            ),
        ),
    ),
    "a medicine, and nobody says since when": Asked(
        (file_of(course(*_THREE), measurements=_SOME, medications=[{"what": "oxycodone"}]),),
    ),
    "a course of another drug by another route": Asked(
        (
            file_of(
                course(*_THREE[:2], quiet(ago(5), route="oral"), drug="esketamine"),
                measurements=_SOME,
            ),
        ),
    ),
    "a dose from somebody else since the last session": Asked(
        (
            file_of(
                course(*_THREE),
                course(
                    quiet(ago(4), dose=None),
                    quiet(ago(3), dose="100 mg"),
                    protocol="sublingual-home",
                    drug="ketamine",
                    elsewhere=True,
                    ended=ago(1),
                ),
                measurements=_SOME,
            ),
        ),
    ),
    "a session of a day that has not come": Asked(
        (file_of(course(*_THREE, quiet(ago(-2))), measurements=_SOME, conditions=["green ears"]),)
    ),
    "an infusion of which nobody knows the time": Asked(
        (
            file_of(
                course(*sessions(12, 8, 5, over=None), protocol="intensive-clinic-s2"),
                measurements=_SOME,
            ),
        ),
        protocol="intensive-clinic-s2",
    ),
}
