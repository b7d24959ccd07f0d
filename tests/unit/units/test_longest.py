"""The longest text that is read as a quantity."""

import pytest

from titrant.units import UnreadableQuantity, Weight


def test_a_text_of_64_characters_is_read_and_a_longer_one_is_not() -> None:
    """No quantity needs more; a number and its unit may stand as far apart as that."""
    longest = f"70{' ' * 60}kg"
    assert len(longest) == 64
    assert str(Weight.read(longest)) == "70 kg"
    with pytest.raises(UnreadableQuantity, match="a weight of 65 characters"):
        Weight.read(longest.replace("kg", " kg"))
