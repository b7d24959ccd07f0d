"""Who may propose and who may sign: a sentence that is raised, and a yes or no."""

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.sites.policy import digest_of


def check_own(acting: Acting, clinic: int) -> None:
    """Raise a sentence for what is of another clinic than the one that somebody acts in."""
    if clinic != acting.clinic:
        raise NotAllowed("This is another clinic than the one you act in.")


def check_can_sign(acting: Acting, shown: str, says: list[str]) -> None:
    """Raise a sentence where somebody may not sign, or where what they were shown has changed."""
    check_may(acting, Right.SIGN_POLICY)
    if not says:
        raise NotAllowed("There is nothing to sign: no change is proposed.")
    if shown != digest_of(says):
        raise NotAllowed(
            "The changes are not the ones that you were shown: somebody proposed or took back "
            "another one. Read them again, then sign."
        )


def can_sign(acting: Acting) -> bool:
    """Return whether somebody may sign a policy at all."""
    return acting.may(Right.SIGN_POLICY)
