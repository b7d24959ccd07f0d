"""Write what a command makes into a file that was named: whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from titrant.cli.status import BadInput


def out_path(name: str, suffixes: Sequence[str]) -> Path:
    """Return the path of a file that may be written; raises `BadInput` for any other."""
    path = Path(name)
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"--out: “{name}” is none of {', '.join(suffixes)}. Name such a file.")
    if path.is_dir() or not path.parent.is_dir():
        raise BadInput(f"--out: {path} cannot be written there. Name a file in a folder.")
    return path


def write_whole(content: bytes, path: Path, option: str) -> None:
    """Write a file, or leave what is there; raises `BadInput` that names the option."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(
            f"{option}: {path} cannot be written: {error.strerror}. "
            "Name a file in a folder you own."
        ) from None
