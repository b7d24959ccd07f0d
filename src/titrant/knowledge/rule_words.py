"""Rules, concepts and questionnaires in words, for `explanation`."""

from collections.abc import Iterator
from datetime import date

from titrant.clinical import FactKind
from titrant.knowledge.concepts import Concept, Lasts
from titrant.knowledge.leaf import Leaf
from titrant.knowledge.rules import Column, Rule
from titrant.knowledge.store import Knowledge
from titrant.knowledge.telling import (
    line,
    own_leaves,
    own_line,
    rows_carried,
    source_lines,
    value_of,
    with_titles,
)

LASTS = {
    Lasts.LIFETIME: "for ever, whatever became of it",
    Lasts.CHRONIC: "as long as it is listed and not as over",
    Lasts.EPISODE: "while its entry is fresh; an old one is asked about",
    Lasts.ACUTE: "for days or weeks; an older entry is asked about",
    Lasts.DAY: "on the day it was answered; asked again on the next",
}
_SYSTEMS = {"snomed": "SNOMED", "rxnorm": "RxNorm", "loinc": "LOINC"}
_COLUMNS = list(Column)


def screening_rule(kb: Knowledge, id: str, as_of: date) -> list[str]:
    """Return a rule of the screening table."""
    return _rule(kb, "screening", id, as_of)


def interaction_rule(kb: Knowledge, id: str, as_of: date) -> list[str]:
    """Return a rule of the interaction table."""
    return _rule(kb, "interaction", id, as_of)


def _rule(kb: Knowledge, word: str, id: str, as_of: date) -> list[str]:
    rule = next(rule for rule in kb.rules(TABLES[word]) if rule.id == id)
    sought = with_titles(kb, rule.concepts)
    effect = f"{rule.mechanism}: {rule.effect}" if rule.mechanism else rule.effect
    return [
        f"{word}.{id}: {rule.title}",
        f"  group     {rule.group}",
        f"  looks     {rule.finds}{': ' if sought else ''}{sought}",
        *line("unless", with_titles(kb, rule.unless)),
        *line("asks", rule.asks),
        f"  lifts     {rule.lifts}",
        *line("effect", effect),
        "  cells, by column:",
        *(own_line(f"  {name}", leaf.shown, leaf, as_of) for name, leaf in cells(rule)),
        *_looser(rule),
        *(["  numbers:"] if rule.numbers else []),
        *(
            own_line(f"  {name}", value_of(leaf), leaf, as_of)
            for name, leaf in rule.numbers.items()
        ),
        *rows_carried(kb, f"{word}.{id}"),
    ]


def cells(rule: Rule) -> list[tuple[str, Leaf]]:
    """Return the cells of a rule in the order of the columns, a jurisdiction's after the plain."""
    return sorted(
        rule.cells.items(),
        key=lambda cell: (_COLUMNS.index(Column(cell[0].partition(".")[0])), cell[0]),
    )


def _looser(rule: Rule) -> list[str]:
    said = ", ".join(f"{name} {action}" for name, action in rule.looser.items())
    return line("looser", said and f"{said}; told apart by: {rule.separates}")


# -- what records say --------------------------------------------------------------------------


def concept(kb: Knowledge, id: str, _as_of: date) -> list[str]:
    """Return a concept: its codes and names, what it lies within, and what reads it."""
    made, row = kb.concept(id), kb.entry("concepts", id)
    narrower = [one for one in kb.ids("concepts") if id in kb.entry("concepts", one)["within"]]
    units = ", ".join(f"{unit} × {factor}" for unit, factor in made.units.items())
    return [
        f"concept.{id}: {made.title}",
        f"  kind      {made.kind}",
        *line("counts", lasts_of(made)),
        *line("within", with_titles(kb, made.within)),
        *line("covers", ", ".join(narrower)),
        *(
            told
            for system, name in _SYSTEMS.items()
            for told in line(name, ", ".join(f"{c} {w}" for c, w in row[system].items()))
        ),
        *line("ICD-10-CM", ", ".join(f"{beginning}…" for beginning in row["icd10"])),
        *line("names", ", ".join(row["names"])),
        *line("but not", ", ".join(row["not_names"])),
        *line("unit", made.unit or ""),
        *line("read in", units),
        *line("note", row["note"]),
        *line("read by", ", ".join(readers(kb, made))),
        *rows_carried(kb, f"concept.{id}"),
    ]


def lasts_of(made: Concept) -> str:
    """How long a finding counts; nothing for what has a day of its own, like a measurement."""
    if made.kind is FactKind.MEDICATION:
        return LASTS[Lasts.EPISODE]
    counted = made.kind is FactKind.CONDITION or made.lasts is Lasts.DAY
    return LASTS[made.lasts] if counted else ""


def readers(kb: Knowledge, made: Concept) -> Iterator[str]:
    """Yield what a fact of this concept counts for: a fact counts for every wider concept, too."""
    own = {made.id, *made.within}
    for word, table in TABLES.items():
        for rule in kb.rules(table):
            if own & {*rule.concepts, *rule.unless}:
                yield f"{word}.{rule.id}"
    for id in kb.ids("protocols"):
        if own & set(kb.protocol(id).treats):
            yield id


def instrument(kb: Knowledge, id: str, as_of: date) -> list[str]:
    """Return a scale: which way is better, the codes that are read, and its numbers."""
    row = kb.entry("instruments", id)
    code = f"LOINC {row['total']}" if row["total"] else "no LOINC code"
    apart = ", ".join(f"{code} is {one}" for code, one in row["items"].items() if one)
    answers = ", ".join(f"{code} is {score}" for code, score in row["answers"].items())
    return [
        f"instrument.{id}: {row['title']}",
        f"  total     {code}, kept as {with_titles(kb, (row['concept'],))}",
        f"  better    {row['better']}",
        *line("items", f"LOINC {', '.join(row['items'])}" if row["items"] else ""),
        *line("apart", apart),
        *line("answers", answers),
        *own_leaves(kb, f"instrument.{id}.", as_of),
        *source_lines(kb.source(row["source"])),
        *line("note", row["note"]),
    ]


TABLES = {"screening": "screening", "interaction": "interactions"}
