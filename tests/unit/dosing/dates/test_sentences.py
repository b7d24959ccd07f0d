"""Every sentence of calendars and plans, word for word: the catalogue in sentences.yaml.

Its head says what the witness is. The bounds between one state and the next are looked at in
test_bounds.py and test_plans.py.
"""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.lib.spoken import spoken, texts
from tests.unit.dosing.dates.catalogue import DATED, FOLLOWED, from_a_file
from tests.unit.dosing.dates.told import told_calendar, told_plan

from titrant.dosing import dates as room

CATALOGUE: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("who", FOLLOWED)
def test_what_a_calendar_says(who: str) -> None:
    """Witness: the catalogue, read beside the knowledge."""
    expected = CATALOGUE["calendars"][who]
    assert told_calendar(FOLLOWED[who].calendar(), expected["read"]) == expected


@pytest.mark.parametrize("who", DATED)
def test_what_a_plan_says(who: str) -> None:
    """Witness: the catalogue, its days counted by hand."""
    assert told_plan(DATED[who].plan()) == CATALOGUE["plans"][who]


def test_what_the_calendar_of_a_case_file_says() -> None:
    """Witness: the catalogue. Every entry, with the file and the place of what was done."""
    expected = CATALOGUE["file"]
    assert told_calendar(from_a_file(), expected["read"]) == expected
    assert [one.id for one in from_a_file().entries] == list(expected["read"])


def test_nobody_is_left_out() -> None:
    """A course that is not in the catalogue would prove nothing."""
    assert CATALOGUE["calendars"].keys() == FOLLOWED.keys()
    assert CATALOGUE["plans"].keys() == DATED.keys()


def test_every_check_is_read_whole_somewhere() -> None:
    """An entry that only stands in its place would prove nothing of its words."""
    calendars = [CATALOGUE["file"], *CATALOGUE["calendars"].values()]
    standing = {id for one in calendars for ids in one["stands"].values() for id in ids}
    assert standing == {id for one in calendars for id in one["read"]}


@pytest.mark.code
def test_every_sentence_of_the_room_is_read_whole_somewhere() -> None:
    """The words between the numbers, as they stand in the code, each in a sentence above.

    The clock and the choice of a course have tests of their own.
    """
    read = "\n".join(texts(CATALOGUE))
    (folder,) = room.__path__
    files = [path for path in sorted(Path(folder).glob("*.py")) if path.stem not in OWN]
    said = [words for path in files for words in spoken(ast.parse(path.read_text("utf-8")))]
    assert len(said) > 60
    assert [words for words in said if words not in read] == []


OWN = {"clock", "courses"}
