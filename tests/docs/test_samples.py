"""The JSON of the reference is what the commands print.

A `json` block stands right after a console block that ends with a command and its `--json`. Every
object in it has all the keys of the real one, and no other; a list may be cut short, and a text
that ends in “…” goes on in the answer. How many questions are open changes with every rule that is
added: there any number will do.
"""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.docs.test_commands import ROOT, run, steps

PAGE = ROOT / "docs" / "reference" / "screening.md"
COMMANDS = ("screen", "interactions", "protocols", "record")
COUNTED = {"unasked"}
SAMPLE = re.compile(
    r"^```console\n((?:(?!```)[^\n]*\n)+)```\n\n```json\n((?:(?!```)[^\n]*\n)+)```$", re.MULTILINE
)

Sample = tuple[list[str], Any]


def samples(text: str) -> list[Sample]:
    """Return each sample of a page, with the command that stands before it."""
    found: list[Sample] = []
    for block, sample in SAMPLE.findall(text):
        typed = re.findall(r"^\$ titrant ((?:[^\n]*\\\n)*[^\n]*)$", block, re.MULTILINE)
        found.append((shlex.split(typed[-1].replace("\\\n", " ")), json.loads(sample)))
    return found


def differs(sample: Any, real: Any, place: str = "") -> str:
    """Return where a sample is not what was printed; empty where it is."""
    if isinstance(sample, dict) and isinstance(real, dict):
        if sample.keys() != real.keys():
            return f"{place}: the keys differ by {sorted(sample.keys() ^ real.keys())}"
        same = {key for key in COUNTED & sample.keys() if type(sample[key]) is type(real[key])}
        found = (
            differs(sample[key], real[key], f"{place}.{key}") for key in sample if key not in same
        )
        return next(filter(None, found), "")
    if isinstance(sample, list) and isinstance(real, list):
        rest = iter(real)
        for at, one in enumerate(sample):
            if all(differs(one, other) for other in rest):
                return f"{place}[{at}] is not there, or not in this order"
        return "" if sample or not real else f"{place}: the list is not empty"
    if isinstance(sample, str) and isinstance(real, str) and sample.endswith("…"):
        return "" if real.startswith(sample[:-1].rstrip()) else f"{place}: {real}"
    return "" if type(sample) is type(real) and sample == real else f"{place}: {real}"


def keys(value: Any) -> set[str]:
    """Return every key in a value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*(keys(one) for one in value.values()))
    return set().union(*(keys(one) for one in value)) if isinstance(value, list) else set()


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the page, in a folder with its files."""
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    for step in steps(text):
        if step.file:
            Path(step.file).write_text("\n".join(step.output) + "\n", encoding="utf-8")
    return text


def test_every_sample_is_what_its_command_prints(page: str) -> None:
    for typed, sample in samples(page):
        printed, status = run(typed)
        assert status in {0, 1}, printed
        assert not differs(sample, json.loads(printed)), typed[0]


def test_every_command_has_a_sample(page: str) -> None:
    assert {typed[0] for typed, _ in samples(page)} == set(COMMANDS)
    assert all("--json" in typed for typed, _ in samples(page))
    assert len(samples(page)) == len(re.findall(r"^```json$", page, re.MULTILINE))


def test_every_key_is_told_in_a_table(page: str) -> None:
    rows = " ".join(re.findall(r"^\|.*\|$", page, re.MULTILINE))
    told = set(re.findall(r"`(\w+)`", rows))
    for typed, sample in samples(page):
        assert not keys(sample) - told, typed[0]


# ------------------------------------------------------------------ this test bites


@pytest.mark.parametrize(
    ("sample", "real"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"unasked": 3}, {"unasked": None}),
        ({"a": 1, "b": 2}, {"a": 1}),
        ({"a": [1]}, {"a": []}),
        ({"a": []}, {"a": [1]}),
        ([2, 1], [1, 2]),
        ([1, 1], [1, 2]),
        ({"a": "yes…"}, {"a": "no"}),
        ("…", None),
        (1, True),
        (None, ""),
        ([{"a": 1}], [{"a": 1, "b": 1}]),
    ],
)
def test_a_wrong_sample_is_found(sample: Any, real: Any) -> None:
    assert differs(sample, real)


@pytest.mark.parametrize(
    ("sample", "real"),
    [
        ({"a": [2, 4]}, {"a": [1, 2, 3, 4]}),
        ({"a": "yes …"}, {"a": "yes, and more"}),
        ("…", "anything"),
        ({"unasked": 3}, {"unasked": 4}),
        ([], []),
    ],
)
def test_a_shortened_sample_passes(sample: Any, real: Any) -> None:
    assert not differs(sample, real)
