"""Choices that look like chance and are the same each time: the demonstration is made of them."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A row of choices that follows from a word, on every machine and version of Python."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._turn = 0

    def below(self, number: int) -> int:
        """Return a whole number from 0 to one below `number`."""
        self._turn += 1
        digest = hashlib.sha256(f"{self._word}/{self._turn}".encode()).digest()
        return int.from_bytes(digest[:8]) % number

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both of them possible."""
        return low + self.below(high - low + 1)

    def one(self, choices: Sequence[T]) -> T:
        """Return one of some things."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return `count` different things, in the order that they came in."""
        left = list(range(len(choices)))
        taken = sorted(left.pop(self.below(len(left))) for _ in range(min(count, len(left))))
        return [choices[place] for place in taken]

    def once_in(self, number: int) -> bool:
        """Return true once in `number` times."""
        return self.below(number) == 0

    def around(self, middle: Decimal, spread: Decimal, step: Decimal) -> Decimal:
        """Return a number near `middle`, at most `spread` away, in steps: mostly close to it."""
        steps = int(spread / step) // 2
        return middle + step * (self.between(-steps, steps) + self.between(-steps, steps))
