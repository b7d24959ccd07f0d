"""Who says so, where a sentence names its own source."""

import pytest

from titrant.server.courses.sourced import named_in
from titrant.server.patients.knowing import knowledge


@pytest.mark.parametrize(
    ("says", "key"),
    [
        ("FDA warned of compounded nasal ketamine (R78). It is off here.", "R78"),
        ("The PHQ-9 fell by X99 points (R52).", "R52"),  # what is no source is passed over
        ("The PHQ-9 fell by 12 points.", ""),
    ],
)
def test_a_source_that_a_sentence_names_is_found(says: str, key: str) -> None:
    found = named_in(says, knowledge())
    assert (found.mark if found else "") == key
    if found is not None:
        assert found.says.startswith(knowledge().source(key).title)
