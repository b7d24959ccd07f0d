"""The named things of the knowledge base: sources, products, syringes, protocols, claims."""

from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct

from titrant.clinical import OptionKind, Route
from titrant.knowledge.leaf import Tier
from titrant.units import Drug, Volume


class Access(StrEnum):
    """How much of a source was read."""

    FULL = "F"  # the relevant passage
    ABSTRACT = "A"  # abstract or opening only
    LABEL = "L"  # label or label copy
    SECONDARY = "2"  # a secondary source
    HEADER = "header"  # header or title only
    SEED = "seed"  # one of the five field documents
    HOUSE = "house"  # this project's own reasoning


class Source(Struct, frozen=True, kw_only=True):
    """Where a fact was read."""

    key: str
    title: str
    year: int | None
    address: str
    access: Access
    read_on: date
    note: str


class Form(StrEnum):
    """What a product is, as the hand holds it."""

    VIAL = "vial"
    DEVICE = "device"
    TROCHE = "troche"
    TABLET = "tablet"

    @property
    def plural(self) -> str:
        """More than one of them."""
        return f"{self}s"


class Product(Struct, frozen=True, kw_only=True):
    """A package with a stated strength; its numbers are leaves under `product.<id>`."""

    id: str
    name: str
    drug: Drug
    form: Form
    routes: tuple[Route, ...]
    jurisdiction: str


class Syringe(Struct, frozen=True, kw_only=True):
    """A syringe size; its capacity, too, is a leaf under `syringe.<id>`, beside its lines."""

    id: str
    name: str
    capacity: Volume


class Protocol(Struct, frozen=True, kw_only=True):
    """A published or site definition of a treatment; its numbers are leaves under its id."""

    id: str
    version: str
    title: str
    indication: str
    drug: Drug
    route: Route
    setting: str
    jurisdiction: str
    products: tuple[str, ...]
    bases: tuple[str, ...]
    treats: tuple[str, ...]
    support: Tier
    summary: str
    held: str
    switches_to: tuple[str, ...]
    approved_by: str | None
    approved_on: date | None
    demonstration: bool


class Claim(Struct, frozen=True, kw_only=True):
    """What one source says about one field, stored as said, with what became of it."""

    id: str
    about: str
    field: str
    says: str
    source: str
    locator: str
    tier: str
    flag: str
    read_on: date
    verdict: str
    handling: str


class Conflict(Struct, frozen=True, kw_only=True):
    """Claims that disagree; both sides are shown."""

    id: str
    topic: str
    claims: tuple[str, ...]
    kind: str
    resolution: str
    handling: str
    options: tuple[OptionKind, ...]
    routes: tuple[Route, ...]
    treats: tuple[str, ...]
    drugs: tuple[Drug, ...]

    def bears_on(self, protocol: Protocol) -> bool:
        """Say whether it is about a protocol: its route, its drug, what it treats."""
        return (
            (not self.routes or protocol.route in self.routes)
            and (not self.drugs or protocol.drug in self.drugs)
            and (not self.treats or bool(set(self.treats) & set(protocol.treats)))
        )


class Ground(Struct, frozen=True, kw_only=True):
    """What sources say for or against an option, by route and protocol; none means all."""

    id: str
    option: OptionKind
    speaks_for: bool
    claims: tuple[str, ...]
    routes: tuple[Route, ...]
    protocols: tuple[str, ...]
    older: bool

    def bears_on(self, protocol: str, route: Route) -> bool:
        """Say whether it is about a protocol."""
        if self.protocols:
            return protocol in self.protocols
        return not self.routes or route in self.routes


def source_of(key: str, row: dict[str, Any]) -> Source:
    """Return a source from its compiled row."""
    return Source(
        key=key,
        title=row["title"],
        year=int(row["year"]) if row["year"] else None,
        address=row["address"],
        access=Access(row["access"]),
        read_on=date.fromisoformat(row["read_on"]),
        note=row["note"],
    )


def claim_of(id: str, row: dict[str, Any]) -> Claim:
    """Return a claim from its compiled row."""
    return Claim(id=id, **{**row, "read_on": date.fromisoformat(row["read_on"])})


def conflict_of(id: str, row: dict[str, Any]) -> Conflict:
    """Return a conflict from its compiled row."""
    return Conflict(
        id=id,
        topic=row["topic"],
        claims=tuple(row["claims"]),
        kind=row["kind"],
        resolution=row["resolution"],
        handling=row["handling"],
        options=tuple(map(OptionKind, row["options"])),
        routes=tuple(map(Route, row["routes"])),
        treats=tuple(row["treats"]),
        drugs=tuple(map(Drug, row["drugs"])),
    )


def ground_of(id: str, row: dict[str, Any]) -> Ground:
    """Return what sources say of an option from its compiled row."""
    return Ground(
        id=id,
        option=OptionKind(row["option"]),
        speaks_for=row["side"] == "for",
        claims=tuple(row["claims"]),
        routes=tuple(map(Route, row["routes"])),
        protocols=tuple(row["protocols"]),
        older=row["older"],
    )
