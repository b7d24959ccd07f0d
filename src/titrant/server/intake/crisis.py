"""Whom somebody calls who cannot wait, by where the clinic is. Public numbers; looked at yearly."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Help:
    """The number for an emergency, and the line for somebody in a crisis."""

    emergency: str
    line: str
    name: str


_HELP = {
    "us": Help("911", "988", "988 Suicide and Crisis Lifeline, call or text"),
    "ca": Help("911", "988", "988 Suicide Crisis Helpline, call or text"),
    "gb": Help("999", "116 123", "Samaritans"),
    "au": Help("000", "13 11 14", "Lifeline"),
    "ch": Help("144", "143", "Die Dargebotene Hand, La Main Tendue, Telefono Amico"),
}
_ANYWHERE = Help("112", "112", "the emergency number")


def help_in(jurisdiction: str) -> Help:
    """Return whom to call in a jurisdiction; the European emergency number where none is known."""
    return _HELP.get(jurisdiction, _ANYWHERE)


def help_here(jurisdictions: set[str]) -> Help:
    """Return whom to call where all clinics of an installation are in one jurisdiction."""
    return help_in(*jurisdictions) if len(jurisdictions) == 1 else _ANYWHERE
