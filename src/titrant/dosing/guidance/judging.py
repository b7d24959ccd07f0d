"""How the course has worked so far, by the scale that its response is judged by."""

from datetime import date
from decimal import Decimal

from titrant.dosing.guidance.desk import Desk
from titrant.dosing.guidance.sofar import Sofar
from titrant.knowledge import Knowledge
from titrant.knowledge.concepts import Instrument
from titrant.outcomes import Response, judge, scores_of


class Judged:
    """The response by one scale, and why there is none."""

    def __init__(self, desk: Desk, sofar: Sofar) -> None:
        self._desk = desk
        self._sofar = sofar
        self.missing: list[str] = []
        self.response: Response | None = None
        self._judging = self._instrument(sofar)
        if self._judging is None:
            return
        self.response = self._on(self._judging, desk.as_of)
        self.missing += self.response.missing
        desk.used.update({leaf.id: leaf for leaf in self.response.rules})

    def _on(self, instrument: Instrument, day: date) -> Response:
        desk = self._desk
        scores = scores_of(desk.snapshot, instrument.concept)
        return judge(instrument, scores, self._sofar.first, day, desk.kb)

    def responded_on(self, day: date) -> bool:
        """Say whether the latest score on a day was a response; a score it was, no guess."""
        return self._judging is not None and self._on(self._judging, day).responded is True

    def _instrument(self, sofar: Sofar) -> Instrument | None:
        kb = self._desk.kb
        by_share = kb.once("judged by a share", "", lambda _: _by_share(kb))
        target = sofar.course.target if sofar.course is not None else None
        if target is not None:
            judging = [
                one for one in kb.instruments() if one in by_share or kb.find(_points_of(one))
            ]
            named = next((one for one in judging if one.id == target), None)
            if named is None:
                known = ", ".join(one.id for one in judging)
                self.missing.append(
                    f"The course is judged by “{target}”, which has no rule of response here; "
                    f"there are {known}."
                )
            return named
        scored = [one for one in by_share if scores_of(self._desk.snapshot, one.concept)]
        if len(scored) == 1:
            self.missing.append(
                f"The course names no scale that response is judged by; {scored[0].title} is the "
                "only one on record."
            )
            return scored[0]
        found = ", ".join(one.title for one in scored)
        self.missing.append(
            "Which scale is response judged by? "
            + (f"On record: {found}." if found else "No score is on record.")
        )
        return None

    @property
    def improved(self) -> bool | None:
        """Whether the response rule of the scale is met; None where nobody can tell."""
        return None if self.response is None else self.response.responded

    @property
    def unknown_since(self) -> str:
        """Why nobody can tell how the last session worked; empty where a score tells it."""
        response, last = self.response, self._sofar.last
        if response is None or last is None:
            return "Which scale is response judged by?"
        if response.latest is None or response.latest.on <= last.on:
            return f"What is the {response.title} since the session of {last.on}?"
        age = self._desk.as_of - response.latest.on
        if age > self._desk.span("titration.score.fresh"):
            return f"What is the {response.title} now? The last is {age.days} days old."
        if response.improved is None:
            return f"What was the {response.title} before the first session?"
        return ""

    @property
    def told(self) -> str:
        """The course of the scores in a sentence; empty where there is none."""
        response = self.response
        if response is None or response.latest is None:
            return ""
        latest = f"{response.title} {response.latest.value} on {response.latest.on}"
        if response.baseline is None:
            return f"{latest}; no score from before the first dose."
        change = ""
        if response.improved is not None:
            change = f", {_percent(response.improved)}"
        start = f"{response.title} {response.baseline.value} on {response.baseline.on}"
        return f"{start}, {response.latest.value} on {response.latest.on}{change}."


def _by_share(kb: Knowledge) -> tuple[Instrument, ...]:
    """Return the scales whose response is a share of the baseline."""
    return tuple(one for one in kb.instruments() if kb.find(f"instrument.{one.id}.response"))


def _points_of(instrument: Instrument) -> str:
    """Return the leaf of a response in points, as PTSD and well-being are judged."""
    return f"instrument.{instrument.id}.response.points"


def _percent(improved: Decimal) -> str:
    return f"{abs(improved).normalize():f} % {'better' if improved >= 0 else 'worse'}"
