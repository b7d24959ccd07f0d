"""The shipped knowledge, loaded once a process: it never changes, and every test may share it."""

from functools import cache

from titrant.knowledge import Knowledge, load


@cache
def loaded(site: str | None = "demo") -> Knowledge:
    """Return the shipped knowledge with a site's signatures, or with none."""
    return load(site)


def warm() -> None:
    """Look up what nearly every test looks up first, so that forked processes share it.

    Only values of the knowledge are made here: nothing is worked out from them.
    """
    for site in ("demo", None):
        kb = loaded(site)
        kb.leaves()
        kb.matcher()
        kb.instruments()
        kb.grounds()
        kb.narrower()
        for table in ("screening", "interactions"):
            kb.rules(table)
        for protocol in kb.ids("protocols"):
            kb.protocol(protocol)
