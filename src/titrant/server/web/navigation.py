"""The main places of the program; each app registers its own when it starts."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Place:
    """A main place: its address by name, its word, who may go there, and where it stands."""

    name: str
    word: str
    needs: str
    order: int


_PLACES: list[Place] = []


def register(place: Place) -> None:
    """Add a main place."""
    _PLACES.append(place)
    _PLACES.sort(key=lambda known: known.order)


def links_for(rights: Collection[str], path: str) -> list[dict[str, object]]:
    """Return the places that somebody may go to, whether they are there, and the key that goes."""
    keys = keys_of(_PLACES)
    return [
        {
            "word": place.word,
            "address": (address := reverse(place.name)),
            "here": path.startswith(address),
            "key": keys[place.name],
        }
        for place in _PLACES
        if place.needs in rights
    ]


def keys_of(places: Collection[Place]) -> dict[str, str]:
    """Return the letter that goes to each place after `g`: the first of its word that is free."""
    taken: dict[str, str] = {}
    for place in places:
        free = (letter for letter in place.word.lower() if letter.isalpha())
        letter = next((letter for letter in free if letter not in taken.values()), "")
        taken[place.name] = letter
    return taken
