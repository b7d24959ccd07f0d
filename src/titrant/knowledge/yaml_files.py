"""Read a YAML file, and hold what it says to a closed shape; each fault is one line."""

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.yaml_text import read_yaml

M = TypeVar("M", bound=BaseModel)


def read_file(path: Path) -> dict[str, Any]:
    """Return the mapping in a YAML file; raises `KnowledgeError` where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise KnowledgeError(
            f"{path} cannot be read: {reason}. Name another, or mend it."
        ) from None
    return read_yaml(text, path.name)


def checked(model: type[M], raw: Any, name: str) -> M:
    """Return what was read as a shape of the schema; raises `KnowledgeError`, a line a fault."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        lines = [f"{name}: {_where(e['loc'])}: {_what(e)}" for e in error.errors()]
        raise KnowledgeError("\n".join(lines)) from None


def _where(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "the file"


_WORDS = {
    "extra_forbidden": "is not a key of the schema",
    "missing": "is missing",
    "string_pattern_mismatch": "is not an id: letters and digits, joined by “.”, “_” or “-”",
    "string_too_short": "is empty",
    "string_type": "is not a text; put it in quotation marks if it is meant as one",
    "is_instance_of": "is not a plain number, like 0.5",
    "date_type": "is not a day, like 2026-11-22",
    "bool_type": "is not true or false",
    "dict_type": "is not a mapping; write keys with values",
    "model_type": "is not a mapping; write keys with values",
    "tuple_type": "is not a list",
}
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")


def _what(error: Any) -> str:
    kind, given, more = error["type"], error["input"], error.get("ctx", {})
    if kind in {"literal_error", "enum"}:
        known = more["expected"].replace("' or '", "', '").replace("', '", ", ").strip("'")
        return f"“{given}” is none of {known}."
    if kind == "is_instance_of" and isinstance(given, str) and _NEGATIVE.fullmatch(given):
        return f"{given} is below zero. Give a number above it."
    if kind == "too_short":
        return f"has {more['actual_length']} of at least {more['min_length']} entries."
    if kind == "too_long":
        return f"has more than {more['max_length']} entries."
    message = _WORDS.get(kind, error["msg"].removeprefix("Value error, "))
    return f"{message}."
