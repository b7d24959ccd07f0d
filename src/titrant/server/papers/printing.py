"""Papers as the bytes of a PDF, and what tells one apart from another."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from titrant.server.papers.blocks import Paper
from titrant.server.web.typesetting import pdf

_TEMPLATE = Path(__file__).with_name("paper.typ")


def paper_pdf(*papers: Paper) -> bytes:
    """Return one or more papers as one PDF, each beginning on a page of its own."""
    return pdf(_TEMPLATE, {"papers": papers})


def digest_of(blocks: Sequence[object]) -> str:
    """Return what blocks hash to: a signature is bound to what was shown."""
    return sha256(msgspec.json.encode(blocks, order="deterministic")).hexdigest()
