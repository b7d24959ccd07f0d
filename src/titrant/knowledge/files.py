"""Where the knowledge files are, and how they are read as bytes."""

import hashlib
import json
from pathlib import Path
from typing import Any

from titrant.knowledge.errors import KnowledgeError

_HERE = Path(__file__).parent
BASE = _HERE / "base"
SITES = _HERE / "sites"
COMPILED = _HERE / "compiled"

MEND = "Run “titrant knowledge compile” and review what changed."


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
        read: dict[str, Any] = json.loads(read_bytes(path))
    except ValueError:
        raise KnowledgeError(f"{path.name} is not JSON. {MEND}") from None
    return read
