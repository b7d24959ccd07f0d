"""What scores say of a course: response, remission, worsening, relapse; pure functions."""

from titrant.outcomes.bands import band_of
from titrant.outcomes.judging import judge
from titrant.outcomes.response import Response
from titrant.outcomes.scores import Score, out_of_range, scores_of

__all__ = [
    "Response",
    "Score",
    "band_of",
    "judge",
    "out_of_range",
    "scores_of",
]
