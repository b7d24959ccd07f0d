"""The pages of the rules of screening and of interactions."""

from collections.abc import Iterable, Iterator

from scripts.reference_pages.links import RULES, concept_links, held_by, row_links
from scripts.reference_pages.markdown import fields, label, link, page, plain, table

from titrant.dosing.screening.screen import LOOKS
from titrant.knowledge import Knowledge, Leaf, Rule
from titrant.knowledge.rule_words import cells


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


def leaf_rows(kb: Knowledge, pairs: Iterable[tuple[str, Leaf]]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each leaf of a rule."""
    for name, leaf in pairs:
        source = f"{link('source', leaf.source)}, {plain(leaf.locator)}"
        standing = f"{leaf.flag}, {leaf.standing(kb.released)}"
        yield link("leaf", leaf.id, name), plain(leaf.shown), standing, source
