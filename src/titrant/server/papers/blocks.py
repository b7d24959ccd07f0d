"""What a paper is made of: blocks that a page shows and a PDF prints, the very same ones."""

from msgspec import Struct


class Block(Struct, frozen=True, tag_field="type", tag=str.lower):
    """One part of a paper, from top to bottom."""

    @property
    def kind(self) -> str:
        """What it is, for a page that shows it."""
        return type(self).__name__.lower()


class Heading(Block, frozen=True):
    """The title of what follows."""

    text: str


class Said(Block, frozen=True):
    """A paragraph; a small one tells where things come from."""

    text: str
    small: bool = False


class Boxed(Block, frozen=True):
    """A sentence in a frame: nobody reads past it."""

    text: str


class Facts(Block, frozen=True):
    """Words, and what each says."""

    rows: tuple[tuple[str, str], ...]


class Items(Block, frozen=True):
    """Sentences, each with its point."""

    items: tuple[str, ...]


class Column(Struct, frozen=True):
    """A column of a table: its heading, its share of the width, how it is set."""

    heading: str
    share: int
    figure: bool = False
    strong: bool = False


class Table(Block, frozen=True):
    """Rows under headings; a tall one has room for a hand."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tall: bool = False

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        """The rows, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


class Lines(Block, frozen=True):
    """Lines to write on, side by side, each with what is written there."""

    labels: tuple[str, ...]


class Signed(Block, frozen=True):
    """A signature: who, as what, when, and what it means."""

    name: str
    role: str
    at: str
    meaning: str


AnyBlock = Heading | Said | Boxed | Facts | Items | Table | Lines | Signed


class Head(Struct, frozen=True, kw_only=True):
    """What stands on top of a paper, on each of its pages, and at their foot."""

    clinic: str
    phone: str
    name: str
    facts: str
    record: str
    size: str
    demonstration: str
    printed: str


class Paper(Struct, frozen=True, kw_only=True):
    """One paper about one person. `banner` stands across it; empty where it is signed.

    `large` is for people who read it at home, and not at work.
    """

    head: Head
    title: str
    under: str
    banner: str
    blocks: tuple[AnyBlock, ...]
    large: bool = False
