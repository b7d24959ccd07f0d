"""Find the compiled knowledge base, make sure that it is what was compiled, and load it."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.files import (
    BASE,
    COMPILED,
    MEND,
    SITES,
    base_files,
    file_hash,
    pick_site,
    read_bytes,
    read_json,
)
from titrant.knowledge.store import Knowledge


def load(site: str | Path | None = None, *, folder: Path = COMPILED) -> Knowledge:
    """Return the compiled knowledge base, with a site's overlay where one is named.

    `site` is the name of a shipped site, or the path of a site's YAML file. Raises
    `KnowledgeError` where a file is missing, was changed after it was compiled, or loosens.
    """
    content, digest, sites = _verified(folder)
    overlay, trusted = _site(site, folder, sites)
    return Knowledge(content, hash=digest, site=overlay, trusted=trusted)


def load_with(overlay: dict[str, Any], *, folder: Path = COMPILED) -> Knowledge:
    """Return the compiled knowledge base with an overlay that is kept elsewhere than in a file.

    `overlay` has the shape of a compiled site. Raises `KnowledgeError` where it signs what is not
    there, or loosens what it signs.
    """
    content, digest, _ = _verified(folder)
    return Knowledge(content, hash=digest, site=overlay)


def compiled_bytes(*, folder: Path = COMPILED) -> bytes:
    """Return the compiled knowledge base as it is on the disk, checked: what a record keeps."""
    _verified(folder)
    return read_bytes(folder / "knowledge.json")


def load_kept(raw: bytes, overlay: dict[str, Any] | None) -> Knowledge:
    """Return a compiled knowledge base that was kept, with an overlay that was kept with it.

    Raises `KnowledgeError` where these bytes are none, or the overlay signs what is not in them.
    """
    try:
        tables = _Tables(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
        return Knowledge(tables, hash=hashlib.sha256(raw).hexdigest(), site=overlay)
    except (msgspec.DecodeError, KeyError) as error:
        raise KnowledgeError(
            f"What was kept is no knowledge base of this version: {error}"
        ) from None


@lru_cache(maxsize=4)
def _verified(folder: Path) -> tuple[dict[str, Any], str, dict[str, str]]:
    """Read the compiled file after checking it, and the YAML it was made from, by hash.

    Return the content, its hash, and the hashes that the files of sites must have.
    """
    manifest = read_json(folder / "manifest.json")
    made_from, sites = manifest.get("files"), manifest.get("sites")
    if not isinstance(made_from, dict) or not isinstance(sites, dict):
        raise KnowledgeError(f"manifest.json is not what was compiled. {MEND}")
    raw = read_bytes(folder / "knowledge.json")
    digest = hashlib.sha256(raw).hexdigest()
    if digest != manifest.get("hash"):
        raise KnowledgeError(f"The compiled knowledge base is not what was compiled. {MEND}")
    if folder == COMPILED:
        for name in sorted({*made_from, *base_files(BASE)}):
            if file_hash(BASE / name) != made_from.get(name):
                raise KnowledgeError(f"{name} changed after it was compiled. {MEND}")
    return _Tables(msgspec.json.decode(raw, type=dict[str, msgspec.Raw])), digest, sites


class _Tables(dict[str, Any]):
    """The tables of the knowledge base, each read when it is first asked for."""

    def __init__(self, raw: dict[str, msgspec.Raw]) -> None:
        super().__init__()
        self._raw = raw

    def __missing__(self, table: str) -> Any:
        made = self[table] = msgspec.json.decode(self._raw[table])
        return made


def _site(
    site: str | Path | None, folder: Path, hashes: dict[str, str]
) -> tuple[dict[str, Any] | None, bool]:
    """Return a site's overlay, and whether it was compiled with this knowledge."""
    if site is None:
        return None, False
    path = Path(site)
    if path.suffix in {".yaml", ".yml"}:
        from titrant.knowledge.compiling import compile_site  # Pydantic, only where it is needed

        return compile_site(path), False
    compiled = pick_site(str(site), folder / "sites", ".json")
    if file_hash(compiled) != hashes.get(compiled.name):
        raise KnowledgeError(f"sites/{compiled.name} is not what was compiled. {MEND}")
    if folder == COMPILED and file_hash(SITES / f"{site}.yaml") != hashes.get(f"{site}.yaml"):
        raise KnowledgeError(f"sites/{site}.yaml changed after it was compiled. {MEND}")
    return read_json(compiled), True
