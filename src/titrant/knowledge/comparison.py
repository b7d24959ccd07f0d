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
        raise KnowledgeError(f"{path} cannot be read: {error.strerror}. Name another.") from None
    except (ValueError, RecursionError):
        content = None
    if not _is_knowledge(content):
        raise KnowledgeError(
            f"{path} is not a knowledge base. Name a folder of YAML, or a compiled knowledge.json."
        )
    made: dict[str, Any] = content
    return made


def _is_knowledge(content: Any) -> bool:
    """Whether this is a release and tables of entries."""
    if not isinstance(content, dict) or not {"release", "leaves"} <= content.keys():
        return False
    if not all(isinstance(table, dict) for table in content.values()):
        return False
    entries = [entry for table in _tables(content) for entry in content[table].values()]
    return "version" in content["release"] and all(isinstance(entry, dict) for entry in entries)


def _tables(content: dict[str, Any]) -> list[str]:
    return [name for name in content if name != "release"]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Return one line for each entry that came or went, and for each field that changed."""
    lines = []
    for table in dict.fromkeys([*_tables(new), *_tables(old)]):
        before, after = old.get(table, {}), new.get(table, {})
        for id in sorted(before.keys() | after.keys()):
            if id not in before:
                lines.append(f"+ {table} {id}: {_brief(after[id])}")
            elif id not in after:
                lines.append(f"- {table} {id}: {_brief(before[id])}")
            else:
                lines += [
                    f"~ {table} {id}: {field} {_field(before[id], field)} "
                    f"-> {_field(after[id], field)}"
                    for field in sorted(before[id].keys() | after[id].keys())
                    if before[id].get(field) != after[id].get(field)
                ]
    return lines


def _brief(entry: dict[str, Any]) -> str:
    """What names an entry, and its value where it has one."""
    words = [entry[name] for name in ("title", "name", "says", "topic") if name in entry]
    if entry.get("value") is not None:
        words.append(_field(entry, "value"))
    return ", ".join(map(str, words))


def _field(entry: dict[str, Any], field: str) -> str:
    value = entry.get(field)
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{name} {word}" for name, word in value.items())
        case _:
            unit = entry.get("unit") if field == "value" else None
            return f"{value} {unit}" if unit else f"{value}"
