"""The demonstration: a made-up clinic with made-up people, the same each time it is made."""

from collections.abc import Sequence

from titrant.server.config.demonstration import SignIn
from titrant.server.demo.staff import PASSWORD, STAFF, worker_called


def fill() -> None:
    """Fill an empty database; what is imported for it is not needed to serve."""
    from titrant.server.demo.filling import fill as write

    write()


def set_ahead() -> float:
    """Set the clock of this process to the demonstration's; return how many seconds ahead it is."""
    from titrant.server.demo.clock import ahead
    from titrant.server.web.clock import run_ahead

    seconds = ahead().total_seconds()
    run_ahead(seconds)
    return seconds


def code_of(word: str) -> str:
    """Return the code that the authenticator of somebody called so shows now."""
    worker = worker_called(word)
    if worker is None:
        raise KeyError(word)
    return worker.code()


def sign_ins() -> Sequence[SignIn]:
    """Return how each of the made-up staff signs in."""
    return [SignIn(worker.role.value, worker.email, PASSWORD) for worker in STAFF]
