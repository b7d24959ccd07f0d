"""Write curves as a table of numbers or as a picture."""

import csv
import io
from importlib.util import find_spec

from titrant.cli.curve_values import Curve, Curves
from titrant.cli.status import BadInput

PICTURES = (".svg", ".png", ".html")
TABLES = (".parquet", ".arrow")
_COLUMNS = ("model", "analyte", "site", "time_h", "median_ng_per_ml", "p05", "p95")


def as_bytes(found: Curves, suffix: str) -> bytes:
    """Return the curves as the bytes of a file with this suffix."""
    if suffix == ".csv":
        return _csv(found)
    if suffix in TABLES:
        return _arrow(found, suffix)
    return _picture(found, suffix)


def ready(suffix: str) -> None:
    """Raise `BadInput` where no file with this suffix can be made, before anything is done."""
    if suffix in PICTURES:
        from titrant.cli.pictures.render import renderer

        renderer()
    if suffix in TABLES and find_spec("pyarrow") is None:
        raise BadInput(
            f"--out: a {suffix} file needs pyarrow: install titrant[engine], or name a .csv file."
        )


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


def _arrow(found: Curves, suffix: str) -> bytes:
    """Return the table of the CSV as Parquet, or as a file of Arrow IPC (Feather)."""
    from pyarrow import ipc, parquet

    from titrant.pkpd.tables import arrow_table

    rows = [row for one in found.curves for row in _rows(one, found)]
    columns = zip(_COLUMNS, (list(column) for column in zip(*rows, strict=True)), strict=True)
    table, file = arrow_table(dict(columns)), io.BytesIO()
    if suffix == ".parquet":
        parquet.write_table(table, file)
    else:
        with ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    return file.getvalue()
