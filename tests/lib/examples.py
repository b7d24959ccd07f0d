"""The worked examples of tests/spec/prepare: orders with all that is to be read of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tests.lib.orders import order

from titrant.dosing import Preparation, prepare
from titrant.knowledge import Knowledge, load

_FILE = Path(__file__).resolve().parents[1] / "spec" / "prepare" / "worked_examples.yaml"


@dataclass(frozen=True)
class Example:
    """An order, the knowledge it is held against, and what record and sheet say of it."""

    made: Preparation
    knowledge: Knowledge
    record: dict[str, Any]
    sheet: dict[str, Any]


_EXAMPLES: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
NAMES = tuple(_EXAMPLES)


def example(name: str) -> Example:
    """Return an example, prepared."""
    entry = _EXAMPLES[name]
    kb = load(entry["site"])
    return Example(prepare(order(**entry["typed"]), kb), kb, entry["record"], entry["sheet"])
