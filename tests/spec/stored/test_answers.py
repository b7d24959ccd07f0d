"""Stored cases give the same bytes: whatever moved an answer shows here, with its name.

`python scripts/answers.py --write` takes the answers as they are, after they were read.
"""

import pytest
from tests.lib.stored import asked, digest, stored


@pytest.mark.parametrize(("command", "name"), asked())
def test_a_stored_case_gives_the_same_bytes(command: str, name: str) -> None:
    """Witness: issue 3, a stored case gives the same bytes; what is right stands in the scenario.

    A change of the knowledge moves the answers that it reaches, and no others.
    """
    assert digest(command, name) == stored()[command][name]


def test_no_answer_is_stored_of_a_case_that_is_gone() -> None:
    """Every stored answer is asked for, and every case has one."""
    kept = {(command, name) for command, names in stored().items() for name in names}
    assert kept == set(asked())
