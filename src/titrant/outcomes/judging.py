"""Judge one scale over a course: against its baseline, its thresholds and the score before."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from titrant.knowledge import Instrument, Knowledge, Leaf
from titrant.outcomes.relapse import best_of, days_of, find_relapse
from titrant.outcomes.reliable import gain, percent_gain
from titrant.outcomes.response import Response
from titrant.outcomes.rulebook import Rulebook
from titrant.outcomes.scores import (
    Score,
    gravest_a_day,
    number,
    out_of_range,
    passed,
    plain,
    range_of,
)


def judge(
    instrument: Instrument,
    scores: Sequence[Score],
    first_dose: date | None,
    as_of: date,
    kb: Knowledge,
) -> Response:
    """Return what the scores of one scale say on a day.

    Scores after `as_of` are not looked at. One that its scale cannot have is left out and named in
    `missing`; of several on one day the graver counts, and `notes` says so.
    """
    rulebook = Rulebook(instrument, kb, as_of)
    missing: list[str] = []
    notes: list[str] = []
    used = _usable(rulebook, [one for one in scores if one.on <= as_of], missing, notes)
    baseline, after = _split(instrument, used, first_dose, as_of, missing)
    latest = after[-1] if after else None
    percent = _Percent(rulebook, baseline, notes)
    responses = [percent.responded(score) for score in after]
    relapse = find_relapse(rulebook, after, responses)
    remission = rulebook.find("remission")
    worsening = rulebook.find("worsening")
    change = latest.value - baseline.value if latest and baseline else None
    notes += _told(rulebook, baseline, latest, remission, first_dose)
    return Response(
        instrument=instrument.id,
        title=instrument.title,
        baseline=baseline,
        latest=latest,
        best=best_of(after, instrument) if after else None,
        scores=used,
        change=change,
        improved=percent.of(latest),
        responded=responses[-1] if responses else None,
        remitted=_remitted(remission, latest),
        worsened=_worsened(instrument, worsening, used, baseline, latest),
        relapsed=relapse.so,
        sustained=_sustained(responses),
        rules=tuple(rulebook.used.values()),
        missing=tuple(filter(None, (*missing, relapse.missing, *rulebook.missing))),
        notes=tuple(filter(None, (*notes, relapse.note))),
    )


def _usable(
    rulebook: Rulebook, scores: Sequence[Score], missing: list[str], notes: list[str]
) -> tuple[Score, ...]:
    """Return the scores that their scale can have, one a day, oldest first."""
    instrument = rulebook.instrument
    for name in ("lowest", "highest"):
        rulebook.find(name)
    fitting = set()
    for score in sorted(scores, key=lambda one: (one.on, str(one.value))):
        why = out_of_range(instrument, score.value, rulebook.kb)
        if why:
            missing.append(f"{why.removesuffix('.')}: that of {score.on} is not used.")
        else:
            fitting.add(score)
    used = gravest_a_day(fitting, instrument.better)
    for one in used:
        same = [plain(score.value) for score in sorted(fitting) if score.on == one.on]
        if len(same) > 1:
            notes.append(
                f"{instrument.title} on {one.on} was {' and '.join(same)}: "
                f"{plain(one.value)}, the graver one, counts."
            )
    return used


def _split(
    instrument: Instrument,
    used: Sequence[Score],
    first_dose: date | None,
    as_of: date,
    missing: list[str],
) -> tuple[Score | None, Sequence[Score]]:
    """Return the baseline and the scores after the first dose; say which of them is not there."""
    title = instrument.title
    if first_dose is None:
        missing.append(f"No day of a first dose is known, so that no {title} is a baseline.")
        return None, ()
    if first_dose > as_of:
        missing.append(f"The first dose is on {first_dose}: no {title} is a baseline yet.")
        return None, ()
    before = [score for score in used if score.on <= first_dose]
    after = [score for score in used if score.on > first_dose]
    if not before:
        missing.append(f"No {title} from before the first dose ({first_dose}).")
    if not after:
        missing.append(f"No {title} since the first dose ({first_dose}).")
    return (before[-1] if before else None), after


class _Percent:
    """A baseline as what a percentage is of, where it can be one; and the rule of response."""

    def __init__(self, rulebook: Rulebook, baseline: Score | None, notes: list[str]) -> None:
        self._better = rulebook.instrument.better
        self._rule = rulebook.find("response")
        self._points = rulebook.find("response.points")
        self._baseline = baseline
        least = rulebook.find("baseline.least")
        lowest, _ = range_of(rulebook.instrument, rulebook.kb)
        why = _no_percent(rulebook.instrument.title, baseline, least, lowest)
        self._is_one = baseline is not None and not why
        if why:
            notes.append(why)

    def of(self, score: Score | None) -> Decimal | None:
        """Return the percent of the baseline by which a score is better."""
        if score is None or self._baseline is None or not self._is_one:
            return None
        return percent_gain(self._baseline.value, score.value, self._better)

    def responded(self, score: Score) -> bool | None:
        """Say whether a score is a response, by points where the scale counts points."""
        if self._points is not None:
            if self._baseline is None:
                return None
            points = gain(self._baseline.value, score.value, self._better)
            return not passed(self._points, points)
        share = self.of(score)
        if self._rule is None or share is None:
            return None
        return not passed(self._rule, share)


def _no_percent(title: str, baseline: Score | None, least: Leaf | None, lowest: Leaf) -> str:
    """Return why there is no percentage of a baseline."""
    if baseline is None:
        return ""
    if number(lowest) != 0:
        return f"{title} starts at {lowest.shown}: no percentage is worked out."
    if baseline.value == 0:
        return f"The baseline {title} is 0: there is no percentage of it."
    if least is not None and passed(least, baseline.value):
        return (
            f"The baseline {title} of {plain(baseline.value)} is below {least.shown}: "
            "a percentage of it would mean nothing."
        )
    return ""


def _remitted(remission: Leaf | None, latest: Score | None) -> bool | None:
    if remission is None or latest is None:
        return None
    return not passed(remission, latest.value)


def _worsened(
    instrument: Instrument,
    worsening: Leaf | None,
    used: Sequence[Score],
    baseline: Score | None,
    latest: Score | None,
) -> bool | None:
    """Against the baseline and the score before; unknown where there is no baseline to ask."""
    if worsening is None or latest is None:
        return None
    before = [score for score in used if score.on < latest.on][-1:]
    against = [score for score in (baseline, *before) if score is not None]
    losses = [-gain(score.value, latest.value, instrument.better) for score in against]
    if any(passed(worsening, loss) for loss in losses):
        return True
    return None if baseline is None else False


def _sustained(responses: Sequence[bool | None]) -> bool | None:
    """Say whether the last two readings are responses; one reading that is none is enough."""
    last = responses[-2:]
    if False in last:
        return False
    return True if len(last) > 1 and None not in last else None


# -- what is told beside the verdicts --------------------------------------------------------


def _told(
    rulebook: Rulebook,
    baseline: Score | None,
    latest: Score | None,
    remission: Leaf | None,
    first_dose: date | None,
) -> Iterator[str]:
    instrument = rulebook.instrument
    title = instrument.title
    if remission is not None:
        yield f"Remission of {title}: {_side(remission)} {remission.shown}."
        if baseline is not None and not passed(remission, baseline.value):
            yield f"The baseline of {plain(baseline.value)} was there already."
    differs = rulebook.kb.find(f"instrument.{instrument.id}.remission.differs")
    if differs is not None:
        yield str(differs.value)
    meaningful = rulebook.kb.find(f"instrument.{instrument.id}.change.meaningful")
    if meaningful is not None and baseline is not None and latest is not None:
        points = abs(latest.value - baseline.value)
        word = "less than" if passed(meaningful, points) else "at least"
        yield (
            f"A change of {plain(points)} points is {word} the meaningful one "
            f"({meaningful.shown}; {meaningful.source}, {meaningful.flag})."
        )
    yield _overlap(rulebook, latest, first_dose)
    unknown = [word for word, names in _RULES.items() if not rulebook.has(*names)]
    if unknown:
        yield f"The knowledge has no rule of {title} for {', '.join(unknown)}."


_RULES = {
    "response": ("response", "response.points"),
    "remission": ("remission",),
    "worsening": ("worsening",),
    "relapse": ("relapse.score",),
}


def _side(remission: Leaf) -> str:
    assert remission.stops is not None
    return {
        "above": "at or below",
        "at-or-above": "below",
        "below": "at or above",
        "at-or-below": "above",
    }[remission.stops]


def _overlap(rulebook: Rulebook, latest: Score | None, first_dose: date | None) -> str:
    """Return that a scale still asks about days before the first dose, where it does."""
    recall = rulebook.kb.find(f"instrument.{rulebook.instrument.id}.recall")
    if recall is None or latest is None or first_dose is None:
        return ""
    if not isinstance(recall.value, Decimal) or latest.on - first_dose >= days_of(recall):
        return ""
    return (
        f"{rulebook.instrument.title} asks about the last {recall.shown}: that of {latest.on} "
        f"still covers days before the first dose ({first_dose})."
    )
