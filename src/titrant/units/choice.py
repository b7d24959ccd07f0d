"""Read a text that may be one of several kinds of quantity."""

from typing import TypeVar

from titrant.units.errors import ImpossibleQuantity, UnreadableQuantity
from titrant.units.quantity import Quantity

Q = TypeVar("Q", bound=Quantity)


def read_one_of(
    text: str, kinds: tuple[type[Q], ...], word: str, others: tuple[type[Quantity], ...] = ()
) -> Q:
    """Read `text` as the one of `kinds` whose unit it bears; `word` says what is asked for.

    `others` are kinds that it is sometimes mistaken for: they are named in the error.
    Raises `UnreadableQuantity` with the mend.
    """
    errors: list[UnreadableQuantity] = []
    for kind in kinds:
        try:
            return kind.read(text)
        except UnreadableQuantity as error:
            errors.append(error)
    example = ", ".join(kind.EXAMPLE for kind in kinds)
    for other in others:
        if _reads(text, other):
            raise UnreadableQuantity(
                f"“{text.strip()}” is a {other.KIND}, not a {word}", f"Write it like {example}."
            )
    mended = [error for error in errors if error.mend.startswith("Write")]
    if mended:
        raise mended[0]
    raise UnreadableQuantity(f"“{text.strip()}” is not a {word}", f"Write it like {example}.")


def _reads(text: str, kind: type[Quantity]) -> bool:
    try:
        kind.read_record(text)
    except UnreadableQuantity:
        return False
    except ImpossibleQuantity:
        return True  # `0 kg`: the unit says what it is
    return True
