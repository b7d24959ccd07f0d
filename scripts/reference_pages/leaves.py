"""The pages of the leaves: an overview, and one for each group."""

from scripts.reference_pages.links import RULES, held_by, row_links
from scripts.reference_pages.markdown import (
    Missing,
    fields,
    label,
    link,
    page,
    plain,
    side_page,
    table,
)

from titrant.knowledge import Flag, Knowledge, Leaf, Standing, Tier

# Words that only people can add.
GROUPS = {
    "alert": "Vital signs in a session: from which figure on somebody does something, and what.",
    "basis": "Which weight a dose per kg is multiplied by, and how the others are worked out.",
    "calendar": "What is looked at again in a long course, and how often.",
    "dilution": "What a product may be diluted with, and to which concentrations.",
    "equivalence": "Benzodiazepines as diazepam, by two published tables.",
    "exposure": "How much one person may have in all, from anyone; a site supplies it.",
    "frequency": "How often doses may be taken, and how many courses one person has.",
    "gate": "What has to be met before a dose, on the day.",
    "grade": "How harm is graded.",
    "home": "What has to be so before a dose is taken at home, and during it.",
    "home-supply": "What is written down when a supply goes to a person's home.",
    "instrument": "How each scale is judged: range, response, remission, worsening, relapse.",
    "interaction": "What follows from what is taken: cells and numbers of the interaction rules.",
    "interval": "How often vital signs are taken in a session.",
    "intervention": "What is done when something goes wrong in a session.",
    "order": "What holds between the signature of an order and the dose.",
    "limit": "Limits by route, and limits of doubt for weights and readings.",
    "nasal": "How nasal devices are used.",
    "outcome": "What outcomes of all scales share.",
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


def leaves_page(kb: Knowledge) -> str:
    """Return the overview of the groups, and the words that every leaf uses."""
    _all_told(kb)
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
    )


def leaf_pages(kb: Knowledge) -> dict[str, str]:
    """Return a page for each group of leaves, by the first word of their ids."""
    _all_told(kb)
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
            parts.append(leaf_card(kb, leaf, carried, "###" if own else "##"))
        pages[f"leaves-{group}"] = side_page(f"Leaves: {group}", *parts)
    return pages


def _all_told(kb: Knowledge) -> None:
    if set(kb.first_words()) != GROUPS.keys():
        raise Missing(f"groups of leaves: {sorted(set(kb.first_words()) ^ GROUPS.keys())}")


def leaf_card(kb: Knowledge, leaf: Leaf, carried: dict[str, list[str]], level: str) -> str:
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
            ("evidence rows", row_links(carried, leaf.id)),
            ("note", plain(leaf.note)),
        )
    )


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
