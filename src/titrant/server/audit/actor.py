"""Who acts: a person in a clinic, or the program itself on behalf of nobody."""

from dataclasses import dataclass

from titrant.server.audit.models import INSTALLATION_CHAIN


@dataclass(frozen=True)
class Actor:
    """Who writes or reads. Exactly one of `account` and `agent` is there.

    `clinic` is the id of the clinic they act in, whose chain the entry joins; `role` the role that
    let them.
    """

    account: int | None = None
    agent: str = ""
    role: str = ""
    clinic: int = INSTALLATION_CHAIN

    def __post_init__(self) -> None:
        """Refuse an actor who is nobody, or two."""
        if (self.account is None) == (not self.agent):
            raise ValueError("An actor is a person or a named part of the program.")


def program(part: str, clinic: int = INSTALLATION_CHAIN) -> Actor:
    """Return the actor for work that the program does by itself: `program("reminders")`."""
    return Actor(agent=part, clinic=clinic)
