"""Who may ask, confirm, import, join: a sentence that is raised, and a yes or no."""

from collections.abc import Callable
from datetime import timedelta

from titrant.server.accounts.acting import Acting
from titrant.server.accounts.roles import Right
from titrant.server.accounts.rules import NotAllowed, check_may
from titrant.server.messages.templates import Channel
from titrant.server.patients.models import Patient
from titrant.server.patients.rules import check_can_write

LINK_LASTS = timedelta(days=14)
TRIES = 5  # wrong answers to “Is this you?”, after which a link is closed
_CHANNELS = {"text": Channel.TEXT, "mail": Channel.MAIL}


def check_can_ask(acting: Acting, patient: Patient) -> None:
    """Raise a sentence where somebody may not take down what a person says at the desk."""
    check_can_write(acting, patient, Right.WRITE_CONTACT)
    if patient.died is not None:
        raise NotAllowed("This person has died: nothing is asked any more.")


def can_ask(acting: Acting, patient: Patient) -> bool:
    """Return whether somebody may take down what a person says."""
    return holds(lambda: check_can_ask(acting, patient))


def check_can_invite(acting: Acting, patient: Patient) -> None:
    """Raise a sentence where no link may go to a person, and what to do instead."""
    check_can_ask(acting, patient)
    if patient.safe_contact not in _CHANNELS:
        raise NotAllowed(
            "They did not say that a text message or a mail is safe for them, so no link goes out. "
            "Ask them how to reach them, or fill it in together at the desk."
        )
    if not address_of(patient):
        raise NotAllowed("There is no address for the way that is safe for them. Write it first.")
    if patient.born is None:
        raise NotAllowed("Write their birth date first: the page at home asks for the year.")
    if not patient.clinic.phone:
        raise NotAllowed(
            "The clinic has no telephone number yet, which every message names. "
            "An administrator can write it."
        )


def can_invite(acting: Acting, patient: Patient) -> bool:
    """Return whether a link may go to a person."""
    return holds(lambda: check_can_invite(acting, patient))


def why_not_invited(acting: Acting, patient: Patient) -> str:
    """Return the sentence why no link may go out; empty where one may."""
    return _why_not(lambda: check_can_invite(acting, patient))


def channel_of(patient: Patient) -> Channel:
    """Return how a message reaches a person who said that it may."""
    return _CHANNELS[patient.safe_contact]


def address_of(patient: Patient) -> str:
    """Return where a message to a person goes: a number, or a mail address."""
    return patient.phone if patient.safe_contact == "text" else patient.email


def check_can_confirm(acting: Acting, patient: Patient) -> None:
    """Raise a sentence where somebody may not stand behind what a person said."""
    check_can_write(acting, patient, Right.CONFIRM)


def check_can_import(acting: Acting, patient: Patient) -> None:
    """Raise a sentence where somebody may not take a file into a record."""
    check_can_write(acting, patient, Right.IMPORT_RECORD)


def can_import(acting: Acting, patient: Patient) -> bool:
    """Return whether somebody may take a file into a record."""
    return holds(lambda: check_can_import(acting, patient))


def check_new_from_file(acting: Acting) -> None:
    """Raise a sentence where somebody may not register a person from a file."""
    check_may(acting, Right.IMPORT_RECORD)
    check_may(acting, Right.WRITE_CONTACT)


def check_can_join(acting: Acting, one: Patient, other: Patient) -> None:
    """Raise a sentence where two records may not be joined."""
    check_can_write(acting, one, Right.JOIN_RECORDS)
    if other.clinic_id != one.clinic_id:
        raise NotAllowed("The other record belongs to another clinic: records are joined in one.")
    if one.pk == other.pk:
        raise NotAllowed("These are not two records, but one.")
    if one.born and other.born and one.born != other.born:
        raise NotAllowed(
            "These two were born on different days. If it is one person, correct the birth date "
            "that is wrong first; if not, they stay two."
        )
    if {one.sex, other.sex} == {"female", "male"}:
        raise NotAllowed(
            "One record says female, the other male. If it is one person, correct the one that is "
            "wrong first; if not, they stay two."
        )


def can_join(acting: Acting, one: Patient, other: Patient) -> bool:
    """Return whether two records may be joined."""
    return holds(lambda: check_can_join(acting, one, other))


def why_not_joined(acting: Acting, one: Patient, other: Patient) -> str:
    """Return the sentence why two records may not be joined; empty where they may."""
    return _why_not(lambda: check_can_join(acting, one, other))


def holds(check: Callable[[], None]) -> bool:
    """Return whether a check raises nothing."""
    return not _why_not(check)


def _why_not(check: Callable[[], None]) -> str:
    try:
        check()
    except NotAllowed as error:
        return str(error)
    return ""
