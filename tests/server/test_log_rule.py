"""The rule about log lines knows every field that some model calls identifying."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

RULES = Path(__file__).parents[2] / "scripts" / "semgrep" / "logs.yaml"


def words(node: Any) -> set[str]:
    """Return the words of every `regex` of a rule, where it lists them."""
    if isinstance(node, dict):
        own = re.findall(r"\w+", node["regex"]) if "regex" in node else []
        return {*own, *(word for value in node.values() for word in words(value))}
    return {word for one in node for word in words(one)} if isinstance(node, list) else set()


def test_no_identifying_field_can_be_logged() -> None:
    (rule,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]
    known = words(rule["pattern-sources"])
    ours = [model for model in apps.get_models() if model.__module__.startswith("titrant.")]
    identifying = {field for model in ours for field in getattr(model, "identifying", ())}
    assert "name" in identifying
    assert identifying <= known, "add these to scripts/semgrep/logs.yaml"
