"""The texts of a module that somebody could read, and those of a catalogue that holds them."""

import ast
from collections.abc import Iterator
from typing import Any


def spoken(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module of more than a word; no docstring, error or key of `once`."""
    silent = {id(inner) for node in ast.walk(tree) if _is_silent(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            words = node.value.strip()
            if " " in words:
                yield words


def _is_silent(node: ast.AST) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.Raise) or _is_memo(node)


def _is_memo(node: ast.AST) -> bool:
    """Say whether it is `once("...", ...)`: its first text is a key, which nobody reads."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "once"
    )


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a catalogue."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)
        case _:
            assert value is None or isinstance(value, int), f"{value!r} is no text"
