"""Which score belongs to which session: the one question of every table and picture of a course."""

from collections.abc import Sequence

from titrant.clinical import PastSession
from titrant.outcomes import Score


def scored(
    sessions: Sequence[PastSession], scores: Sequence[Score]
) -> tuple[list[list[Score]], list[Score]]:
    """Return the scores of each session, and those that were taken after the last.

    A score belongs to the first session on its day or after it.
    """
    found: list[list[Score]] = [[] for _ in sessions]
    after: list[Score] = []
    for score in scores:
        at = next((i for i, one in enumerate(sessions) if score.on <= one.on), None)
        (after if at is None else found[at]).append(score)
    return found, after
