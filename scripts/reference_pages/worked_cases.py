"""The chapter of worked cases: the scenarios of the next session, as a clinician reads them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.reference_pages.markdown import (
    ROOT,
    Missing,
    fields,
    label,
    link,
    page,
    plain,
    side_page,
    table,
)

from titrant.clinical import OptionKind
from titrant.knowledge import Knowledge
from titrant.knowledge.yaml_text import read_yaml

FOLDER = ROOT / "tests" / "scenarios" / "next_dose"
_FILES = ("case.yaml", "guidance.yaml", "why.md")
_LISTS = ("conditions", "procedures", "allergies", "medications", "measurements")
_SESSION = ("on", "ordered", "dose", "over", "weight", "before", "peak", "dissociation", "events")
_IN_CELLS = ("stand", "dose", "mg", "days")


def worked_case_pages(kb: Knowledge, folder: Path = FOLDER) -> dict[str, str]:
    """Return an overview of the worked cases, and a page for each protocol that has some."""
    by_protocol: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        absent = [name for name in _FILES if not (path / name).is_file()]
        if absent:
            raise Missing(f"the worked case {path.name}: it has no {', '.join(absent)}")
        asked = _read(path / "guidance.yaml")
        by_protocol.setdefault(asked["protocol"], []).append((path.name, _card(path, asked)))
    lines = [
        f"- [{plain(kb.protocol(id).title)}](worked-cases-{id}.md): {len(cards)}"
        for id, cards in sorted(by_protocol.items())
    ]
    overview = page(
        "Worked cases",
        "Invented people, each with what a prescriber expects of the next session and who outside "
        "this program says so. The program is held to each of them. Where a case says nothing of "
        "an option, nothing is expected of it.\n",
        "\n".join(lines) + "\n",
    )
    pages = {
        f"worked-cases-{id}": side_page(
            f"Worked cases: {plain(kb.protocol(id).title)}",
            f"By {link('protocol', id)}; its [decision table](decisions-{id}.md); "
            "[all cases](worked-cases.md).\n",
            *(card for _, card in cards),
        )
        for id, cards in by_protocol.items()
    }
    return {"worked-cases": overview, **pages}


def heading(name: str, protocol: str) -> str:
    """Return a folder's name as a heading, without its protocol where that begins it."""
    rest = name.removeprefix(f"{protocol}-").replace("-", " ")
    return f"{rest[:1].upper()}{rest[1:]}"


def _read(path: Path) -> dict[str, Any]:
    made: dict[str, Any] = read_yaml(
        path.read_text(encoding="utf-8"), f"{path.parent.name}/{path.name}"
    )
    return made


def _card(path: Path, asked: dict[str, Any]) -> str:
    case = _read(path / "case.yaml")
    why = (path / "why.md").read_text(encoding="utf-8")
    said, _, witness = why.partition("Witness: ")
    clinic = asked.get("site")
    facts = (
        ("asked on", str(asked["as_of"])),
        ("clinic", "has signed (demonstration)" if clinic else "has signed nothing"),
        ("under the labels of", plain(str(asked.get("jurisdiction") or ""))),
        ("screening", "" if asked.get("screened", True) else "not answered"),
        *_facts(case),
    )
    return "\n".join(
        (
            f"{label('case', path.name)}## {plain(heading(path.name, asked['protocol']))}\n",
            fields(facts),
            *_courses(case.get("courses") or ()),
            "".join(
                f"{plain(' '.join(part.split()))}\n\n"
                for part in said.split("\n\n")
                if part.strip()
            ),
            *_expected(asked["expect"]),
            fields(
                (
                    ("witness", plain(" ".join(witness.split()))),
                    ("over-calling", plain(str(asked.get("over_call") or ""))),
                )
            ),
            f"Held by `tests/scenarios/next_dose/{path.name}`\n",
        )
    )


# -- the person ------------------------------------------------------------------------------------


def _facts(case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "person", plain(_said(case.get("person") or ""))
    for name in _LISTS:
        yield name, plain("; ".join(_entry(one) for one in case.get(name) or ()))
    answers: Mapping[str, Any] = case.get("answers") or {}
    yield "answers", plain("; ".join(f"{id}: {_word(one)}" for id, one in answers.items()))


def _entry(entry: Any) -> str:
    """Return one line of a case file: what it is, then what is said of it."""
    if not isinstance(entry, Mapping):
        return _word(entry)
    rest = {key: value for key, value in entry.items() if key not in {"what", "value"}}
    value = f" {entry['value']}" if "value" in entry else ""
    return f"{entry.get('what', '')}{value}" + (f" ({_said(rest)})" if rest else "")


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(one)}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_said(one) for one in value) or "none"
    return _word(value)


def _word(value: Any) -> str:
    if value is None:
        return "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _courses(courses: Any) -> Iterator[str]:
    for course in courses:
        rest = {key: value for key, value in course.items() if key not in {"protocol", "sessions"}}
        yield fields((("course", plain(f"{course.get('protocol', '')} ({_said(rest)})")),))
        sessions = course.get("sessions") or ()
        if not sessions:
            continue
        named = [key for key in _SESSION if any(key in one for one in sessions)]
        others = [key for one in sessions for key in one if key not in _SESSION]
        head = [*named, *dict.fromkeys(others)]
        rows = ([plain(_said(one[key])) if key in one else "" for key in head] for one in sessions)
        yield table(head, rows)


# -- what is expected ------------------------------------------------------------------------------


def _expected(expect: Mapping[str, Any]) -> Iterator[str]:
    options: Mapping[str, Any] = expect.get("options") or {}
    rows = []
    for kind in OptionKind:
        if kind not in options:
            continue
        wanted = options[kind] if isinstance(options[kind], Mapping) else {"stand": options[kind]}
        said = "; ".join(
            f"{key.replace('_', ' ')}: {_listed(one)}"
            for key, one in wanted.items()
            if key not in _IN_CELLS
        )
        rows.append((str(kind), *(plain(_cell(wanted.get(key))) for key in _IN_CELLS), said))
    if rows:
        yield table(("option", "stands", "dose", "in mg", "days", "says"), rows)
    others = ((key, _listed(one)) for key, one in expect.items() if key != "options")
    yield fields((key, one or "none") for key, one in others)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _listed(value: Any) -> str:
    found = value if isinstance(value, list) else [value]
    return ", ".join(f"`{one}`" if _is_id(str(one)) else plain(str(one)) for one in found)


def _is_id(text: str) -> bool:
    return " " not in text and any(sign in text for sign in ".-:")
