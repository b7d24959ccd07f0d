"""What a command answers with: 0 done, 1 held or refused, 2 bad input."""

DONE, HELD, BAD_INPUT = 0, 1, 2


class BadInput(Exception):
    """Something typed cannot be used; the message is a sentence with the mend."""
