"""Find the compiled knowledge base, make sure that it is what was compiled, and load it."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.files import BASE, COMPILED, MEND, SITES, file_hash, read_bytes, read_json
from titrant.knowledge.store import Knowledge


def load(site: str | Path | None = None, *, folder: Path = COMPILED) -> Knowledge:
    """Return the compiled knowledge base, with a site's overlay where one is named.

    `site` is the name of a shipped site, or the path of a site's YAML file. Raises
    `KnowledgeError` where a file is missing, was changed after it was compiled, or loosens.
    """
    content, digest = _verified(folder)
    return Knowledge(content, hash=digest, site=_site(site, folder))


@lru_cache(maxsize=4)
def _verified(folder: Path) -> tuple[dict[str, Any], str]:
    """Read the compiled file after checking it, and the YAML it was made from, by hash."""
    manifest = read_json(folder / "manifest.json")
    raw = read_bytes(folder / "knowledge.json")
    digest = hashlib.sha256(raw).hexdigest()
    if digest != manifest["hash"]:
        raise KnowledgeError(f"The compiled knowledge base is not what was compiled. {MEND}")
    if folder == COMPILED:
        for name, made_from in manifest["files"].items():
            if file_hash(BASE / name) != made_from:
                raise KnowledgeError(f"{name} changed after it was compiled. {MEND}")
    content: dict[str, Any] = json.loads(raw)
    return content, digest


def _site(site: str | Path | None, folder: Path) -> dict[str, Any] | None:
    if site is None:
        return None
    path = Path(site)
    if path.suffix in {".yaml", ".yml"}:
        from titrant.knowledge.compiling import compile_site  # Pydantic, only where it is needed

        return compile_site(path)
    name = folder / "sites" / f"{site}.json"
    known = sorted(p.stem for p in (folder / "sites").glob("*.json"))
    if str(site) not in known:
        raise KnowledgeError(
            f"There is no site “{site}”. Shipped: {', '.join(known) or 'none'}. "
            "Name one, or give the path of your own site.yaml."
        )
    if folder == COMPILED:
        manifest = read_json(folder / "manifest.json")
        if file_hash(SITES / f"{site}.yaml") != manifest["sites"].get(str(site)):
            raise KnowledgeError(f"sites/{site}.yaml changed after it was compiled. {MEND}")
    return read_json(name)
