"""Where the demonstration joins: `titrant.server.demo` fills an empty database with made-up people.

That module stands above every other part, so that it is named here, and imported when it is used.
It has four functions: `fill()`, which does nothing in a database that is not empty, `sign_ins()`,
which returns a `SignIn` for each of the staff, `set_ahead()`, which sets the clock, and
`code_of(word)`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True)
class SignIn:
    """How somebody made up signs in, to be printed in a demonstration only."""

    role: str
    email: str
    password: str


def fill() -> None:
    """Fill the empty database of a demonstration."""
    _demo().fill()


def sign_ins() -> Sequence[SignIn]:
    """Return one sign-in for each of the staff."""
    found: Sequence[SignIn] = _demo().sign_ins()
    return found


def set_clock() -> None:
    """Tell every process that is started how far the demonstration's clock is ahead."""
    os.environ["TITRANT_CLOCK_AHEAD"] = str(_demo().set_ahead())


def code_of(word: str) -> str:
    """Return the code that somebody's authenticator shows now; raises `KeyError` for nobody."""
    code: str = _demo().code_of(word)
    return code


def _demo() -> ModuleType:
    return import_module("titrant.server.demo")
