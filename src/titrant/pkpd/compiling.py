"""Turn plain functions on arrays into machine code that runs without the interpreter's lock."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., object])


def compiled(function: _Function) -> _Function:
    """Compile a function when it is first called, and keep the code where a folder takes it.

    Sums stay in the order in which they are written; a product and a sum may be rounded once.
    Division by zero gives infinity. Kept code knows of changes to the file of its own function
    only: after a change of a function that others call, delete what is kept (`*.nbi`, `*.nbc`).
    """
    return _made(function)


def borrowing(function: _Function) -> _Function:
    """Compile a function that makes no arrays, as `compiled` does.

    It counts no references to what it is given: a count for each view, of which a subject has
    hundreds, took longer than the arithmetic. An array that is made in such a function is an error
    when it is compiled. It must return none either, nor a tuple of them: its caller would give back
    a count that was never taken, and nothing would tell.
    """
    return _made(function, _nrt=False)


def _made(function: _Function, **further: bool) -> _Function:
    compile_with: Any = partial(
        numba.njit, nogil=True, error_model="numpy", fastmath={"contract"}, **further
    )
    try:
        made = compile_with(cache=True)(function)
    except RuntimeError:  # no folder can be written to: each process compiles for itself
        made = compile_with()(function)
    return cast(_Function, made)
