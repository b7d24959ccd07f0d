"""The pages of the concepts: an overview, and one page for each sort of concept."""

from scripts.reference_pages.links import concept_links, held_by, row_links, targets
from scripts.reference_pages.markdown import fields, label, page, plain, side_page, table

from titrant.clinical import FactKind
from titrant.knowledge import Knowledge
from titrant.knowledge.rule_words import lasts_of, readers


def concept_pages(kb: Knowledge) -> dict[str, str]:
    """Return an overview, and a page for each sort of concept."""
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
    ]
    pages = {"concepts": page("Concepts", *parts)}
    for kind, ids in sorts.items():
        cards = [concept_card(kb, id, carried, known) for id in ids]
        pages[f"concepts-{kind}"] = side_page(f"Concepts: {kind}", *cards)
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
