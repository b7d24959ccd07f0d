"""Commands about records, typed in a folder with a few files; shared by the tests of each."""

import json
from collections.abc import Callable
from typing import Any

Run = Callable[[str], tuple[int, str, str]]

ON = "--as-of 2026-11-22"
IV = f"--protocol iv-depression {ON}"
ACUTE = "by: clinician\non: 2026-11-22\nanswers: {c-ssrs: 4}\n"
CASE = """
by: clinician
on: 2026-11-20
person: {born: 1980-05-02, sex: female}
conditions: [major depression, green ears, {what: aneurysm, since: 2019}]
medications: [lorazepam, stardust]
measurements: [{what: weight, value: 70}]
"""

FILES = {
    "case.yaml": CASE,
    "acute.yaml": ACUTE,
    "patient.json": '{"resourceType": "Patient", "id": "a", "birthDate": "1980-05-02"}',
}


def value_of(answer: tuple[int, str, str]) -> Any:
    """Return the JSON of an answer that had nothing to say besides."""
    _, out, err = answer
    assert err == ""
    return json.loads(out)
