"""The answers of stored cases as digests: the same case gives the same bytes, whoever asks again.

A digest tells nobody what is right: that is what the scenarios' own expectations are for, each with
its witness. It tells that nothing else of an answer has changed since it was last read.

`python scripts/answers.py` prints which have changed.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.lib.next_scenarios import Scenario as NextScenario
from tests.lib.next_scenarios import names as next_names
from tests.lib.scenarios import Scenario as ScreeningScenario
from tests.lib.scenarios import scenarios as screening_scenarios

from titrant.cli.printing import json_text
from titrant.dosing.guidance.record import guidance_record
from titrant.dosing.screening.record import fit_record, screening_record

STORED = Path(__file__).resolve().parent.parent / "spec" / "stored" / "answers.yaml"
_FEW = 16  # digits of a digest that are kept: more would tell no more apart


def _next(name: str) -> Any:
    return guidance_record(NextScenario(name).guidance())


@cache
def _screened() -> dict[str, ScreeningScenario]:
    return {one.name: one for one in screening_scenarios()}


def _screening(name: str) -> Any:
    one = _screened()[name]
    fits = [fit_record(fit) for fit in one.fits(*one.knowledge().ids("protocols"))]
    return [screening_record(one.screening()), fits]


_ANSWERS: dict[str, Callable[[str], Any]] = {"next-dose": _next, "screen": _screening}


def asked() -> list[tuple[str, str]]:
    """Return every stored case: the command and the name."""
    return [
        *(("next-dose", name) for name in next_names()),
        *(("screen", name) for name in _screened()),
    ]


def digest(command: str, name: str) -> str:
    """Return the digest of an answer, without the versions that it was worked out with."""
    answer = json_text(_plain(_ANSWERS[command](name)))
    return hashlib.sha256(answer.encode()).hexdigest()[:_FEW]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key != "versions"}
    return [_plain(one) for one in value] if isinstance(value, list) else value


@cache
def stored() -> dict[str, dict[str, str]]:
    """Return the digests as they were last taken."""
    found: dict[str, dict[str, str]] = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    return found
