"""What is known: sources, products, limits, protocols, claims, and what a site has signed."""

from titrant.knowledge.concepts import Concept, Context, Instrument, Lasts, Match, Matcher
from titrant.knowledge.errors import KnowledgeError, UnknownEntry
from titrant.knowledge.files import short
from titrant.knowledge.leaf import Flag, Leaf, LimitKind, Signature, Standing, Stops, Tier
from titrant.knowledge.loading import compiled_bytes, load, load_kept, load_with
from titrant.knowledge.models import (
    is_model_file,
    pk_interactions,
    pk_model,
    pk_models,
    pk_tables,
)
from titrant.knowledge.plan import plan_of, with_plan
from titrant.knowledge.rules import Action, Column, Rule, actions_of
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
from titrant.knowledge.versions import Versions

__all__ = [
    "Access",
    "Action",
    "Claim",
    "Column",
    "Concept",
    "Conflict",
    "Context",
    "Flag",
    "Form",
    "Instrument",
    "Knowledge",
    "KnowledgeError",
    "Lasts",
    "Leaf",
    "LimitKind",
    "Match",
    "Matcher",
    "Product",
    "Protocol",
    "Rule",
    "Signature",
    "Source",
    "Standing",
    "Stops",
    "Syringe",
    "Tier",
    "UnknownEntry",
    "Versions",
    "actions_of",
    "compiled_bytes",
    "is_model_file",
    "load",
    "load_kept",
    "load_with",
    "pk_interactions",
    "pk_model",
    "pk_models",
    "pk_tables",
    "plan_of",
    "short",
    "with_plan",
]
