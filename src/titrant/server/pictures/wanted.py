"""What a page wants drawn, as values: it becomes a picture where it is asked for."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from titrant.server.pictures.drawing import VEGA_LITE

Spec = dict[str, Any]
_JSON = msgspec.json.Encoder(order="deterministic", decimal_format="number")


@dataclass(frozen=True)
class Plate:
    """One specification of Vega-Lite, and the size that it comes to [px]."""

    specification: Spec
    width: int
    height: int

    @property
    def text(self) -> str:
        """The specification as JSON: equal ones are the same bytes."""
        return _JSON.encode(self.specification).decode()

    def id_for(self, patient: UUID, clinic: int) -> UUID:
        """Return what a picture of it is called: the first half of a SHA-256.

        It is another one for each patient, so that an address tells nothing of two people.
        """
        whole = (clinic, patient, VEGA_LITE, self.width, self.height, self.text)
        return UUID(bytes=hashlib.sha256(_JSON.encode(whole)).digest()[:16])


@dataclass(frozen=True)
class Drawing:
    """The same rows for a desk and for a phone, and the words for who cannot see them."""

    wide: Plate
    narrow: Plate
    says: str
    caption: str
