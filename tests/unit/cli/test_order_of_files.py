"""The order in which files are named changes no answer."""

import itertools
from pathlib import Path

import pytest
from tests.lib.typed import Run

import titrant

EXAMPLES = Path(titrant.__file__).parent / "examples"
NAMES = ("mara-bundle.json", "mara-screening.yaml", "mara-case.yaml", "mara-today.yaml")
ON = "--site demo --protocol iv-depression --json"


@pytest.mark.parametrize(
    "words",
    [
        f"screen FILES {ON} --as-of 2026-12-08",
        f"gate FILES {ON} --as-of 2026-12-08",
        f"readiness FILES {ON} --at 2026-12-08T12:10",
        f"next-dose FILES {ON} --as-of 2026-12-08",
    ],
)
def test_the_order_of_the_files_changes_no_byte(run: Run, words: str) -> None:
    """Witness: issue 4, permuting files changes nothing."""
    said = set()
    for order in itertools.islice(itertools.permutations(NAMES), 0, None, 7):
        files = " ".join(str(EXAMPLES / name) for name in order)
        status, out, err = run(words.replace("FILES", files))
        assert (err, status in {0, 1}) == ("", True)
        said.add(out)
    assert len(said) == 1
