"""What an answer or a result in words says: yes, no, or neither."""

import pytest

from titrant.knowledge.answers import names_a_positive, whether


@pytest.mark.parametrize(
    ("word", "so"),
    [
        ("Yes", True),
        ("POSITIVE", True),
        ("detected", True),
        ("No", False),
        ("Negative", False),
        ("None", False),
        ("Not detected", False),
        ("not present", False),
        ("no longer present", False),
        ("positive; not confirmed", None),
        ("negative in May, then it was positive", None),
        ("not present, but detected again and again since", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_whether_a_word_is_yes_or_no(word: str, so: bool | None) -> None:
    assert whether(word) is so


@pytest.mark.parametrize(
    ("word", "positive"),
    [
        ("positive", True),
        ("cocaine positive, opioids negative", True),
        ("negative for opioids; amphetamine was positive", True),
        ("not detected", False),
        ("negative", False),
        ("seen by the laboratory", False),
        ("", False),
    ],
)
def test_one_positive_part_of_a_panel_is_a_positive(word: str, positive: bool) -> None:
    """A panel is negative for most things, and that hides nothing."""
    assert names_a_positive(word) is positive
