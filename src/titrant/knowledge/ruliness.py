"""What is wrong in concepts and rules: things that are not there, cells that say nothing."""

from collections.abc import Iterator
from typing import Any

from titrant.knowledge.concepts import all_within
from titrant.knowledge.rules import Action, Column
from titrant.units import KINDS

UNIT_CODES = frozenset(code for kind in KINDS for code in kind.UNITS)
_CLASSES = {"observation": {"observation"}, "medication": {"medication"}}
_TABLES = {"screening": "screening", "interactions": "interaction"}


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
                yield f"concept {id}: is a {concept['kind']} within {wider}, which is none."
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
    for name in cells:
        value = content["leaves"][f"{id}.{name}"]["value"]
        actions = [word.strip() for word in str(value).split(",")]
        order = [Action(word).gravity for word in actions if word in set(Action)]
        if len(order) < len(actions) or order != sorted(set(order)):
            yield f"{id}.{name}: “{value}” is no action, or not the gravest first."
    for scope, action in rule["looser"].items():
        if scope not in cells:
            yield f"{id}: names something looser for {scope}, and has no such cell."
        if any(word.strip() not in set(Action) for word in action.split(",")):
            yield f"{id}: “{action}” is no action."
    if bool(rule["looser"]) != bool(rule["separates"]):
        yield f"{id}: a looser action and the fact that would separate the two belong together."
    if rule["finds"] in _MEASURING:
        yield from _bound(id, rule, content)


_MEASURING = ("above", "below")


def _bound(id: str, rule: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
    """A number is compared in one unit: the bound's is the concept's."""
    bound = content["leaves"].get(f"{id}.bound")
    concept = content["concepts"].get(rule["concepts"][0]) if rule["concepts"] else None
    if bound is None or concept is None:
        yield f"{id}: measures, and has no bound or no concept."
    elif bound["unit"] != (concept["unit"] if concept["unit"] in UNIT_CODES else "1"):
        yield f"{id}.bound: is in {bound['unit']}, and {rule['concepts'][0]} in {concept['unit']}."
