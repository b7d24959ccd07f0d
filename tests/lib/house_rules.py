"""The rules of this repository: from text to complaints, so that each can be fed a bad sample."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

FORBIDDEN_NAMES = {"utils", "helpers", "manager", "service", "data", "process", "handler"}

Complaints = list[str]


def module_length(path: str, text: str, listed: dict[str, str]) -> Complaints:
    """Complain about a module too long, or listed as long when it is not."""
    lines = len(text.splitlines())
    if lines > 500:
        return [f"{path}: {lines} lines; 500 is the limit"]
    if lines > 350 and not listed.get(path):
        return [f"{path}: {lines} lines; from 350 on, list it in LONG_MODULES with the reason"]
    if lines <= 350 and path in listed:
        return [f"{path}: {lines} lines; take it out of LONG_MODULES"]
    return []


def module_name(path: str) -> Complaints:
    """Complain about a name that says nothing."""
    return [
        f"{path}: '{n}' says nothing"
        for n in Path(path).parts
        if n.split(".")[0] in FORBIDDEN_NAMES
    ]


# Chance that a seed decides wholly: nothing is drawn but from what is passed in.
SEEDED = {"Generator", "SeedSequence", "default_rng"}


def impurity(path: str, tree: ast.AST) -> Complaints:
    """Complain about a clock, chance or a file in a room that gets them as arguments."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                roots = [name.name.split(".")[0] for name in names]
            case ast.ImportFrom(module=str(module), level=0):
                roots = [module.split(".")[0]]
            case _:
                roots = []
        found += [
            (getattr(node, "lineno", 0), f"import {r}")
            for r in roots
            if r in {"random", "secrets", "time"}
        ]
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in {"open", "input", "now", "today"}:
                found.append((node.lineno, f"{name}()"))
            case ast.Call(func=ast.Attribute(attr=name)) if name in {
                "now",
                "open",
                "read_bytes",
                "read_text",
                "today",
                "utcnow",
                "write_bytes",
                "write_text",
            }:
                found.append((node.lineno, f".{name}()"))
            case ast.Attribute(
                value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date"),
                attr="now" | "today" | "utcnow" as name,
            ):
                found.append((node.lineno, f".{name}"))  # passed on uncalled, as a default factory
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"), attr=name
            ) if name not in SEEDED:
                found.append((node.lineno, f"numpy.random.{name}"))
            case ast.Call(func=ast.Attribute(attr=name), args=[], keywords=[]) if name in SEEDED:
                found.append((node.lineno, f"{name}() without a seed"))
            case _:
                pass
    return [
        f"{path}:{line}: {what} in a pure room: take it as an argument"
        for line, what in sorted(set(found))
    ]


QUANTITY_TEXT = re.compile(r"\s*[-+−]?\d+([.,/]\d+)?\s*[\w%µμ]*(/\w+)*\s*")


def numbers(path: str, tree: ast.Module, listed: dict[tuple[str, str], str]) -> Complaints:
    """Complain about a number other than 0 and 1, also when it stands in a string."""
    found: Complaints = []
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if listed.get((path, name)):
                    continue
            case _:
                pass
        for node in ast.walk(statement):
            match node:
                case ast.Constant(value=bool()):
                    pass
                case ast.Constant(value=int() | float() | complex() as value) if value not in {
                    0,
                    1,
                }:
                    found.append(
                        f"{path}:{node.lineno}: the number {value} belongs in the knowledge"
                    )
                case ast.Constant(value=str(text)) if QUANTITY_TEXT.fullmatch(
                    text
                ) and text.strip() not in {"0", "1"}:
                    found.append(f"{path}:{node.lineno}: {text!r} is a number in a string")
                case _:
                    pass
    return found


# Put together from parts, so that this file does not hold what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:wo" + r"rk|ro" + r"ot|home/\w+)/")
UNFINISHED = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b(?!\(#\d+\))"
)


def workplace(path: str, text: str) -> Complaints:
    """Complain about a registry's host or a path that exists on one machine only."""
    found = [f"{path}: names {host}" for host in HOSTS if host in text.lower()]
    return found + [f"{path}: a machine's own path, {m[0]}" for m in MACHINE_PATH.finditer(text)]


def unfinished(path: str, text: str) -> Complaints:
    """Complain about a note to oneself that names no issue."""
    return [f"{path}: {m[0]} without an issue, as in (#12)" for m in UNFINISHED.finditer(text)]


def asks_a_table(path: str, tree: ast.AST) -> Complaints:
    """Complain about a view that asks a table itself: questions are asked in `selectors.py`."""
    if not re.search(r"(views|pages)\.py$", path):
        return []
    return [
        f"{path}:{node.lineno}: asks a table; move the question to selectors.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"})
        or (isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"})
    ]


REQUIREMENT = re.compile(
    r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+"
)


def requirement_lines(path: str, text: str) -> Complaints:
    """Complain about a line that is not a pinned package with its hashes."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    lines = [
        line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    return [
        f"{path}: not pinned and hashed: {line[:60]}"
        for line in lines
        if not REQUIREMENT.fullmatch(line)
    ]


def unlocked(path: str, text: str, wanted: Iterable[str]) -> Complaints:
    """Complain about a dependency of pyproject.toml that the lock file does not have."""
    names = [re.split(r"[<>=!~ \[]", line)[0].lower() for line in wanted]
    return [f"{path}: no {n}: run `make lock`" for n in names if f"\n{n}==" not in f"\n{text}"]


def unexplained(path: str, text: str) -> Complaints:
    """Complain about a dependency without a comment that says where it is used."""
    line = re.compile(
        r'^\s*"[A-Za-z0-9][A-Za-z0-9-]*(\[[a-z,]+\])?[<>=~!][^"]*",?\s*$', re.MULTILINE
    )
    return [f"{path}: say where it is used: {m[0].strip()}" for m in line.finditer(text)]


def fragment_name(path: str, types: Iterable[str]) -> Complaints:
    """Complain about a changelog fragment that towncrier would not read."""
    good = re.compile(rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(types)})(\.\d+)?\.md")
    return [] if good.fullmatch(Path(path).name) else [f"{path}: name it <issue>.<type>.md"]


def make_targets(path: str, text: str, targets: set[str]) -> Complaints:
    """Complain about a `make` target that a page names and the Makefile does not have."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(
        r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )
    named = {n for part in code for n in re.findall(r"(?:^|[\s;&])make ([a-z][a-z-]*)", part)}
    return [f"{path}: no target `make {name}`" for name in sorted(named - targets)]
