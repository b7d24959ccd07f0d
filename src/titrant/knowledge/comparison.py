"""What changed between two versions of the knowledge base, entry by entry."""

import json
from pathlib import Path
from typing import Any

from titrant.knowledge.compiling import compile_base
from titrant.knowledge.errors import KnowledgeError


def read_version(path: Path) -> dict[str, Any]:
    """Return the content of a folder of YAML or of a compiled `knowledge.json`."""
    if path.is_dir():
        return compile_base(path)
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise KnowledgeError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not {"release", "leaves"} <= content.keys():
        raise KnowledgeError(
            f"{path} is not a knowledge base. Name a folder of YAML, or a compiled knowledge.json."
        )
    return content


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return one line for each entry that came, went or changed, and for each changed field."""
    lines = []
    for table in (key for key in new if key != "release"):
        before, after = old.get(table, {}), new[table]
        for id in sorted(before.keys() | after.keys()):
            if id not in before:
                lines.append(f"+ {table} {id}: {_brief(after[id])}")
            elif id not in after:
                lines.append(f"- {table} {id}: {_brief(before[id])}")
            else:
                lines += [
                    f"~ {table} {id}: {field} {_word(before[id].get(field))} "
                    f"-> {_word(after[id].get(field))}"
                    for field in sorted(before[id].keys() | after[id].keys())
                    if before[id].get(field) != after[id].get(field)
                ]
    return lines


def _brief(entry: dict[str, Any]) -> str:
    title = entry.get("title") or entry.get("name") or entry.get("says") or entry.get("topic")
    value = entry.get("value")
    unit = f" {entry['unit']}" if entry.get("unit") else ""
    return f"{title}" if value is None else f"{title}, {value}{unit}"


def _word(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
