"""Find the compiled pharmacokinetic models, make sure that they are what was compiled, load one."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from titrant.knowledge.errors import KnowledgeError, UnknownEntry
from titrant.knowledge.files import (
    COMPILED,
    COMPILED_MODELS,
    MEND,
    file_hash,
    model_files,
    read_bytes,
    table_files,
)

if TYPE_CHECKING:  # NumPy, which comes with it, is imported by whoever asks for a model
    from titrant.pkpd.interactions import Interaction
    from titrant.pkpd.model import Model
    from titrant.pkpd.validation import Table


class _Compiled(msgspec.Struct):
    hash: str
    files: dict[str, str]
    content: msgspec.Raw


class _Content(msgspec.Struct):
    models: dict[str, msgspec.Raw]
    tables: dict[str, msgspec.Raw]
    interactions: msgspec.Raw


def pk_models(folder: Path = COMPILED) -> tuple[str, ...]:
    """Return the ids of the shipped models, sorted."""
    return tuple(_verified(folder).models)


def is_model_file(id: str) -> bool:
    """Say whether a model is named by the path of its file, and not by its id."""
    return Path(id).suffix.lower() in {".yaml", ".yml"}


def pk_model(id: str, folder: Path = COMPILED) -> "Model":
    """Return a shipped model by id, or the one that a YAML file holds.

    Raises `UnknownEntry` for an id that there is not, and `KnowledgeError` for a file that is not a
    model, that bears the id of a shipped one, or was changed after it was compiled.
    """
    if is_model_file(id):
        from titrant.knowledge.model_files import read_model  # Pydantic, only where it is needed

        model = read_model(Path(id))
        shipped = {path.stem: path for path in model_files()}.get(model.id)
        if shipped is not None and shipped.resolve() != Path(id).resolve():
            raise KnowledgeError(
                f"{id} bears the id {model.id}, which is that of the shipped model in "
                f"{shipped.name}. Give it an id of its own."
            )
        return model
    return _shipped(id, folder)


@lru_cache(maxsize=64)
def _shipped(id: str, folder: Path) -> "Model":
    from titrant.pkpd.model import Model

    known = _verified(folder).models
    if id not in known:
        raise UnknownEntry("model", id, list(known))
    return msgspec.json.decode(known[id], type=Model)


def pk_tables(folder: Path = COMPILED) -> tuple["Table", ...]:
    """Return the tables of published exposures, by id."""
    from titrant.pkpd.validation import Table

    return tuple(msgspec.json.decode(one, type=Table) for one in _verified(folder).tables.values())


def pk_interactions(folder: Path = COMPILED) -> tuple["Interaction", ...]:
    """Return the interactions that were measured, each by its route."""
    from titrant.pkpd.interactions import Interaction

    found = _verified(folder).interactions
    return msgspec.json.decode(found, type=tuple[Interaction, ...])


@lru_cache(maxsize=4)
def _verified(folder: Path) -> _Content:
    """Read the compiled file after checking it, and the YAML it was made from, by hash."""
    try:
        read = msgspec.json.decode(read_bytes(folder / COMPILED_MODELS), type=_Compiled)
    except (msgspec.DecodeError, RecursionError):
        raise KnowledgeError(f"{COMPILED_MODELS} is not what was compiled. {MEND}") from None
    if hashlib.sha256(bytes(read.content)).hexdigest() != read.hash:
        raise KnowledgeError(f"{COMPILED_MODELS} is not what was compiled. {MEND}")
    if folder == COMPILED:
        now = {path.name: file_hash(path) for path in (*model_files(), *table_files())}
        for name in sorted({*now, *read.files}):
            if now.get(name) != read.files.get(name):
                raise KnowledgeError(f"{name} changed after it was compiled. {MEND}")
    return msgspec.json.decode(read.content, type=_Content)
