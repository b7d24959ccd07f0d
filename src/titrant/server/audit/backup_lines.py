"""The lines of a backup, inside its seal. Read before anything of the server is loaded."""

from typing import Any

import msgspec


class Start(msgspec.Struct, frozen=True, tag="start"):
    """The first line: of which kind of installation and version, with which migrations and rows."""

    version: str
    kind: str
    migrations: list[str]
    rows: int


class Beside(msgspec.Struct, frozen=True, tag="file"):
    """A file beside the database: its path in the installation's folder, its bytes in base64."""

    path: str
    content: str


class Table(msgspec.Struct, frozen=True, tag="table"):
    """The rows of a table that follow, by the names of their columns."""

    name: str
    columns: list[str]


class Row(msgspec.Struct, frozen=True, tag="row"):
    """One row, each value as a JSON value."""

    values: list[Any]


class End(msgspec.Struct, frozen=True, tag="end"):
    """The last line: how many rows there were."""

    rows: int


Line = Start | Beside | Table | Row | End


line_of = msgspec.json.Decoder(Line).decode
