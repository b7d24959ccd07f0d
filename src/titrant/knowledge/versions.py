"""Which knowledge, and whose signatures, a result was worked out from."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from titrant import __version__
from titrant.knowledge.files import content_hash


class Versions(Struct, frozen=True, kw_only=True):
    """The release of the knowledge and the site, each with the hash of its content.

    `demonstration` says that the site's signatures are invented.
    """

    knowledge: str
    knowledge_hash: str
    site: str | None
    site_hash: str | None
    demonstration: bool

    def record(self) -> dict[str, str | bool | None]:
        """Return them as JSON values, after the version of the program."""
        return {"program": __version__, **structs.asdict(self)}


def versions_of(content: Mapping[str, Any], hash: str, site: dict[str, Any] | None) -> Versions:
    """Return the versions of compiled knowledge whose hash is given, and of a site or none."""
    return Versions(
        knowledge=content["release"]["version"],
        knowledge_hash=hash,
        site=site["title"] if site else None,
        site_hash=content_hash(site) if site else None,
        demonstration=bool(site and site["demonstration"]),
    )
