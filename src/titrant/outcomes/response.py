"""What one scale says of one course, with every leaf that the verdicts rest on."""

from decimal import Decimal

from msgspec import Struct

from titrant.knowledge import Leaf
from titrant.outcomes.scores import Score


class Response(Struct, frozen=True, kw_only=True):
    """The scores of one scale and what they amount to; None is “nobody can tell”, never “no”.

    `baseline` is the last score up to the day of the first dose, `latest` the last one after it,
    `best` the best one after it. `change` is latest minus baseline in points, `improved` the
    percent of the baseline by which it got better, below 0 where it got worse. `responded`,
    `remitted` and `worsened` are about the latest score, `sustained` about the last two; `relapsed`
    is False again once a later score is a response. `rules` are the leaves behind the verdicts: one
    that is not in force is named in `missing`, and whoever acts on a verdict holds on it.
    """

    instrument: str
    title: str
    baseline: Score | None
    latest: Score | None
    best: Score | None
    scores: tuple[Score, ...]
    change: Decimal | None
    improved: Decimal | None
    responded: bool | None
    remitted: bool | None
    worsened: bool | None
    relapsed: bool | None
    sustained: bool | None
    rules: tuple[Leaf, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
