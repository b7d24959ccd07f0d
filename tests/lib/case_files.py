"""Case files as tests write them, read for one day against the shipped knowledge."""

from datetime import date

from tests.lib.bases import knowledge

from titrant.clinical import Fact, Snapshot
from titrant.intake import read_case

KB = knowledge()
AS_OF = date(2026, 11, 22)


def read(text: str, name: str = "case.yaml") -> Snapshot:
    """Return what a case file of this text says."""
    return read_case(text, name, KB, AS_OF)


def one(text: str) -> Fact:
    """Return the only fact of a file that holds nothing else."""
    snapshot = read(text)
    assert (snapshot.unmapped, snapshot.set_aside, snapshot.contradictions) == ((), (), ())
    (fact,) = snapshot.facts
    return fact


def aside(text: str) -> list[tuple[str, str, str]]:
    """Return what was set aside of a file that came to no fact: what, why, place."""
    snapshot = read(text)
    assert snapshot.facts == ()
    return [(said.what, said.why, said.origin.place) for said in snapshot.set_aside]
