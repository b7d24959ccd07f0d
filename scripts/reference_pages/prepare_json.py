"""The page of the fields of `prepare --json`, which real answers fill."""

import argparse
from collections.abc import Iterator
from typing import Any

from scripts.reference_pages.markdown import Missing, fields, page, table

from titrant.cli import prepare_command
from titrant.dosing import prepare
from titrant.dosing.record import preparation_record
from titrant.knowledge import load

_RUNG = "what the hand can do, by the rounding rule"
# Words that only people can add.
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
