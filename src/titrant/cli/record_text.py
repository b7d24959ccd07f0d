"""What was understood of a record, and what was not, as plain text."""

from collections.abc import Sequence
from datetime import date

from titrant.cli.fact_text import (
    Facts,
    aside_whole,
    contradictions_text,
    entry,
    files_text,
    person_text,
    unmapped_text,
    unmapped_title,
)
from titrant.cli.page import rule, wrap
from titrant.cli.printing import section
from titrant.clinical import Fact, FactKind, FileRead, Snapshot
from titrant.knowledge import Knowledge


def record_text(snapshot: Snapshot, kb: Knowledge) -> str:
    """Return everything that was understood of a record, and what was not."""
    facts = Facts(snapshot.files)
    person = person_text(snapshot.subject, snapshot.as_of)
    lines = [rule("="), f"RECORD as of {snapshot.as_of}"]
    lines += [*wrap(f"{person}. {files_text(snapshot.files)}"), rule("=")]
    for kind in FactKind:
        members = [fact for fact in snapshot.facts if fact.kind is kind and not _a_no(fact)]
        title = f"{str(kind).capitalize()}: {len(members)}"
        lines += section(title, _by_concept(members, kb, facts))
    noes = [fact for fact in snapshot.facts if _a_no(fact)]
    lines += section(f"Answered no: {len(noes)}", _answered_no(noes, kb))
    lines += section("Contradictions", contradictions_text(snapshot.contradictions))
    lines += section(unmapped_title(snapshot.files), unmapped_text(snapshot.unmapped, whole=True))
    lines += section("Read and not used", aside_whole(snapshot.set_aside, snapshot.files))
    lines += not_read(snapshot.files)
    return "\n".join(lines)


def not_read(files: Sequence[FileRead]) -> list[str]:
    """Return the entries of sorts that nothing here reads, file by file."""
    beside = [
        line
        for file in files
        if file.beside
        for line in entry("-", f"{file.name}: {_beside(file)}")
    ]
    return section("Entries of sorts that nothing here reads", beside)


def _beside(file: FileRead) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in file.beside.items())


def _a_no(fact: Fact) -> bool:
    return not fact.so


def _answered_no(noes: Sequence[Fact], kb: Knowledge) -> list[str]:
    """List what somebody said is not so, together where one person said it on one day."""
    said: dict[tuple[str, str, str], dict[str, None]] = {}
    for fact in noes:
        day = "without a day" if fact.on is None else f"on {fact.on}"
        key = (str(fact.sure), day, fact.origin.file)
        said.setdefault(key, {})[kb.concept(fact.concept).title] = None
    return [
        line
        for (sure, day, file), titles in said.items()
        for line in entry("-", f"{sure}, {day}, {file}: {'; '.join(titles)}")
    ]


def _by_concept(members: Sequence[Fact], kb: Knowledge, facts: Facts) -> list[str]:
    """List facts by concept and text; of repeated entries the latest, with how many there are."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in members:
        text = "" if fact.kind is FactKind.OBSERVATION else fact.text
        groups.setdefault((fact.concept, text), []).append(fact)
    lines: list[str] = []
    for (concept, _), same in groups.items():
        same.sort(key=lambda fact: fact.on or date.min, reverse=True)
        times = f" (latest of {len(same)}: see --json)" if len(same) > 1 else ""
        lines += entry("-", f"{kb.concept(concept).title}: {facts.whole(same[0])}{times}")
    return lines
