"""Answers as tables of Apache Arrow, which data frames of any library read without a copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from titrant.pkpd.errors import PkError
from titrant.pkpd.inputs import Array


def arrow_table(columns: Mapping[str, Sequence[object] | Array]) -> Any:
    """Return columns of equal length as a `pyarrow.Table`; names end in their unit.

    Raises `PkError` where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise PkError(
            "a table needs pyarrow, which is not installed", "Install titrant[engine]."
        ) from None
    return pa.table(dict(columns))
