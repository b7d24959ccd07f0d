"""What mutation testing says: counts by module, and survivors with the reason for each."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from scripts.marks import put
from scripts.mutation_trial import Mutant

ROOT = Path(__file__).resolve().parent.parent
SURVIVORS = "docs/mutation-survivors.yaml"
PAGES = ("docs/mutation.md", "docs/roadmap.md")
ROOMS = ("units", "dosing")

# ------------------------------------------------------------------ explanations


def explanations(text: str) -> list[dict[str, str]]:
    """Read the file of explanations; raises ValueError for one that is not whole."""
    entries: list[dict[str, Any]] = yaml.safe_load(text) or []
    for entry in entries:
        if set(entry) != {"where", "was", "now", "why"} or not all(entry.values()):
            raise ValueError(f"{SURVIVORS}: where, was, now and why are needed: {entry}")
    return [{key: str(value) for key, value in entry.items()} for entry in entries]


def explain(
    mutants: Iterable[Mutant], entries: Sequence[dict[str, str]]
) -> tuple[list[tuple[Mutant, str]], list[Mutant], list[dict[str, str]]]:
    """Return survivors with their reason, survivors without one, and reasons without a survivor."""
    known = {(e["where"], e["was"], e["now"]): e for e in entries}
    used, explained, open_ones = set(), [], []
    for mutant in mutants:
        if not mutant.survived:
            continue
        key = (mutant.where, mutant.was, mutant.now or "nothing")
        if key in known:
            used.add(key)
            explained.append((mutant, known[key]["why"]))
        else:
            open_ones.append(mutant)
    return explained, open_ones, [entry for key, entry in known.items() if key not in used]


def entry_text(mutant: Mutant) -> str:
    """Return an entry for the file of explanations, without its reason."""

    def quoted(text: str) -> str:
        return yaml.safe_dump(text, allow_unicode=True, width=10_000).removesuffix("...\n").strip()

    return (
        f"- where: {mutant.where}\n"
        f"  was: {quoted(mutant.was)}\n"
        f"  now: {quoted(mutant.now or 'nothing')}\n"
        f"  why: # {mutant.result}\n"
    )


# ------------------------------------------------------------------ report


def rows(mutants: Sequence[Mutant]) -> Iterator[tuple[str, int, int, int]]:
    """Yield each module and room with its mutants, how many were noticed, and how many survived."""
    for room in ROOMS:
        own = [m for m in mutants if m.module.partition(".")[0] == room]
        if not own:
            continue
        for module in sorted({m.module for m in own}):
            yield count(module, [m for m in own if m.module == module])
        yield count(room, own)


def count(name: str, mutants: Sequence[Mutant]) -> tuple[str, int, int, int]:
    """Return a name with the number of mutants, of noticed ones and of survivors."""
    survived = sum(m.survived for m in mutants)
    tried = sum(m.result is not None for m in mutants)
    return name, len(mutants), tried - survived, survived


def score(noticed: int, total: int) -> str:
    """Return a share in percent, rounded down: 99.96 % is not all."""
    return f"{noticed * 1000 // total / 10:g} %" if total else "-"


def table(mutants: Sequence[Mutant], *, modules: bool) -> str:
    """Return the counts as a Markdown table."""
    lines = ["| module | mutants | noticed | survived | score |", "|---|---:|---:|---:|---:|"]
    for name, total, noticed, survived in rows(mutants):
        if modules or name in ROOMS:
            shown = f"**{name}**" if name in ROOMS and modules else name
            lines.append(
                f"| {shown} | {total} | {noticed} | {survived} | {score(noticed, total)} |"
            )
    return "\n".join(lines)


def survivors_text(explained: Sequence[tuple[Mutant, str]]) -> str:
    """Return the survivors with their reasons, by module."""
    if not explained:
        return "No mutant survived."
    parts: list[str] = []
    for module in sorted({mutant.module for mutant, _ in explained}):
        parts.append(f"### `{module}`\n")
        parts += [
            f"- `{mutant.function}`: `{mutant.was}` became `{mutant.now or 'nothing'}`.\n  {why}"
            for mutant, why in explained
            if mutant.module == module
        ]
        parts.append("")
    return "\n".join(parts).rstrip()


def write(mutants: Sequence[Mutant], explained: Sequence[tuple[Mutant, str]]) -> None:
    """Write the figures into the manual."""
    day = f"{datetime.now().astimezone().date()}, {len(mutants)} mutants."
    full = f"{day}\n\n{table(mutants, modules=True)}\n\n## Survivors\n\n{survivors_text(explained)}"
    brief = f"{day}\n\n{table(mutants, modules=False)}"
    for name, words in zip(PAGES, (full, brief), strict=True):
        path = ROOT / name
        path.write_text(put(path.read_text(encoding="utf-8"), "mutation", words), encoding="utf-8")
