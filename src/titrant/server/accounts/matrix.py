"""Who may open which page: every address with the mark of its view. Tests and manual read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from titrant.server.accounts.roles import RIGHTS, Right, Role
from titrant.server.web.needs import ANYBODY, SIGNED_IN


@dataclass(frozen=True)
class Page:
    """One address: as it is written, its name, the names in it, what its view needs and reads."""

    route: str
    name: str
    about: tuple[str, ...]
    needs: str
    reads: str

    @property
    def marked(self) -> bool:
        """Whether the view says who may open it."""
        return self.needs in {ANYBODY, SIGNED_IN, *Right}

    def opens_to(self, role: Role) -> bool:
        """Return whether a role may open the page, for what is of its own clinic."""
        return self.needs in {ANYBODY, SIGNED_IN} or self.needs in RIGHTS[role]


def pages() -> tuple[Page, ...]:
    """Return every page of the server, by address."""
    found = [
        Page(
            route=route,
            name=pattern.name or "",
            about=tuple(pattern.pattern.regex.groupindex),
            needs=str(getattr(pattern.callback, "needs", "")),
            reads=str(getattr(pattern.callback, "reads", "")),
        )
        for route, pattern in _walked(get_resolver())
    ]
    return tuple(sorted(found, key=lambda page: page.route))


def _walked(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walked(pattern, route)
        else:
            yield route, pattern
