"""Every sentence of a refusal, word for word: the catalogue in sentences.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.lib.loaded import loaded
from tests.lib.orders import GOOD, order

from titrant.dosing import Preparation, prepare
from titrant.knowledge import load

CATALOGUE: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)


def said(made: Preparation) -> list[dict[str, str]]:
    parts = ("id", "kind", "text", "lifts", "source")
    return [{part: str(getattr(check, part)) for part in parts} for check in made.checks]


@pytest.mark.parametrize("case", CATALOGUE["clinic"])
def test_what_a_clinic_reads(case: str) -> None:
    """One thing changed in an order that nothing stands in the way of."""
    entry = CATALOGUE["clinic"][case]
    made = prepare(order(**{**GOOD, **entry["changes"]}), loaded())
    assert said(made) == entry["says"]


@pytest.mark.parametrize("case", CATALOGUE["alone"])
def test_what_is_read_without_a_clinic(case: str) -> None:
    """An order that stands alone, with a site only where one is named."""
    entry = CATALOGUE["alone"][case]
    assert said(prepare(order(**entry["typed"]), load(entry.get("site")))) == entry["says"]


def test_no_sentence_is_without_its_mend_and_its_source() -> None:
    """A catalogue that lost its words would prove nothing."""
    entries = [*CATALOGUE["clinic"].values(), *CATALOGUE["alone"].values()]
    asked = [line for entry in entries for line in entry["says"] if line["kind"] != "info"]
    assert len({line["id"] for line in asked}) > 60
    for line in asked:
        assert line["text"].endswith(".")
        assert line["lifts"]
        assert line["source"]
