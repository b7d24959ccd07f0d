"""Knowledge bases for tests: the shipped one to doctor, and small ones in a folder."""

import copy
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from titrant.knowledge import Knowledge
from titrant.knowledge.files import COMPILED

RELEASED = date(2026, 11, 22)

# Every value as it stands in YAML, so that a test can write what a person might.
LEAF = {
    "title": "a number",
    "value": "10",
    "unit": "mg",
    "source": "R1",
    "locator": "table 1",
    "flag": "seen",
    "tier": "label",
    "effective": "2026-01-01",
    "review": "2027-01-01",
}

RELEASE = "version: '1'\nreleased: 2026-11-22\n"

SOURCES = """
sources:
  R1: {title: A label, address: on paper, access: L, read_on: 2026-11-21}
"""


@cache
def _shipped() -> bytes:
    return (COMPILED / "knowledge.json").read_bytes()


def shipped() -> dict[str, Any]:
    """Return the shipped content, to be doctored."""
    content: dict[str, Any] = json.loads(_shipped())
    return content


def knowledge(content: dict[str, Any] | None = None, *, site: Any = None) -> Knowledge:
    """Return a knowledge base made of (doctored) content and a site's overlay."""
    return Knowledge(shipped() if content is None else content, hash="0" * 64, site=site)


def site(*signatures: Mapping[str, Any], approvals: Any = (), **changes: Any) -> dict[str, Any]:
    """Return an overlay as it is compiled: `site({"leaf": ..., "value": "1", "unit": "mg"})`."""
    who = {"by": "Dr A", "role": "medical director", "on": "2026-11-22", "why": "policy 4"}
    return {
        "site": "here",
        "title": "A clinic",
        "demonstration": False,
        "jurisdiction": None,
        "signatures": [{"unit": None, **who, **entry} for entry in signatures],
        "approvals": [{**who, **entry} for entry in approvals],
        **changes,
    }


def row(**changes: Any) -> dict[str, Any]:
    """Return a leaf as it is compiled: a hard limit of 10 mg that was read on a label."""
    made = {
        "title": "a number",
        "value": "10",
        "range": None,
        "unit": "mg",
        "basis": None,
        "limit": {"kind": "hard", "stops": "above"},
        "source": "R10",
        "locator": "table 1",
        "flag": "seen",
        "tier": "label",
        "effective": "2026-01-01",
        "review": "2027-01-01",
        "expires": None,
        "needs_site_value": False,
        "needs_sign_off": False,
        "note": "",
    }
    return copy.deepcopy({**made, **changes})


def leaf_yaml(**changes: str | None) -> str:
    """Return a leaf as one line of YAML; None takes a key out."""
    merged: dict[str, str | None] = {**LEAF, **changes}
    parts = ", ".join(f"{key}: {value}" for key, value in merged.items() if value is not None)
    return f"{{{parts}}}"


def base(folder: Path, **files: str) -> Path:
    """Write a small knowledge base: each keyword is a file, `limits="leaves: ..."`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"release": RELEASE, "sources": SOURCES, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
