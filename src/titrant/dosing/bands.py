"""What stands beside an option: levels as published models have them, as values and nothing else.

They are worked out in `titrant.dosing.exposure`, which needs NumPy; who only shows them does not.
"""

from datetime import date

from msgspec import Struct

CAUTION = (
    "Levels in the blood as published models have them for somebody of this weight and age, not "
    "measured in this person. They are no target: a level predicts neither benefit nor harm."
)


class Used(Struct, frozen=True, kw_only=True):
    """A model that the band is over; `site` is the blood it tells of.

    `source` is what it was published in, or read from, with its address where it has one.
    """

    id: str
    title: str
    site: str
    caution: tuple[str, ...]
    source: str = ""
    address: str = ""


class Band(Struct, frozen=True, kw_only=True):
    """From the least to the most that the models say, to two figures.

    `cmax` in ng/mL, `auc` in ng·h/mL; `given` says of what, `on` when, of a session that is over.
    """

    given: str
    on: date | None
    cmax: tuple[float, float]
    auc: tuple[float, float]


class Bands(Struct, frozen=True, kw_only=True):
    """The band of an option, those of the last sessions by the same models, and what is refused.

    `option` is None where no band is given; then `refused` says why, in words. `named` are the
    models that it names.
    """

    option: Band | None
    sessions: tuple[Band, ...]
    models: tuple[Used, ...]
    refused: tuple[str, ...]
    named: tuple[Used, ...] = ()
