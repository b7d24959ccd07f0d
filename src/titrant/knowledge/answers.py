"""What an answer or a result in words says: yes, no, or neither."""

from titrant.knowledge.concepts import words_of

_YES = frozenset(
    {"yes", "true", "positive", "pos", "present", "detected", "reactive", "pregnant", "lactating"}
)
_NO = frozenset(
    {"no", "false", "negative", "neg", "absent", "none", "not", "non", "never"}
    | {"undetected", "nonreactive"}
)
_NEAR = 2  # words


def whether(text: str) -> bool | None:
    """Return what an answer in words says; None where it is neither yes nor no, or may be both."""
    words = words_of(text)
    yes = [place for place, one in enumerate(words) if one in _YES]
    no = [place for place, one in enumerate(words) if one in _NO]
    if yes and no:  # “not currently pregnant”, but “positive, not confirmed” is not a no
        return False if all(_is_denied(at, no) for at in yes) else None
    return bool(yes) if yes or no else None


def names_a_positive(text: str) -> bool:
    """Say whether any part of a result is positive: a panel may be negative for the rest."""
    words = words_of(text)
    no = [place for place, one in enumerate(words) if one in _NO]
    return any(one in _YES and not _is_denied(place, no) for place, one in enumerate(words))


def _is_denied(place: int, denials: list[int]) -> bool:
    return any(0 < place - before <= _NEAR for before in denials)
