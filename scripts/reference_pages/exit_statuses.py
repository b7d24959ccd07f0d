"""The page of the exit statuses."""

from scripts.reference_pages.markdown import Missing, page, table

from titrant.cli import status

# Words that only people can add.
STATUSES = {
    "DONE": ("done", "The answer stands on standard output and nothing holds it."),
    "HELD": (
        "held or refused",
        "A check is not met, or the knowledge files have a problem. Standard error says which.",
    ),
    "BAD_INPUT": (
        "bad input",
        "Something typed or a file could not be used. Nothing is printed on standard output.",
    ),
}


def statuses_page() -> str:
    """Return the exit statuses with their names in the program."""
    known = {name: value for name, value in vars(status).items() if isinstance(value, int)}
    if known.keys() != STATUSES.keys():
        raise Missing(f"exit statuses: {sorted(known.keys() ^ STATUSES.keys())}")
    rows = (
        (f"`{value}`", STATUSES[name][0], STATUSES[name][1])
        for name, value in sorted(known.items(), key=lambda pair: pair[1])
    )
    return page("Exit statuses", table(("status", "means", "what is printed"), rows))
