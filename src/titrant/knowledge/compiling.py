"""Turn the YAML that people read and sign into the one JSON that runs."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from titrant.knowledge import schema, site_schema
from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.files import BASE, COMPILED, SITES, base_files, file_hash
from titrant.knowledge.store import Knowledge
from titrant.knowledge.yaml_files import checked, read_file

TABLES = (
    *("sources", "products", "syringes", "protocols"),
    *("concepts", "instruments", "screening", "interactions", "claims", "conflicts"),
    *("grounds", "rows"),
)
RULES = ("screening", "interactions")  # they name their leaves, which are not a closed list
_WITH_LEAVES = {
    "products": "product",
    "syringes": "syringe",
    "protocols": "protocol",
    "screening": "screening",
    "interactions": "interaction",
}
_OWNED = tuple(f"{word}." for word in _WITH_LEAVES.values())
_RELEASE = "release.yaml"


def compile_base(folder: Path = BASE) -> dict[str, Any]:
    """Read every YAML file under `folder` into one mapping of JSON values, ids sorted.

    Raises `KnowledgeError` with one line for each thing that is wrong.
    """
    release = checked(schema.ReleaseFile, read_file(folder / _RELEASE), _RELEASE)
    content: dict[str, Any] = {
        "release": release.model_dump(mode="json"),
        "leaves": {},
        **{table: {} for table in TABLES},
    }
    for name in base_files(folder):
        if name != _RELEASE:
            _take(content, read_file(folder / name), name)
    for table, entries in content.items():
        if table not in {"release", "syringes"}:
            content[table] = dict(sorted(entries.items()))
    return content


def _take(content: dict[str, Any], raw: dict[str, Any], name: str) -> None:
    file = checked(schema.KnowledgeFile, _with_dates(raw), name)
    for id in file.leaves:
        if id.startswith(_OWNED):
            raise KnowledgeError(
                f"{name}: {id} is a leaf of a {id.partition('.')[0]}. Write it under its leaves."
            )
    _put(content["leaves"], file.leaves, "", name)
    for table in TABLES:
        entries = getattr(file, table)
        _put(content[table], entries, "", name)
        if table in _WITH_LEAVES:
            for id in entries:
                own = content[table][id].pop("leaves")
                _put(content["leaves"], own, f"{_WITH_LEAVES[table]}.{id}.", name)
                if table in RULES:
                    content[table][id]["leaves"] = list(own)
                    for cell, action in entries[id].looser.items():
                        if cell in own:
                            own[cell]["looser"] = action


def _put(into: dict[str, Any], entries: dict[str, Any], prefix: str, name: str) -> None:
    for id, entry in entries.items():
        if prefix + id in into:
            raise KnowledgeError(f"{name}: {prefix}{id} stands in another file too. Keep one.")
        dumped = entry if isinstance(entry, dict) else entry.model_dump(mode="json")
        into[prefix + id] = dumped


def _with_dates(raw: dict[str, Any]) -> dict[str, Any]:
    """Give each leaf of a file the file's default dates where it has none of its own."""
    defaults = raw.get("defaults")
    if not isinstance(defaults, dict):
        return raw

    def dated(leaves: Any) -> Any:
        if not isinstance(leaves, dict):
            return leaves
        return {
            id: {**defaults, **leaf} if isinstance(leaf, dict) else leaf
            for id, leaf in leaves.items()
        }

    made = {**raw, "leaves": dated(raw.get("leaves", {}))}
    for table in _WITH_LEAVES:
        things = raw.get(table, {})
        if isinstance(things, dict):
            made[table] = {
                id: {**thing, "leaves": dated(thing.get("leaves", {}))}
                if isinstance(thing, dict)
                else thing
                for id, thing in things.items()
            }
    return made


def compile_site(path: Path) -> dict[str, Any]:
    """Read one site's overlay into JSON values; `signatory` says who signs where no entry does.

    Raises `KnowledgeError` where it does not fit the closed schema.
    """
    raw = read_file(path)
    signatory = raw.pop("signatory", {})
    checked(site_schema.SignatoryFile, signatory, f"{path.name}: signatory")
    for part in ("signatures", "approvals"):
        entries = raw.get(part)
        if isinstance(entries, list):
            raw[part] = [
                {**signatory, **entry} if isinstance(entry, dict) else entry for entry in entries
            ]
    return checked(site_schema.SiteFile, raw, path.name).model_dump(mode="json")


# -- writing ---------------------------------------------------------------------------------


def write(
    folder: Path = COMPILED,
    *,
    base: Path = BASE,
    sites: Path = SITES,
    before: Callable[[dict[str, Any]], None] | None = None,
) -> str:
    """Compile base and sites into `folder` and return the content hash.

    `before` may look at the content first and raise, so that nothing wrong is written.
    """
    content = compile_base(base)
    if before is not None:
        before(content)
    overlays = {path.stem: compile_site(path) for path in sorted(sites.glob("*.yaml"))}
    for overlay in overlays.values():
        Knowledge(content, hash="", site=overlay)  # raises where it loosens what it signs
    compiled = {f"{name}.json": _pretty(overlay) for name, overlay in overlays.items()}
    text = _lines(content)
    manifest = {
        "hash": _digest(text),
        "version": content["release"]["version"],
        "files": {name: file_hash(base / name) for name in base_files(base)},
        "sites": {
            **{f"{name}.yaml": file_hash(sites / f"{name}.yaml") for name in overlays},
            **{name: _digest(site) for name, site in compiled.items()},
        },
    }
    try:
        (folder / "sites").mkdir(parents=True, exist_ok=True)
        for old in (folder / "sites").glob("*.json"):
            old.unlink()
        for name, site in compiled.items():
            _write(folder / "sites" / name, site)
        _write(folder / "knowledge.json", text)
        _write(folder / "manifest.json", _pretty(manifest))
    except OSError as error:
        raise KnowledgeError(
            f"{error.filename} cannot be written: {error.strerror}. Compile where you may write."
        ) from None
    return _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")  # the same bytes on every machine


def _lines(content: dict[str, Any]) -> str:
    """Write one entry a line, so that a change of one leaf is a change of one line."""
    tables = []
    for table, entries in content.items():
        rows = ",\n".join(f"{_compact(id)}: {_compact(entry)}" for id, entry in entries.items())
        tables.append(f"{_compact(table)}: {{\n{rows}\n}}")
    return "{\n" + ",\n".join(tables) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
