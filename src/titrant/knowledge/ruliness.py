"""What is wrong in concepts and rules: things that are not there, cells that say nothing."""

from collections.abc import Iterator
from typing import Any

from titrant.knowledge.concepts import all_within
from titrant.knowledge.rules import Action, Column
from titrant.units import UNIT_CODES, Duration

_CLASSES = {"observation": {"observation"}, "medication": {"medication"}}
_TABLES = {"screening": "screening", "interactions": "interaction"}
_SIDES = ("systolic", "diastolic")


def find_unruly(content: dict[str, Any]) -> Iterator[str]:
    """Yield one sentence for each concept, instrument or rule that does not hold together."""
    concepts: dict[str, dict[str, Any]] = content["concepts"]
    yield from _concepts(concepts)
    for id, instrument in content["instruments"].items():
        for concept in (instrument["concept"], *filter(None, instrument["items"].values())):
            if concept not in concepts:
                yield f"instrument {id}: there is no concept {concept}."
    for id, protocol in content["protocols"].items():
        for concept in protocol["treats"]:
            if concept not in concepts:
                yield f"protocol {id}: treats {concept}, and there is no such concept."
        for other in protocol["switches_to"]:
            if other not in content["protocols"]:
                yield f"protocol {id}: switches to {other}, and there is no such protocol."
    for table, word in _TABLES.items():
        for id, rule in content[table].items():
            yield from _rule(f"{word}.{id}", rule, content)


def _concepts(concepts: dict[str, dict[str, Any]]) -> Iterator[str]:
    for id, concept in concepts.items():
        for wider in concept["within"]:
            if wider not in concepts:
                yield f"concept {id}: lies within {wider}, and there is no such concept."
            elif _CLASSES.get(concept["kind"], set()) - {concepts[wider]["kind"]}:
                kind = concept["kind"]
                yield f"concept {id}: its kind is {kind}, and that of the wider {wider} is not."
        if id in _reached(id, concepts):
            yield f"concept {id}: lies within itself."
        if concept["kind"] == "observation" and concept["unit"] is None and concept["units"]:
            yield f"concept {id}: lists units and says not which is its own."


def _reached(id: str, concepts: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    return all_within(id, lambda one: concepts[one]["within"] if one in concepts else ())


def _rule(id: str, rule: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
    for concept in (*rule["concepts"], *rule["unless"]):
        if concept not in content["concepts"]:
            yield f"{id}: looks for {concept}, and there is no such concept."
    cells = [name for name in rule["leaves"] if name.partition(".")[0] in set(Column)]
    if not cells:
        yield f"{id}: has no cell, so that nothing ever follows from it."
    values = {name: str(content["leaves"][f"{id}.{name}"]["value"]) for name in cells}
    for name, value in values.items():
        order = _graveness(value)
        if not order or order != sorted(set(order)):
            yield f"{id}.{name}: “{value}” is no action, or not the gravest first."
    yield from _looser(id, rule, values)
    yield from _numbers(id, rule, content)
    if rule["finds"] in _MEASURING:
        yield from _bound(id, rule, content)


def _looser(id: str, rule: dict[str, Any], values: dict[str, str]) -> Iterator[str]:
    """Of two actions the stricter is the cell; the other one really is looser."""
    for scope, action in rule["looser"].items():
        mine, cell = _graveness(action), _graveness(values.get(scope, ""))
        if scope not in values:
            yield f"{id}: names something looser for {scope}, and has no such cell."
        if not mine:
            yield f"{id}: “{action}” is no action."
        elif cell and mine[0] <= cell[0]:
            yield f"{id}.{scope}: “{action}” is not looser than “{values[scope]}”."
    if bool(rule["looser"]) != bool(rule["separates"]):
        yield f"{id}: a looser action and the fact that would separate the two belong together."


def _graveness(text: str) -> list[int]:
    """Return the places of the actions that a text names; nothing where a word is none."""
    words = [word.strip() for word in text.split(",")]
    return [Action(word).gravity for word in words] if set(words) <= set(Action) else []


# The numbers that a look cannot do without; those of a look that measures are under `_bound`.
NEEDED: dict[str, tuple[str, ...]] = {
    "age-band": ("from",),
    "antidepressant-trials": ("count",),
    "benzodiazepine-load": ("bound",),
    "blood-pressure-screening": ("fresh", *(f"{side} or above.{side}" for side in _SIDES)),
    "blood-pressure-today": (
        "fresh",
        *(f"{level}.{side}" for level in ("exclude", "defer", "repeat") for side in _SIDES),
        "low.systolic",
    ),
    "minor": ("age",),
    "pregnancy-test": ("fresh.induction",),
    "recent": ("window",),
    "required-from-age": ("from",),
    "several": ("count",),
    "sleep-apnoea-obesity": ("bmi",),
    "suicide-risk": ("ideation", "ideation.window", "behaviour.window"),
}
_DAYS = frozenset({"window", "fresh", "after", "washout"})


def _numbers(id: str, rule: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
    """What a look reads has to be there, and be a number; a number of days has to be a time."""
    older = any(name.startswith("older.") for name in rule["leaves"])
    for name in (*NEEDED.get(rule["finds"], ()), *(("older.from",) if older else ())):
        leaves = [content["leaves"].get(f"{id}.{one}", {}) for one in name.split(" or ")]
        if all(leaf.get("value") is None for leaf in leaves):
            yield f"{id}.{name}: “{rule['finds']}” reads this number, and it is not there."
    for name in rule["leaves"]:
        leaf = content["leaves"][f"{id}.{name}"]
        if _DAYS & set(name.split(".")) and leaf["unit"] not in Duration.UNITS:
            yield f"{id}.{name}: it has to be a time, and {leaf['unit'] or 'no unit'} is none."


_MEASURING = ("above", "below")


def _bound(id: str, rule: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
    """A number is compared in one unit: the bound's is the concept's."""
    bound = content["leaves"].get(f"{id}.bound")
    concept = content["concepts"].get(rule["concepts"][0]) if rule["concepts"] else None
    if bound is None or concept is None:
        yield f"{id}: measures, and has no bound or no concept."
    elif bound["unit"] != (concept["unit"] if concept["unit"] in UNIT_CODES else "1"):
        yield f"{id}.bound: is in {bound['unit']}, and {rule['concepts'][0]} in {concept['unit']}."
