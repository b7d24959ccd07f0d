"""Read YAML strictly: exact decimals, no surprises of YAML 1.1, no key twice."""

import re
from decimal import Decimal
from typing import Any

import yaml

from titrant.knowledge.errors import KnowledgeError


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader whose plain words are decimals, dates, true, false, null or text."""


_StrictLoader.yaml_implicit_resolvers = {}
_StrictLoader.add_implicit_resolver(
    "!decimal", re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?$", re.ASCII), list("0123456789")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:timestamp",
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$", re.ASCII),
    list("0123456789"),
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(true|false)$"), list("tf")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(null|~|)$"), ["n", "~", ""]
)


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [str(loader.construct_object(key)) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key “{key}” stands twice", node.start_mark
            )
    return {
        str(loader.construct_object(key, deep=True)): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


_StrictLoader.add_constructor("!decimal", _decimal)
_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


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
        raise KnowledgeError(f"{where}: {what}. Mend the YAML there.") from None
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(f"{name}: {error}. Mend the YAML there.") from None
    if not isinstance(read, dict):
        raise KnowledgeError(f"{name} does not hold a mapping. Write keys with values.")
    return read
