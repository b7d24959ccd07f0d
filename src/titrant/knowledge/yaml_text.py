"""Read YAML strictly: exact decimals, no surprises of YAML 1.1, no key twice, nothing hidden."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from titrant.knowledge.errors import KnowledgeError

_DEEPEST = 12  # the knowledge files need five: table, entry, leaves, leaf, limit


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader whose plain words are decimals, dates, true, false, null or text.

    What a reader does not see where it stands is refused: a value that is repeated from elsewhere
    (`&` and `*`, which also makes a small file grow without end) and a type that is forced (`!`).
    """

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the next node; refuses what hides its value, and what is nested too deeply."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if event.anchor is not None:
            _refuse("“&” and “*” repeat a value out of sight; write the value out", event)
        if event.tag is not None:
            _refuse(f"the type “{event.tag}” is forced on a value; leave it out", event)
        if self._depth == _DEEPEST:
            _refuse(f"more than {_DEEPEST} levels", event)
        if isinstance(event, yaml.ScalarEvent):
            event.value.encode()  # an escape can write half a character, which no file can hold
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_implicit_resolver(
    "!decimal", re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?$", re.ASCII), list("0123456789")
)
_StrictLoader.add_implicit_resolver(
    "!date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$", re.ASCII), list("0123456789")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(null|~|)$"), ["n", "~", ""]
)


def _decimal(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


def _date(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        _refuse(f"“{node.value}” is no day of the calendar", node)


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _refuse("a key is one word", key)
        if key.value in made:
            _refuse(f"the key “{key.value}” stands twice", key)
        made[key.value] = loader.construct_object(value, deep=True)
    return made


_StrictLoader.add_constructor("!decimal", _decimal)
_StrictLoader.add_constructor("!date", _date)
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _refuse(why: str, at: Any) -> NoReturn:
    raise yaml.MarkedYAMLError(problem=why, problem_mark=at.start_mark)


def read_yaml(text: str, name: str) -> dict[str, Any]:
    """Return the mapping that a YAML text holds; `name` is used in the error.

    Raises `KnowledgeError` with file, line and reason for anything else.
    """
    try:
        read = yaml.load(text, Loader=_StrictLoader)  # nosec B506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark is not None else name
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        if what.startswith("but "):
            what = f"{getattr(error, 'context', '')} {what}"
        raise KnowledgeError(f"{where}: {what}. Mend the YAML there.") from None
    except (ValueError, OverflowError):  # the reader trips over escapes beyond the last character
        raise KnowledgeError(
            f"{name}: an escape (“\\”) or a directive (“%”) is not of YAML. Take it out."
        ) from None
    if not isinstance(read, dict):
        raise KnowledgeError(f"{name} does not hold a mapping. Write keys with values.")
    return read
