"""A page of text: as wide as its reader's screen, and nothing on it is wider."""

import pytest

from titrant.cli.page import NARROWEST, WIDEST, Line, Page, page_width

LONG = "x" * 130


@pytest.mark.parametrize(
    ("columns", "width"),
    [("20", 80), ("80", 80), ("81", 81), ("140", 140), ("141", 140), ("0", 100), ("", 100)],
)
def test_a_page_is_as_wide_as_its_screen_within_what_reads_well(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    """Where no screen says how wide it is (a pipe, a file), it is 100."""
    monkeypatch.setenv("COLUMNS", columns)
    assert page_width() == width
    assert (NARROWEST, WIDEST) == (80, 140)


def test_a_rule_goes_across() -> None:
    assert Page(80).rule("=") == "=" * 80


def test_a_text_hangs_as_it_is_told() -> None:
    page = Page(12)
    assert page.wrap("one two three", 2) == ["  one two", "  three"]
    assert page.wrap("one two three", 2, 4) == ["  one two", "    three"]
    assert page.wrap("one two three", 2, 0) == ["  one two", "three"]
    assert page.wrap("one two three") == ["one two", "three"]


def test_an_empty_text_is_an_empty_line() -> None:
    assert Page(80).wrap("") == [""]


def test_an_entry_hangs_from_its_mark() -> None:
    assert Page(14).entry("-", "one two three") == ["  - one two", "    three"]
    assert Page(14).entry("HOLD:", "one two") == ["  HOLD: one", "        two"]
    assert Page(14).entry("-", "one two three", indent=0) == ["- one two", "  three"]


def test_a_number_and_its_hyphen_are_not_torn_apart() -> None:
    assert Page(12).wrap("the PHQ-9 of today") == ["the PHQ-9 of", "today"]
    assert Page(8).wrap("the PHQ-9") == ["the", "PHQ-9"]


def test_a_word_longer_than_the_page_is_broken() -> None:
    lines = Page(80).wrap(f"see {LONG}", 2, 4)
    assert [len(line) for line in lines] == [80, 60]
    assert "".join("".join(lines).split()) == f"see{LONG}"


def block(name: str, *more: str) -> list[Line]:
    return [(0, 0, name), *((0, 2, text) for text in more)]


def test_blocks_stand_side_by_side_in_bands() -> None:
    """Two of 9 with a gap of 2 on a page of 20; an odd one stands alone."""
    lines = Page(20).columns([block("a", "x"), block("b"), block("c")], 2)
    assert lines == [
        "-" * 20,
        "a          b",
        "x",
        "-" * 20,
        "c",
        "-" * 20,
    ]


def test_a_cell_keeps_its_column() -> None:
    lines = Page(20).columns([block("a", "one two three"), block("b", "four five six")], 2)
    assert lines == [
        "-" * 20,
        "a          b",
        "one two    four five",
        "  three      six",
        "-" * 20,
    ]


def test_no_block_is_one_line_across() -> None:
    assert Page(20).columns([], 2) == ["-" * 20]


@pytest.mark.parametrize(("width", "across"), [(80, 2), (100, 3), (140, 4), (81, 2)])
def test_a_word_longer_than_its_column_is_broken_and_kept(width: int, across: int) -> None:
    blocks = [block("title", f"{letter * 90} end") for letter in "abcdefg"]
    lines = Page(width).columns(blocks, across)
    assert max(map(len, lines)) == width
    everything = "".join(lines)
    for letter in "abcdefg":
        assert everything.count(letter) >= 90
    assert all(line == line.rstrip() for line in lines)
