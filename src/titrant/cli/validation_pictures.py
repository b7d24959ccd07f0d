"""Published figures against predicted ones, as a picture or a page."""

from collections.abc import Sequence

from titrant.cli.pictures.agreement import agreement
from titrant.cli.pictures.render import Shown, page, png, svg
from titrant.cli.pictures.values import Look, Pair, Picture
from titrant.pkpd.validation import Compared

_QUANTITIES = {"cmax": ("highest level", "ng/mL"), "auc": ("area", "ng·h/mL")}
_LEVEL = ("level at a time", "ng/mL")
_SAID = (
    "Rows of V1 to V4 were made from the models: they check the code.",
    "Rows of V6 and V7 are of other people.",
)


def picture_bytes(rows: Sequence[Compared], suffix: str) -> bytes:
    """Return the bytes of a picture; raises `BadInput` where nothing draws."""
    if suffix == ".html":
        shown = Shown(light=_picture(rows, Look()), dark=_picture(rows, Look(dark=True)))
        return page(shown.light.title, [shown], shown.light.tables).encode()
    drawn = _picture(rows, Look())
    return png(drawn) if suffix == ".png" else svg(drawn).encode()


def _picture(rows: Sequence[Compared], look: Look) -> Picture:
    models = {id: {one.model for one in rows if one.table == id} for id in {o.table for o in rows}}
    return agreement(
        [_pair(one, several=len(models[one.table]) > 1) for one in rows if one.published],
        look,
        title="What was published against what is predicted",
        said=_SAID,
    )


def _pair(one: Compared, *, several: bool) -> Pair:
    """Return a point; it names its model where a table is of several."""
    quantity, unit = _QUANTITIES.get(one.figure, _LEVEL)
    at = f", {one.figure}" if one.figure not in _QUANTITIES else ""
    by = f", {one.model}" if several else ""
    return Pair(
        name=f"{one.table} {one.row}, {one.analyte}{at}{by}",
        quantity=quantity,
        unit=unit,
        published=one.published,
        predicted=one.predicted,
    )
