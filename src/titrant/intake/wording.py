"""What is wrong in a case file, in the words of somebody who writes one."""

import re

_AT = re.compile(r"(.*) - at `(?:key in )?\$\.?(.*)`", re.DOTALL)
_TYPES = {
    "Decimal": "a plain number",
    "decimal": "a plain number",
    "str": "a text",
    "date": "a day like 2026-11-22",
    "bool": "true or false",
    "object": "a list of keys with values",
    "array": "a list",
    "null": "nothing",
    "None": "nothing",
    "int": "a number",
    "float": "a number",
}


def in_words(message: str) -> str:
    """Return what the shape of a case file complains of, with its place first."""
    found = _AT.fullmatch(message)
    said, where = (found[1], found[2]) if found else (message, "")
    said = said.replace("Object contains unknown field", "there is no such key:")
    said = said.replace("Object missing required field", "what is missing is")
    words = re.sub(r"`([^`]*)`", lambda one: _type_words(one[1]), said)
    return f"{where}: {words}".removeprefix(": ")


def _type_words(types: str) -> str:
    return " or ".join(_TYPES.get(one.strip(), f"“{one.strip()}”") for one in types.split("|"))
