"""Writes the generated part of the manual's reference into docs/reference/generated/.

`make docs` runs it. Every page is drawn from what the program itself holds: the argument parser,
the knowledge base, the unit tables, the exit statuses, real answers of `prepare --json`, and the
hazard log. What has no words here (a new JSON field, a new group of leaves) stops the manual.

    python scripts/reference.py [FOLDER]
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from titrant.cli import prepare_command, status
from titrant.cli.main import build_parser
from titrant.clinical import FactKind
from titrant.dosing import prepare
from titrant.dosing.record import preparation_record
from titrant.dosing.screening.screen import LOOKS
from titrant.knowledge import Access, Flag, Knowledge, Leaf, Rule, Standing, Tier, load
from titrant.knowledge.rule_words import cells, lasts_of, readers
from titrant.knowledge.yaml_text import read_yaml
from titrant.units import KINDS

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs" / "reference" / "generated"
HAZARDS = ROOT / "docs" / "safety" / "hazards.yaml"

GENERATED = "% Made by scripts/reference.py. Do not edit.\n"

# ------------------------------------------------------------------ words that only people can add

GROUPS = {
    "alert": "Vital signs in a session: from which figure on somebody does something, and what.",
    "basis": "Which weight a dose per kg is multiplied by, and how the others are worked out.",
    "calendar": "What is looked at again in a long course, and how often.",
    "dilution": "What a product may be diluted with, and to which concentrations.",
    "equivalence": "Benzodiazepines as diazepam, by two published tables.",
    "frequency": "How often doses may be taken, and how many courses one person has.",
    "grade": "How harm is graded.",
    "home": "What has to be so before a dose is taken at home, and during it.",
    "home-supply": "What is written down when a supply goes to a person's home.",
    "interaction": "What follows from what is taken: cells and numbers of the interaction rules.",
    "interval": "How often vital signs are taken in a session.",
    "intervention": "What is done when something goes wrong in a session.",
    "limit": "Limits by route, and limits of doubt for weights and readings.",
    "nasal": "How nasal devices are used.",
    "piece": "How troches and tablets are handled.",
    "policy": "Rules with dates, by law, and what this program holds itself to.",
    "pregnancy-test": "When a pregnancy test is done.",
    "product": "What each package holds.",
    "protocol": "First doses, steps, limits and times of each protocol.",
    "readiness": "What has to be so before somebody leaves, by score and by judgement.",
    "record": "How old an entry of a record may be before it is asked about.",
    "records": "What is written down about a controlled substance, and for how long.",
    "rems": "What the programme for nasal esketamine in the United States asks for.",
    "rounding": "How a result becomes what a hand can draw and a pump can be set to.",
    "scale": "From which score on a scale says what.",
    "screening": "What follows from a record: cells and numbers of the screening rules.",
    "screening-page": "How a screening is shown.",
    "start": "What changes the first dose.",
    "strength-basis": "What the milligrams on a label are milligrams of.",
    "syringe": "What each syringe holds and how finely it reads.",
    "taper": "How a benzodiazepine is lowered, by whoever prescribes it.",
    "titration": "When a dose goes up, stays, goes down or stops.",
}

STATUSES = {
    "DONE": ("done", "The answer stands on standard output and nothing holds it."),
    "HELD": (
        "held or refused",
        "A check is not met, or the knowledge files have a problem. Standard error says which.",
    ),
    "BAD_INPUT": (
        "bad input",
        "Something typed or a file could not be used. Nothing is printed on standard output.",
    ),
}

_RUNG = "what the hand can do, by the rounding rule"
JSON_FIELDS = {
    "as_of": "the day that ages and dates were judged by",
    "checks[].id": "the name of the check; see [checks](../checks.md)",
    "checks[].kind": "`info`, `soft`, `hold`, `firm` or `hard`",
    "checks[].leaf": "the leaf of the knowledge base behind it, where there is one",
    "checks[].lifts": "what would lift it",
    "checks[].met": "true where nothing more is asked for",
    "checks[].source": "who says so, with the place",
    "checks[].text": "the sentence",
    "concentration": "of what enters the vein",
    "diluent": "the fluid to add",
    "dose": "in milligrams; `rounded` is the dose that is drawn",
    "draw": "from the vial in mL, or the number of pieces",
    "duration": "of the whole infusion or injection",
    "hold": "how long a dose is held in the mouth",
    "left_in_line": "the drug left in the line when the total has run",
    "product.drug": "`ketamine` (racemic) or `esketamine`",
    "product.id": "the product",
    "product.name": "its name as the sheet prints it",
    "protocol": "null without a protocol",
    "protocol.id": "the protocol",
    "protocol.version": "its version",
    "rate": "of the pump; null where the parts of an infusion have rates of their own",
    "rest": "between two nasal devices",
    "retain": "`spit` or `swallow`",
    "route": "null where none could be told",
    "runs[].dose": "of this part of the infusion",
    "runs[].drug_rate": "the drug that this pump rate delivers",
    "runs[].duration": "of this part",
    "runs[].rate": "of the pump in this part",
    "runs[].volume": "of this part",
    "scope": "`arithmetic`, `route` or `protocol`: how much was checked",
    "sources[].flag": "how the value was read",
    "sources[].leaf": "a leaf that was used, in the order of use",
    "sources[].locator": "the place in the source",
    "sources[].signed_by": "who signed it at this site",
    "sources[].source": "the key of the source",
    "sources[].tier": "how strong the kind of source is",
    "sources[].title": "what the leaf states",
    "sources[].value": "its value as text",
    "status": "`done`, `held` or `refused`",
    "syringe": "the syringe to draw with",
    "total": "the volume that is infused",
    "versions.demonstration": "true where the signatures are a demonstration",
    "versions.knowledge": "the release of the knowledge base",
    "versions.knowledge_hash": "its content hash",
    "versions.program": "the version of the program",
    "versions.site": "the site, or null",
    "versions.site_hash": "the content hash of its overlay",
    "weight": "that a dose per kg is multiplied by; null where none was given",
    "weight.actual": "as measured",
    "weight.adjusted": "ideal plus a share of the excess, where it is known",
    "weight.basis": "`actual`, `ideal` or `adjusted`",
    "weight.ideal": "by Devine's formula, where height and sex are known",
    "weight.unit": "of the weight that is used",
    "weight.value": "of the weight that is used",
}

# Pages at the root of the repository that the manual has, too.
ROOT_PAGES = {
    "changelog": "CHANGELOG.md",
    "contributing": "CONTRIBUTING.md",
    "glossary": "GLOSSARY.md",
    "knowledge-changelog": "KNOWLEDGE-CHANGELOG.md",
    "security": "SECURITY.md",
}

# Orders that between them fill every field. All people are invented.
_DAY = "--as-of=2026-11-22"
_IV = (_DAY, "--product=ketamine-10", "--dose=0.5 mg/kg", "--dilute-to=1 mg/mL")
EXAMPLES = (
    (*_IV, "--weight=70 kg", "--over=40 min", "--line-volume=1.5 mL"),
    (*_IV, "--weight=90 kg", "--over=40 min", "--basis=adjusted", "--height=178 cm", "--sex=male"),
    (*_IV, "--weight=70 kg", "--over=40 min", "--protocol=iv-depression", "--site=demo"),
    (*_IV, "--over=40 min"),
    (
        _DAY,
        "--product=ketamine-10",
        "--dilute-to=1 mg/mL",
        "--segment=10 mg over 10 min",
        "--segment=20 mg over 30 min",
    ),
    (_DAY, "--product=spravato-28", "--dose=56 mg"),
    (
        _DAY,
        "--product=troche-100",
        "--dose=100 mg",
        "--route=sublingual",
        "--retain=spit",
        "--hold-for=7 min",
    ),
    (_DAY, "--product=ketamine-50", "--dose=20 mg", "--route=im", "--weight=70 kg"),
)


class Missing(Exception):
    """Something that the program has and this manual has no words for."""


# ------------------------------------------------------------------ Markdown


def plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_\[\]<>|{}#$])", r"\\\1", text)


def label(kind: str, id: str) -> str:
    """Return the link target of an entry."""
    return f"({kind}-{id})=\n"


def link(kind: str, id: str, words: str | None = None) -> str:
    """Return a link to an entry of any page."""
    return f"[{plain(words or id)}](#{kind}-{id})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; cells are Markdown without line ends."""
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a field list, without the fields that are empty."""
    return "\n".join(f":{name}: {text}" for name, text in pairs if text) + "\n"


def address(text: str) -> str:
    """Return the addresses of a source, as links where they are ones."""
    parts = [part.strip() for part in text.split(" ; ")]
    return ", ".join(f"<{p}>" if p.startswith("http") else plain(p) for p in parts)


def page(title: str, *parts: str) -> str:
    """Return a whole page."""
    return "\n".join((GENERATED, f"# {title}\n", *parts))


# ------------------------------------------------------------------ commands


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Yield a parser and, below it, the parser of every command."""
    yield parser
    for action in parser._actions:  # noqa: SLF001 - argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name in action.choices:
                yield from parsers(action.choices[name])


def commands_page() -> str:
    """Return the help of every command, as `--help` prints it."""
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    parts = []
    for parser in parsers(build_parser()):
        target = label("command", parser.prog.replace(" ", "-"))
        parts.append(f"{target}## `{parser.prog}`\n\n```text\n{parser.format_help()}```\n")
    return page("Commands", "As `--help` prints them.\n", *parts)


def statuses_page() -> str:
    """Return the exit statuses with their names in the program."""
    known = {name: value for name, value in vars(status).items() if isinstance(value, int)}
    if known.keys() != STATUSES.keys():
        raise Missing(f"exit statuses: {sorted(known.keys() ^ STATUSES.keys())}")
    rows = (
        (f"`{value}`", STATUSES[name][0], STATUSES[name][1])
        for name, value in sorted(known.items(), key=lambda pair: pair[1])
    )
    return page("Exit statuses", table(("status", "means", "what is printed"), rows))


# ------------------------------------------------------------------ units


def units_page() -> str:
    """Return every unit of every kind, with its factor."""
    words = (
        "A value in a unit is `value × factor + offset` in the base unit of its kind. Every factor "
        "is compared in the tests with two libraries that others wrote: pint, and UCUM of the "
        "National Library of Medicine.\n"
    )
    parts = [words]
    for kind in KINDS:
        said = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        shifted = any(unit.offset for unit in kind.UNITS.values())
        rows = (
            (
                f"`{unit.code}`",
                f"`{unit.ucum}`",
                f"{unit.factor.normalize():f}",
                *((f"{unit.offset:f}",) if shifted else ()),
                ", ".join(f"`{other}`" for other in unit.also),
            )
            for unit in kind.UNITS.values()
        )
        offset = ("offset",) if shifted else ()
        head = ("printed", "UCUM", f"factor to {kind.BASE}", *offset, "also read")
        parts += [f"## {kind.KIND}\n", f"`{kind.__name__}`: {said}\n", table(head, rows)]
    return page("Units", *parts)


# ------------------------------------------------------------------ JSON


def shapes(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field of a JSON value with the word for what it holds."""
    match value:
        case {"value": _, "unit": _, "rounded": _}:
            yield path, "rung"
        case {"value": _, "unit": _, **rest} if not rest:
            yield path, "quantity"
        case dict():
            for name, inner in value.items():
                yield from shapes(inner, f"{path}.{name}" if path else name)
        case list():
            for inner in value:
                yield from shapes(inner, f"{path}[]")
        case None:
            yield path, "null"
        case bool():
            yield path, "true or false"
        case int() | float():
            yield path, "number"
        case _:
            yield path, "text"


def json_page() -> str:
    """Return the fields of `prepare --json`, as real answers fill them."""
    reader = argparse.ArgumentParser()
    prepare_command.add_options(reader)
    found: dict[str, set[str]] = {}
    for typed in EXAMPLES:
        arguments = reader.parse_args(typed)
        made = prepare(prepare_command.read_order(arguments), load(arguments.site))
        for path, shape in shapes(preparation_record(made)):
            found.setdefault(path, set()).add(shape)
    if found.keys() != JSON_FIELDS.keys():
        raise Missing(f"JSON fields: {sorted(found.keys() ^ JSON_FIELDS.keys())}")
    for path, holds in found.items():
        if any(other.startswith(f"{path}.") for other in found):
            holds.add("object")
    empty = [path for path, shape in found.items() if shape == {"null"}]
    if empty:
        raise Missing(f"JSON fields that no example fills: {sorted(empty)}")
    rows = (
        (f"`{path}`", " or ".join(sorted(found[path], key=lambda s: (s == "null", s))), words)
        for path, words in sorted(JSON_FIELDS.items())
    )
    words = (
        "What `titrant prepare --json` prints. Keys are sorted: the same answer is the same text. "
        "[Decision 7](../../adr/0007-numbers-in-json.md) says why numbers are plain.\n"
    )
    rung = '`{"value": 36.75, "unit": "mg", "rounded": {"value": 36, "unit": "mg"}}`'
    return page(
        "JSON of prepare",
        words,
        fields(
            (
                ("quantity", '`{"value": 35, "unit": "mg"}`'),
                ("rung", f"{rung}: exact, and under `rounded` {_RUNG}"),
                (
                    "null",
                    "does not apply, or was not reached; every number of a refused preparation",
                ),
            )
        ),
        table(("field", "holds", "means"), rows),
    )


# ------------------------------------------------------------------ knowledge


def held_by(kb: Knowledge) -> dict[str, list[str]]:
    """Return for each entry the evidence rows that it carries."""
    carried: dict[str, list[str]] = {}
    for row, entry in kb.rows().items():
        for id in entry["held_by"]:
            carried.setdefault(id, []).append(row)
    return carried


def leaf_card(kb: Knowledge, leaf: Leaf, rows: list[str], level: str) -> str:
    """Return everything about one leaf."""
    limit = f"{leaf.kind}, stops {leaf.stops.words} this value" if leaf.kind and leaf.stops else ""
    source = f"{link('source', leaf.source)}, {plain(leaf.locator)}"
    ends = f", ends {leaf.expires}" if leaf.expires else ""
    return f"{label('leaf', leaf.id)}{level} `{leaf.id}`\n\n{plain(leaf.title)}\n\n" + fields(
        (
            ("value", f"**{plain(leaf.shown)}**"),
            ("basis", f"{leaf.basis} weight" if leaf.basis not in {None, "fixed"} else ""),
            ("limit", limit),
            ("standing", f"{leaf.standing(kb.released)}"),
            ("source", source),
            ("flag, tier", f"{leaf.flag}, {leaf.tier}"),
            ("dates", f"effective {leaf.effective}, review by {leaf.review}{ends}"),
            ("evidence rows", ", ".join(link("row", row) for row in rows)),
            ("note", plain(leaf.note)),
        )
    )


def leaf_pages(kb: Knowledge) -> dict[str, str]:
    """Return a page for each group of leaves, by the first word of their ids."""
    if set(kb.first_words()) != GROUPS.keys():
        raise Missing(f"groups of leaves: {sorted(set(kb.first_words()) ^ GROUPS.keys())}")
    carried = held_by(kb)
    pages = {}
    for group, words in GROUPS.items():
        leaves = list(kb.leaves(f"{group}."))
        rows = (
            (link("leaf", leaf.id), plain(short(leaf.shown)), str(leaf.standing(kb.released)))
            for leaf in leaves
        )
        parts = [f"{words}\n", table(("leaf", "value", "standing"), rows)]
        parent = ""
        for leaf in leaves:
            own = ".".join(leaf.id.split(".")[:2]) if leaf.id.count(".") > 1 else ""
            if own and own != parent:
                parts.append(f"## {thing_title(kb, own)}\n")
            parent = own
            parts.append(leaf_card(kb, leaf, carried.get(leaf.id, []), "###" if own else "##"))
        pages[f"leaves-{group}"] = page(f"Leaves: {group}", *parts)
    return pages


def short(text: str, most: int = 60) -> str:
    """Cut a long text for a table."""
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def thing_title(kb: Knowledge, prefix: str) -> str:
    """Return what a group of leaves belongs to, in words."""
    word, _, id = prefix.partition(".")
    if word == "protocol":
        made = kb.protocol(id)
        return f"{plain(made.title)} (`{id}`, version {made.version})"
    if word == "product":
        return f"{plain(kb.product(id).name)} (`{id}`)"
    if word in RULES and id in kb.ids(RULES[word]):
        return f"{plain(kb.entry(RULES[word], id)['title'])} (`{id}`)"
    return f"`{prefix}`"


def leaves_page(kb: Knowledge) -> str:
    """Return the overview of the groups, and the words that every leaf uses."""
    counts: dict[str, dict[Standing, int]] = {}
    for leaf in kb.leaves():
        standings = counts.setdefault(leaf.id.partition(".")[0], dict.fromkeys(Standing, 0))
        standings[leaf.standing(kb.released)] += 1
    rows = (
        (
            f"[{group}](leaves-{group}.md)",
            GROUPS[group],
            str(sum(standings.values())),
            str(standings[Standing.IN_FORCE]),
        )
        for group, standings in sorted(counts.items())
    )
    return page(
        "Leaves",
        f"Knowledge {kb.version}, judged on its release day, with no site's signatures. "
        "A leaf that is not in force holds until a site signs it "
        "([why](../../explanation/unsigned-guards.md)).\n",
        table(("group", "what it holds", "leaves", "in force"), rows),
        f"Flags: {', '.join(f'`{flag}`' for flag in Flag)}. "
        f"Tiers: {', '.join(f'`{tier}`' for tier in Tier)}. "
        "Each is told in the [glossary](glossary.md).\n",
        "```{toctree}\n:hidden:\n\n" + "\n".join(f"leaves-{group}" for group in GROUPS) + "\n```\n",
    )


def sources_page(kb: Knowledge) -> str:
    """Return every source with how much of it was read and what cites it."""
    leaves: dict[str, list[str]] = {}
    claims: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for leaf in kb.leaves():
        leaves.setdefault(leaf.source, []).append(link("leaf", leaf.id))
    for id in kb.ids("claims"):
        claims.setdefault(kb.claim(id).source, []).append(link("claim", id))
    for id in kb.ids("instruments"):
        others.setdefault(kb.entry("instruments", id)["source"], []).append(link("instrument", id))
    parts = []
    for key in kb.ids("sources"):
        source = kb.source(key)
        year = f", {source.year}" if source.year else ""
        facts = (
            ("read", f"{source.access} ({ACCESS[source.access]}), {source.read_on}"),
            ("address", address(source.address)),
            ("note", plain(source.note)),
            ("leaves", ", ".join(leaves.get(key, []))),
            ("claims", ", ".join(claims.get(key, []))),
            ("questionnaires", ", ".join(others.get(key, []))),
        )
        parts.append(
            f"{label('source', key)}## `{key}`\n\n{plain(source.title)}{year}\n\n{fields(facts)}"
        )
    return page("Sources", "Where each fact was read, and how much of it.\n", *parts)


ACCESS = {
    Access.FULL: "the passage",
    Access.ABSTRACT: "the abstract or opening",
    Access.LABEL: "a label or its copy",
    Access.SECONDARY: "a secondary source",
    Access.HEADER: "the title only",
    Access.SEED: "a programme's own page",
    Access.HOUSE: "this project's own reasoning",
}


def claims_page(kb: Knowledge) -> str:
    """Return every claim, by what it is about."""
    about: dict[str, list[str]] = {}
    for id in kb.ids("claims"):
        about.setdefault(kb.claim(id).about, []).append(id)
    disputed: dict[str, list[str]] = {}
    for id in kb.ids("conflicts"):
        for side in kb.conflict(id).claims:
            disputed.setdefault(side, []).append(link("conflict", id))
    parts = []
    for subject, ids in sorted(about.items()):
        parts.append(f"## {plain(subject)}\n")
        for id in ids:
            claim = kb.claim(id)
            facts = (
                ("says", f"“{plain(claim.says)}”"),
                ("source", f"{link('source', claim.source)}, {plain(claim.locator)}"),
                ("flag, tier", f"{claim.flag}, {claim.tier}"),
                ("verdict", claim.verdict),
                ("handling", plain(claim.handling)),
                ("disputed in", ", ".join(disputed.get(id, []))),
            )
            parts.append(
                f"{label('claim', id)}### {plain(claim.field)} (`{id}`)\n\n{fields(facts)}"
            )
    words = "What each source says about one field, as said, and what became of it.\n"
    return page("Claims", words, *parts)


def conflicts_page(kb: Knowledge) -> str:
    """Return every conflict with both sides."""
    parts = []
    for id in kb.ids("conflicts"):
        conflict = kb.conflict(id)
        sides = (
            (link("source", side.source), side.tier, f"{link('claim', side.id, side.says)}")
            for side in map(kb.claim, conflict.claims)
        )
        facts = (
            ("kind", conflict.kind),
            ("resolution", conflict.resolution),
            ("handling", plain(conflict.handling)),
        )
        parts += [
            f"{label('conflict', id)}## {plain(conflict.topic)} (`{id}`)\n",
            table(("source", "tier", "says"), sides),
            fields(facts),
        ]
    words = "Claims that disagree. Both sides are kept and shown; nothing is averaged.\n"
    return page("Conflicts", words, *parts)


def targets(kb: Knowledge) -> dict[str, str]:
    """Return for every entry that a row may name the link to it."""
    kinds = {"leaf": kb.leaf_ids()}
    kinds |= {kind: kb.ids(f"{kind}s") for kind in ("claim", "conflict", "protocol")}
    made = {id: link(kind, id) for kind, ids in kinds.items() for id in ids}
    made |= {f"concept.{id}": link("concept", id) for id in kb.ids("concepts")}
    for word, name in RULES.items():
        made |= {f"{word}.{id}": link("rule", f"{word}.{id}") for id in kb.ids(name)}
    return made


def rows_page(kb: Knowledge) -> str:
    """Return every row of the written evidence with the entries that carry it."""
    known = targets(kb)
    parts = []
    for id, row in kb.rows().items():
        carried = ", ".join(known.get(entry, f"`{entry}`") for entry in row["held_by"])
        facts = fields([("held by", carried)])
        parts.append(f"{label('row', id)}## `{id}`\n\n{plain(row['says'])}\n\n{facts}")
    words = "The rows of the evidence that this release carries, and what holds each.\n"
    return page("Evidence rows", words, *parts)


# ------------------------------------------------------------------ protocols, rules, concepts

RULES = {"screening": "screening", "interaction": "interactions"}


def concept_links(kb: Knowledge, ids: Iterable[str]) -> str:
    """Return links to concepts, by their titles."""
    return ", ".join(link("concept", id, kb.concept(id).title) for id in ids)


def row_links(carried: dict[str, list[str]], id: str) -> str:
    """Return links to the rows of evidence that an entry carries."""
    return ", ".join(link("row", row) for row in carried.get(id, []))


def protocols_page(kb: Knowledge) -> str:
    """Return every protocol with what it is for, what it rests on, and its summary."""
    carried = held_by(kb)
    made = [kb.protocol(id) for id in kb.ids("protocols")]
    overview = (
        (
            link("protocol", one.id),
            f"{one.drug.words}, {one.route.words}",
            f"{one.setting}, {one.jurisdiction}",
            str(one.support),
            "held" if one.held else "",
        )
        for one in made
    )
    words = (
        "None is recommended and none is ranked. A site approves each version it uses. What rests "
        "on marketing rests on a programme's own page.\n"
    )
    parts = [
        words,
        table(("protocol", "drug, route", "where", "rests on", ""), overview),
    ]
    for one in made:
        leaves = ", ".join(
            link("leaf", leaf.id, leaf.id.removeprefix(f"protocol.{one.id}."))
            for leaf in kb.leaves(f"protocol.{one.id}.")
        )
        facts = (
            ("for", plain(one.indication)),
            ("treats", concept_links(kb, one.treats)),
            ("held", plain(one.held)),
            ("leads to", ", ".join(link("protocol", other) for other in one.switches_to)),
            ("products", ", ".join(f"`{product}`" for product in one.products)),
            ("leaves", leaves),
            ("evidence rows", row_links(carried, one.id)),
        )
        head = f"## {plain(one.title)} (`{one.id}`, version {one.version})"
        parts.append(
            f"{label('protocol', one.id)}{head}\n\n{plain(one.summary)}\n\n{fields(facts)}"
        )
    return page("Protocols", *parts)


def leaf_rows(kb: Knowledge, pairs: Iterable[tuple[str, Leaf]]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each leaf of a rule."""
    for name, leaf in pairs:
        source = f"{link('source', leaf.source)}, {plain(leaf.locator)}"
        standing = f"{leaf.flag}, {leaf.standing(kb.released)}"
        yield link("leaf", leaf.id, name), plain(leaf.shown), standing, source


def rule_card(kb: Knowledge, rule: Rule, id: str, carried: dict[str, list[str]]) -> str:
    """Return everything about one rule."""
    look = (LOOKS[rule.finds].__doc__ or "").strip().split("\n")[0]
    effect = f"{rule.mechanism}: {rule.effect}" if rule.mechanism else rule.effect
    looser = ", ".join(f"{name}: {action}" for name, action in rule.looser.items())
    facts = (
        ("looks", f"`{rule.finds}`: {plain(look)}"),
        ("for", concept_links(kb, rule.concepts)),
        ("unless", concept_links(kb, rule.unless)),
        ("asks", plain(rule.asks)),
        ("lifts", plain(rule.lifts)),
        ("effect", plain(effect)),
        ("looser", plain(f"{looser}; told apart by: {rule.separates}") if looser else ""),
        ("evidence rows", row_links(carried, id)),
    )
    parts = [
        f"{label('rule', id)}### {plain(rule.title)} (`{id}`)\n",
        fields(facts),
        table(("column", "follows", "standing", "source"), leaf_rows(kb, cells(rule))),
    ]
    if rule.numbers:
        numbers = leaf_rows(kb, rule.numbers.items())
        parts.append(table(("number", "value", "standing", "source"), numbers))
    return "\n".join(parts)


def rules_page(kb: Knowledge, word: str, words: str) -> str:
    """Return every rule of a table, by group."""
    carried = held_by(kb)
    groups: dict[str, list[Rule]] = {}
    for rule in kb.rules(RULES[word]):
        groups.setdefault(rule.group, []).append(rule)
    parts = [f"{words} The strictest cell that is about a treatment counts.\n"]
    for group, rules in groups.items():
        parts.append(f"## {plain(group.capitalize())}\n")
        parts += [rule_card(kb, rule, f"{word}.{rule.id}", carried) for rule in rules]
    return page(f"{word.capitalize()} rules", *parts)


def concept_pages(kb: Knowledge) -> dict[str, str]:
    """Return an overview with the questionnaires, and a page for each sort of concept."""
    carried, known = held_by(kb), targets(kb)
    sorts: dict[FactKind, list[str]] = {}
    for id in kb.ids("concepts"):
        sorts.setdefault(kb.concept(id).kind, []).append(id)
    overview = (
        (f"[{kind}](concepts-{kind}.md)", str(len(ids))) for kind, ids in sorted(sorts.items())
    )
    words = (
        "What a record may say about a person. An entry is recognised by any of its codes, or by a "
        "name in its text; a fact counts for every wider concept, too "
        "([why](../../adr/0029-concepts.md)).\n"
    )
    parts = [
        words,
        table(("sort", "concepts"), overview),
        "## Questionnaires\n",
        *(instrument_card(kb, id) for id in kb.ids("instruments")),
        "```{toctree}\n:hidden:\n\n" + "\n".join(f"concepts-{kind}" for kind in sorts) + "\n```\n",
    ]
    pages = {"concepts": page("Concepts", *parts)}
    for kind, ids in sorts.items():
        cards = [concept_card(kb, id, carried, known) for id in ids]
        pages[f"concepts-{kind}"] = page(f"Concepts: {kind}", *cards)
    return pages


def concept_card(
    kb: Knowledge, id: str, carried: dict[str, list[str]], known: dict[str, str]
) -> str:
    """Return everything about one concept."""
    made, row = kb.concept(id), kb.entry("concepts", id)
    units = ", ".join(f"{unit} × {factor}" for unit, factor in made.units.items())
    facts = (
        ("counts", lasts_of(made)),
        ("within", concept_links(kb, made.within)),
        *(
            (name, ", ".join(f"`{code}` {plain(said)}" for code, said in row[system].items()))
            for system, name in (("snomed", "SNOMED CT"), ("rxnorm", "RxNorm"), ("loinc", "LOINC"))
        ),
        ("ICD-10-CM", ", ".join(f"`{beginning}`…" for beginning in row["icd10"])),
        ("names", plain(", ".join(row["names"]))),
        ("but not", plain(", ".join(row["not_names"]))),
        ("unit", plain(made.unit or "")),
        ("read in", plain(units)),
        ("read by", ", ".join(known[one] for one in readers(kb, made))),
        ("evidence rows", row_links(carried, f"concept.{id}")),
        ("note", plain(row["note"])),
    )
    return f"{label('concept', id)}## {plain(made.title)} (`{id}`)\n\n{fields(facts)}"


def instrument_card(kb: Knowledge, id: str) -> str:
    """Return everything about one questionnaire."""
    row = kb.entry("instruments", id)
    items = (f"{code} as {one}" if one else code for code, one in row["items"].items())
    facts = (
        ("total", f"LOINC {row['total']}, kept as {concept_links(kb, [row['concept']])}"),
        ("items", f"LOINC {', '.join(items)}"),
        ("answers", ", ".join(f"{code} is {score}" for code, score in row["answers"].items())),
        ("source", link("source", row["source"])),
        ("note", plain(row["note"])),
    )
    return f"{label('instrument', id)}### {plain(row['title'])} (`{id}`)\n\n{fields(facts)}"


# ------------------------------------------------------------------ hazards


def hazards_page() -> str:
    """Return the hazard log as a page."""
    log = read_yaml(HAZARDS.read_text(encoding="utf-8"), HAZARDS.name)["hazards"]
    parts = []
    for hazard in log:
        rows = (
            (
                control["kind"],
                plain(control["text"])
                + "".join(f"<br>`{test}`" for test in control.get("tests", ())),
                f"part {part}" if (part := str(control["part"])).isdigit() else plain(part),
            )
            for control in hazard["controls"]
        )
        facts = (
            ("sequence", plain(hazard["sequence"])),
            ("harm", plain(hazard["harm"])),
            ("severity", f"{hazard['severity']} of 5"),
            ("basis", plain(hazard["basis"])),
        )
        parts += [
            f"{label('hazard', hazard['id'])}## {hazard['id']}: {plain(hazard['title'])}\n",
            fields(facts),
            table(("control", "what it does, and the tests that verify it", "part"), rows),
        ]
    words = (
        "Drawn from `docs/safety/hazards.yaml`, whose head explains its columns. Severity is the "
        "worst harm if every control fails: 1 negligible, 2 minor, 3 serious, 4 critical, 5 "
        "catastrophic. A control of a later part is planned, not there.\n"
    )
    return page("Hazard log", words, *parts)


# ------------------------------------------------------------------ all of it


def root_page(name: str) -> str:
    """Return a page of the root; its links to other pages of the root lead to theirs here."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for here, there in ROOT_PAGES.items():
        text = text.replace(f"]({there})", f"]({here}.md)")
    return f"{GENERATED}\n{text}"


def pages() -> dict[str, str]:
    """Return every page by name."""
    kb = load()
    return {
        "commands": commands_page(),
        "exit-statuses": statuses_page(),
        "units": units_page(),
        "json": json_page(),
        "leaves": leaves_page(kb),
        **leaf_pages(kb),
        "protocols": protocols_page(kb),
        "screening-rules": rules_page(
            kb, "screening", "What is looked for in a record, and what follows from it."
        ),
        "interaction-rules": rules_page(
            kb, "interaction", "What is taken, and what follows from it beside the treatment."
        ),
        **concept_pages(kb),
        "sources": sources_page(kb),
        "claims": claims_page(kb),
        "conflicts": conflicts_page(kb),
        "rows": rows_page(kb),
        "hazards": hazards_page(),
        **{name: root_page(file) for name, file in ROOT_PAGES.items()},
    }


def main(place: Path) -> int:
    """Write the pages into a folder that holds nothing else."""
    try:
        made = pages()
    except Missing as missing:
        print(
            f"reference: no words for {missing}. Add them to scripts/reference.py.", file=sys.stderr
        )
        return 1
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.md"):
        if old.stem not in made:
            old.unlink()
    for name, text in made.items():
        path = place / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE))
