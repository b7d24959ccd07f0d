"""The clinical manual: each test under tests/spec is a paragraph, a file a section."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path

from scripts.reference_pages.markdown import ROOT, Missing, label, link, page, plain

SPEC = ROOT / "tests" / "spec"

# Words that only people can add: a chapter for each folder, in the order of a course.
CHAPTERS = {
    "screening": ("Screening", "What a record says for and against a treatment."),
    "next_dose": ("The next session", "What may be done, what holds, and on what it rests."),
    "dates": ("Dates and checks", "When sessions can be, and which checks are due."),
    "prepare": ("Preparing a dose", "From the ordered dose to the syringe and the pump."),
    "gate": ("Before a dose", "What has to be met on the day, and who may lift what holds."),
    "readiness": ("Before a person leaves", "What is judged and measured, and by whom."),
    "outcomes": ("Outcomes", "What the scores of a course say."),
    "stored": ("Stored cases", "That the same case gives the same answer, byte by byte."),
}
_WRITTEN_BIG = {"iv": "IV", "im": "IM", "sc": "SC", "phq": "PHQ", "fhir": "FHIR", "rems": "REMS"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One test: its id as pytest prints it, its name as a sentence, and what it says."""

    id: str
    heading: str
    says: str


@dataclass(frozen=True, slots=True)
class Section:
    """One file of tests."""

    file: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def manual_pages() -> dict[str, str]:
    """Return an overview of the manual and a page for each chapter."""
    folders = {path.parent.name for path in SPEC.glob("*/test_*.py")}
    if folders != CHAPTERS.keys():
        raise Missing(f"chapters of tests/spec: {sorted(folders ^ CHAPTERS.keys())}")
    pages = {}
    lines = []
    for folder, (title, words) in CHAPTERS.items():
        sections = list(sections_of(folder))
        count = sum(len(section.paragraphs) for section in sections)
        lines.append(f"- [{title}](manual-{folder}.md): {words} {count} rules.")
        pages[f"manual-{folder}"] = page(
            title, f"{words}\n", *(_section(one, title) for one in sections)
        )
    overview = page(
        "Clinical manual",
        "Each paragraph is a rule that a test holds: the test that is named below it fails where "
        "the program does anything else.\n",
        "\n".join(lines) + "\n",
        "[Worked cases](worked-cases.md) show whole answers for invented people.\n",
        "```{toctree}\n:hidden:\n\n"
        + "\n".join(f"manual-{folder}" for folder in CHAPTERS)
        + "\nworked-cases\n```\n",
    )
    return {"manual": overview, **pages}


def sections_of(folder: str) -> Iterator[Section]:
    """Yield the sections of a chapter, in the order of their files."""
    for path in sorted((SPEC / folder).glob("test_*.py")):
        yield section_of(path)


def section_of(path: Path) -> Section:
    """Return one file of tests as a section; one test is one paragraph, however often it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    said = cleandoc(ast.get_docstring(tree) or "")
    if not said:
        raise Missing(f"the section {file}: it has no docstring")
    paragraphs = tuple(
        Paragraph(f"{file}::{node.name}", sentence(node.name), ast.get_docstring(node) or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
    return Section(file, said.split("\n\n")[0].replace("\n", " ").rstrip("."), paragraphs)


def sentence(name: str) -> str:
    """Return a test's name as people read it."""
    words = [_WRITTEN_BIG.get(word, word) for word in name.removeprefix("test_").split("_")]
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}"


def anchor(id: str) -> str:
    """Return a test's id as a link carries it."""
    return id.removesuffix("]").replace("tests/spec/", "").replace("/", "-").replace(".py::", "-")


def links_to_tests() -> dict[str, str]:
    """Return for each test of the manual the link to its paragraph."""
    return {
        paragraph.id: link("test", anchor(paragraph.id), paragraph.id)
        for folder in CHAPTERS
        for section in sections_of(folder)
        for paragraph in section.paragraphs
    }


def _section(section: Section, chapter: str) -> str:
    title = section.title.removeprefix(f"{chapter}: ")
    title = f"{title[:1].upper()}{title[1:]}"
    return "\n".join((f"## {plain(title)}\n", *(_paragraph(one) for one in section.paragraphs)))


def _paragraph(paragraph: Paragraph) -> str:
    said = [plain(" ".join(part.split())) for part in paragraph.says.split("\n\n") if part.strip()]
    return (
        f"{label('test', anchor(paragraph.id))}### {plain(paragraph.heading)}\n\n"
        + "".join(f"{part}\n\n" for part in said)
        + f"Held by `{paragraph.id}`\n"
    )
