"""Which tests run here: what a test needs is asked once, and a skip says what is missing."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
ORACLE = ROOT / "tests" / "oracles" / "node_modules" / "@lhncbc" / "ucum-lhc"
SHARED = ROOT.parent / "shared"

# Properties: the same examples in every run of CI, twice as many new ones in every run at a desk.
# No deadline: under coverage, and with a worker on each core, the time of one example says nothing.
CI = os.environ.get("CI") == "true"
settings.register_profile("titrant", deadline=None, derandomize=CI, max_examples=50 if CI else 100)
settings.load_profile("titrant")

# Pages are as wide as the screen that the tests happen to run on; here they are as if piped.
os.environ["COLUMNS"] = "100"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose outside witness is not here; under CI a missing tool is a failure."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("no ../shared beside this clone")
    if item.get_closest_marker("journey") and not shutil.which("chromium"):
        _missing("no browser: install Debian's chromium, then `make test`")
    if item.get_closest_marker("oracle_node") and not (shutil.which("node") and ORACLE.is_dir()):
        _missing("no oracles of node's: install Debian's nodejs and npm, then `make test`")


def _missing(words: str) -> NoReturn:
    if CI:
        pytest.fail(words)
    pytest.skip(words)
