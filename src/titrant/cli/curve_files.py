"""Write curves as a table of numbers or as a picture."""

import csv
import io

from titrant.cli.curves import Curve, Curves
from titrant.cli.status import BadInput

PICTURES = (".svg", ".png", ".html")
_COLUMNS = ("model", "analyte", "site", "time_h", "median_ng_per_ml", "p05", "p95")


def as_bytes(found: Curves, suffix: str) -> bytes:
    """Return the curves as the bytes of a file with this suffix."""
    if suffix == ".csv":
        return _csv(found)
    if suffix == ".parquet":
        return _parquet(found)
    return _picture(found, suffix)


def ready(suffix: str) -> None:
    """Raise `BadInput` where no file with this suffix can be drawn, before anything is done."""
    if suffix in PICTURES:
        from titrant.cli.pictures.render import renderer

        renderer()


def _picture(found: Curves, suffix: str) -> bytes:
    from titrant.cli.curve_pictures import curves_page, over_time
    from titrant.cli.pictures.render import png, svg
    from titrant.cli.pictures.values import Look

    if suffix == ".html":
        return curves_page(found).encode()
    drawn = over_time(found, Look())
    return png(drawn) if suffix == ".png" else svg(drawn).encode()


def _rows(one: Curve, found: Curves) -> list[tuple[object, ...]]:
    low = one.low if one.low is not None else [None] * len(found.times)
    high = one.high if one.high is not None else [None] * len(found.times)
    return [
        (one.model.id, one.analyte.name, one.model.site, *row)
        for row in zip(found.times, one.median, low, high, strict=True)
    ]


def _csv(found: Curves) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found.curves:
        for model, analyte, site, *numbers in _rows(one, found):
            shown = ("" if value is None else f"{value:.9g}" for value in numbers)
            writer.writerow((model, analyte, site, *shown))
    return file.getvalue().encode()


def _parquet(found: Curves) -> bytes:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise BadInput(
            "--out: Parquet needs pyarrow: install titrant[engine], or name a .csv file."
        ) from None
    rows = [row for one in found.curves for row in _rows(one, found)]
    columns = dict(zip(_COLUMNS, (list(column) for column in zip(*rows, strict=True)), strict=True))
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()
