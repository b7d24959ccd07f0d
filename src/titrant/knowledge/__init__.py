"""What is known: sources, products, limits, protocols, claims, and what a site has signed."""

from titrant.knowledge.errors import KnowledgeError, UnknownEntry
from titrant.knowledge.files import short
from titrant.knowledge.leaf import Flag, Leaf, LimitKind, Signature, Standing, Stops, Tier
from titrant.knowledge.loading import load
from titrant.knowledge.store import Knowledge
from titrant.knowledge.things import (
    Access,
    Claim,
    Conflict,
    Form,
    Product,
    Protocol,
    Source,
    Syringe,
)

__all__ = [
    "Access",
    "Claim",
    "Conflict",
    "Flag",
    "Form",
    "Knowledge",
    "KnowledgeError",
    "Leaf",
    "LimitKind",
    "Product",
    "Protocol",
    "Signature",
    "Source",
    "Standing",
    "Stops",
    "Syringe",
    "Tier",
    "UnknownEntry",
    "load",
    "short",
]
