"""The compiled knowledge base as it runs: frozen values, nothing heavy imported."""

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from datetime import date
from typing import Any, TypeVar

from titrant.clinical import FactKind, Route
from titrant.knowledge.concepts import (
    Concept,
    Instrument,
    Lasts,
    Matcher,
    all_within,
    instrument_of,
    narrower,
)
from titrant.knowledge.errors import KnowledgeError, UnknownEntry
from titrant.knowledge.leaf import Leaf, Standing, Tier, leaf_of
from titrant.knowledge.overlay import approvals_of, signatures_of, signed
from titrant.knowledge.rules import Column, Rule
from titrant.knowledge.things import (
    Claim,
    Conflict,
    Form,
    Ground,
    Product,
    Protocol,
    Source,
    Syringe,
    claim_of,
    conflict_of,
    ground_of,
    source_of,
)
from titrant.knowledge.versions import versions_of
from titrant.units import Drug, Volume

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Knowledge:
    """Every leaf and thing of one release, with at most one site's signatures applied.

    Build it with `load`. A site is held against the leaves that it signs at once, unless it is
    `trusted`: compiled with them, and unchanged since. Lookups raise `UnknownEntry` for an id that
    is not there.
    """

    def __init__(
        self,
        content: MutableMapping[str, Any],
        *,
        hash: str,
        site: dict[str, Any] | None = None,
        trusted: bool = False,
    ) -> None:
        self.content = content
        self._leaves: dict[str, Leaf] = {}
        self._concepts: dict[str, Concept] = {}
        self._things: dict[tuple[str, Hashable], Any] = {}  # each is made once
        self.versions = versions_of(content, hash, site)
        self.hash = hash
        self.version = self.versions.knowledge
        self.released = date.fromisoformat(content["release"]["released"])
        self.site: str | None = site["site"] if site else None
        self.site_title = self.versions.site
        self.jurisdiction: str | None = site.get("jurisdiction") if site else None
        self.site_hash = self.versions.site_hash
        self.demonstration = self.versions.demonstration
        self.approvals: dict[str, dict[str, Any]] = {}
        self.signatures: dict[str, dict[str, Any]] = {}
        self.overlay = site
        if site is not None:
            self.approvals = approvals_of(site)
            self.signatures = signatures_of(site)
            for id in () if trusted else self.signatures:
                if self.find(id) is None:
                    raise KnowledgeError(
                        f"Site {self.site}, {id}: there is no such leaf. "
                        "A site signs what is there, and adds nothing."
                    )

    # -- leaves ------------------------------------------------------------------------------

    def leaf(self, id: str) -> Leaf:
        """Return the leaf with this id."""
        found = self._leaves.get(id) or self.find(id)
        if found is None:
            raise UnknownEntry("leaf", id, self._near(id))
        return found

    def find(self, id: str) -> Leaf | None:
        """Return the leaf with this id, or None where there is none."""
        made = self._leaves.get(id)
        if made is None and (row := self.content["leaves"].get(id)) is not None:
            made = leaf_of(id, row)
            if self.overlay is not None and id in self.signatures:
                made = signed(made, self.signatures[id], self.overlay)
            self._leaves[id] = made
        return made

    def standings(self, as_of: date) -> "Standings":
        """Return whether each leaf may be relied on at `as_of`, worked out when it is asked for."""
        return self.once("standings", as_of, lambda _: Standings(self, as_of))

    def leaf_ids(self, prefix: str = "") -> list[str]:
        """Return the ids of all leaves that start with `prefix`, sorted."""
        return list(self.once("leaf ids", prefix, self._leaf_ids))

    def _leaf_ids(self, prefix: str) -> tuple[str, ...]:
        return tuple(id for id in self.content["leaves"] if id.startswith(prefix))

    def leaves(self, prefix: str = "") -> tuple[Leaf, ...]:
        """Return the leaves whose ids start with `prefix`, in the order of their ids."""
        return self.once("leaves", prefix, self._group)

    def _group(self, prefix: str) -> tuple[Leaf, ...]:
        return tuple(self.leaf(id) for id in self.leaf_ids(prefix))

    def _near(self, id: str) -> list[str]:
        head = id.partition(".")[0]
        return self.leaf_ids(head)[:_FEW] or self.first_words()

    def first_words(self) -> list[str]:
        """Return the first parts of all leaf ids: what can be asked for."""
        return sorted({id.partition(".")[0] for id in self.content["leaves"]})

    # -- things ------------------------------------------------------------------------------

    def _row(self, table: str, word: str, id: str) -> dict[str, Any]:
        rows: dict[str, dict[str, Any]] = self.content[table]
        if id not in rows:
            raise UnknownEntry(word, id, _some(id, list(rows)))
        return rows[id]

    def entry(self, table: str, id: str) -> dict[str, Any]:
        """Return an entry as it was compiled, for those who tell everything that it holds."""
        return dict(self._row(table, "entry", id))

    def ids(self, table: str) -> list[str]:
        """Return the ids of a table, like sources, protocols or concepts."""
        return list(self.content[table])

    def once(self, table: str, id: K, make: Callable[[K], T]) -> T:
        """Return what `make` makes of this knowledge, made once for each table and id."""
        made: T | None = self._things.get((table, id))
        if made is None:
            made = self._things[table, id] = make(id)
        return made

    def product(self, id: str) -> Product:
        """Return a product."""
        return self.once("products", id, self._product)

    def _product(self, id: str) -> Product:
        row = self._row("products", "product", id)
        return Product(
            id=id,
            name=row["name"],
            drug=Drug(row["drug"]),
            form=Form(row["form"]),
            routes=tuple(Route(route) for route in row["routes"]),
            jurisdiction=row["jurisdiction"],
        )

    def syringes(self) -> tuple[Syringe, ...]:
        """Return the syringe sizes, in the order of the file: smallest first."""
        return self.once("syringes", "", self._syringes)

    def _syringes(self, _id: str) -> tuple[Syringe, ...]:
        return tuple(self._syringe(id) for id in self.content["syringes"])

    def _syringe(self, id: str) -> Syringe:
        capacity = self.leaf(f"syringe.{id}.capacity").quantity(Volume)
        return Syringe(id=id, name=self.content["syringes"][id]["name"], capacity=capacity)

    def protocol(self, id: str) -> Protocol:
        """Return a protocol with this site's approval, if it approved this very version."""
        return self.once("protocols", id, self._protocol)

    def _protocol(self, id: str) -> Protocol:
        row = self._row("protocols", "protocol", id)
        approval = self.approvals.get(id)
        if approval is not None and approval["version"] != row["version"]:
            approval = None
        return Protocol(
            id=id,
            version=row["version"],
            title=row["title"],
            indication=row["indication"],
            drug=Drug(row["drug"]),
            route=Route(row["route"]),
            setting=row["setting"],
            jurisdiction=row["jurisdiction"],
            products=tuple(row["products"]),
            bases=tuple(row["bases"]),
            treats=tuple(row["treats"]),
            support=Tier(row["support"]),
            summary=row["summary"],
            held=row["held"],
            switches_to=tuple(row["switches_to"]),
            approved_by=approval["by"] if approval else None,
            approved_on=date.fromisoformat(approval["on"]) if approval else None,
            demonstration=bool(approval and self.demonstration),
        )

    def approved_versions(self) -> dict[str, str]:
        """Return what this site says it approved: protocol and version, found here or not."""
        return {id: approval["version"] for id, approval in self.approvals.items()}

    # -- what records say, and what follows ----------------------------------------------------

    def concept(self, id: str) -> Concept:
        """Return a concept, with every wider one that it lies within."""
        return self._concepts.get(id) or self._concept(id)

    def _concept(self, id: str) -> Concept:
        row = self._row("concepts", "concept", id)
        made = self._concepts[id] = Concept(
            id=id,
            title=row["title"],
            kind=FactKind(row["kind"]),
            within=all_within(id, lambda one: self.content["concepts"][one]["within"]),
            lasts=Lasts(row["lasts"]),
            unit=row["unit"],
            units=row["units"],
        )
        return made

    def narrower(self) -> dict[str, frozenset[str]]:
        """Return for each concept itself and every one that lies within it."""
        return self.once(
            "narrower", "", lambda _: narrower(map(self.concept, self.ids("concepts")))
        )

    def instruments(self) -> tuple[Instrument, ...]:
        """Return the scales, in the order of their ids."""
        return self.once("instruments", "", lambda _: self._instruments())

    def _instruments(self) -> tuple[Instrument, ...]:
        return tuple(map(self.instrument, self.content["instruments"]))

    def instrument(self, id: str) -> Instrument:
        """Return a scale."""
        return self.once("instrument", id, self._instrument)

    def _instrument(self, id: str) -> Instrument:
        return instrument_of(id, self._row("instruments", "instrument", id))

    def matcher(self) -> Matcher:
        """Return what recognises concepts in codes and words."""
        return self.once("matcher", "", lambda _: Matcher(self.content["concepts"]))

    def rules(self, table: str) -> tuple[Rule, ...]:
        """Return the rules of a table, `screening` or `interactions`, in the order of their ids."""
        return self.once("rules", table, self._rules)

    def _rules(self, table: str) -> tuple[Rule, ...]:
        return tuple(self._rule(table, id) for id in self.content[table])

    def _rule(self, table: str, id: str) -> Rule:
        row = self.content[table][id]
        prefix = f"{table.removesuffix('s')}.{id}."
        leaves = {name: self.leaf(prefix + name) for name in row["leaves"]}
        cells = {name for name in leaves if name.partition(".")[0] in set(Column)}
        return Rule(
            id=id,
            table=table,
            title=row["title"],
            group=row["group"],
            finds=row["finds"],
            concepts=tuple(row["concepts"]),
            unless=tuple(row["unless"]),
            asks=row["asks"],
            lifts=row["lifts"],
            separates=row["separates"],
            looser=row["looser"],
            mechanism=row["mechanism"],
            effect=row["effect"],
            cells={name: leaf for name, leaf in leaves.items() if name in cells},
            numbers={name: leaf for name, leaf in leaves.items() if name not in cells},
        )

    # -- where it was read --------------------------------------------------------------------

    def source(self, key: str) -> Source:
        """Return a source."""
        return self.once("sources", key, self._source)

    def _source(self, key: str) -> Source:
        row = self._row("sources", "source", key)
        return source_of(key, row)

    def sources(self, leaves: Iterable[Leaf]) -> tuple[Source, ...]:
        """Return what leaves cite, each source once, in the order of their keys."""
        keys = frozenset(leaf.source for leaf in leaves)
        return self.once("sources of", keys, self._sources)

    def _sources(self, keys: frozenset[str]) -> tuple[Source, ...]:
        return tuple(self.source(key) for key in sorted(keys))

    def claim(self, id: str) -> Claim:
        """Return a claim as its source makes it."""
        row = self._row("claims", "claim", id)
        return claim_of(id, row)

    def conflict(self, id: str) -> Conflict:
        """Return a conflict between claims."""
        row = self._row("conflicts", "conflict", id)
        return conflict_of(id, row)

    def grounds(self) -> tuple[Ground, ...]:
        """Return what sources say for and against each option, in the order of their ids."""
        return self.once("grounds", "", lambda _: self._grounds())

    def _grounds(self) -> tuple[Ground, ...]:
        return tuple(ground_of(id, row) for id, row in self.content["grounds"].items())

    def rows(self) -> dict[str, dict[str, Any]]:
        """Return the table of evidence rows: what each says and which entries carry it."""
        return dict(self.content["rows"])


_FEW = 12


def _some(id: str, known: list[str]) -> list[str]:
    """Return the ids like one that is not there; else the first, and how many more there are."""
    from difflib import get_close_matches

    if len(known) <= _FEW:
        return known
    near = get_close_matches(id, known, n=_FEW, cutoff=0.6)
    return near or [*known[:_FEW], f"and {len(known) - _FEW} more"]


class Standings(dict[str, Standing]):
    """The standing of each leaf on one day; a command looks at few of them."""

    def __init__(self, kb: Knowledge, as_of: date) -> None:
        super().__init__()
        self._kb = kb
        self._as_of = as_of

    def __missing__(self, id: str) -> Standing:
        standing = self[id] = self._kb.leaf(id).standing(self._as_of)
        return standing
