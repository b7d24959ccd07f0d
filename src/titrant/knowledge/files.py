"""Where the knowledge files are, and how they are read as bytes."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from titrant.knowledge.errors import KnowledgeError

_HERE = Path(__file__).parent
BASE = _HERE / "base"
SITES = _HERE / "sites"
PK_MODELS = _HERE / "pk_models"
PK_TABLES = _HERE / "pk_tables"
PK_EFFECTS = _HERE / "pk_effects"
COMPILED = _HERE / "compiled"
COMPILED_MODELS = "pk_models.json"

MEND = "Run “titrant knowledge compile” and review what changed."


def content_hash(value: Any) -> str:
    """Return the SHA-256 of JSON values, whatever the order of their keys, in hex."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()


def short(digest: str) -> str:
    """Return as much of a hash as tells two releases apart on paper."""
    return digest[:12]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises `KnowledgeError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise KnowledgeError(f"{path.name} cannot be read. {MEND}") from None


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file; raises `KnowledgeError` where it is none."""
    try:
        read = msgspec.json.decode(read_bytes(path))
    except (msgspec.DecodeError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise KnowledgeError(f"{path.name} is not a JSON object. {MEND}")
    return read


def base_files(folder: Path = BASE) -> list[str]:
    """Return the names of the YAML files that make the knowledge base, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))


def model_files(folder: Path = PK_MODELS) -> list[Path]:
    """Return the files of the shipped pharmacokinetic models, sorted."""
    return sorted(folder.glob("*.yaml"))


def table_files(folder: Path = PK_TABLES) -> list[Path]:
    """Return the files of published exposures and of measured interactions, sorted."""
    return sorted(folder.glob("*.yaml"))


def pick_site(name: str, folder: Path, suffix: str) -> Path:
    """Return the file of a shipped site; raises `KnowledgeError` with those that there are."""
    known = sorted(path.stem for path in folder.glob(f"*{suffix}"))
    if name not in known:
        raise KnowledgeError(
            f"There is no site “{name}”. Shipped: {', '.join(known) or 'none'}. "
            "Name one, or give the path of your own site.yaml."
        )
    return folder / f"{name}{suffix}"
