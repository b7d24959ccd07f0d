"""The closed shape of the knowledge files, checked when they are compiled.

Nothing here is imported when a dose is prepared: Pydantic belongs to the build.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from titrant.clinical import Route, WeightBasis
from titrant.knowledge.leaf import Flag, LimitKind, Stops, Tier
from titrant.knowledge.schema_claims import ClaimFile, ConflictFile, GroundFile, RowFile
from titrant.knowledge.schema_words import Closed, Day, Key, Number, Text, Truth
from titrant.knowledge.things import Access, Form
from titrant.units import UNIT_CODES, Drug


class LimitFile(Closed):
    """What a leaf does when it is passed."""

    kind: LimitKind
    stops: Stops


class LeafFile(Closed):
    """One value with its unit, source and standing."""

    title: Text
    value: Number | Text | None = None
    range: tuple[Number, Number] | None = None
    unit: str | None = None
    basis: Literal["actual", "ideal", "adjusted", "fixed"] | None = None
    limit: LimitFile | None = None
    source: Key
    locator: Text
    flag: Flag
    tier: Tier
    effective: Day
    review: Day
    expires: Day | None = None
    needs_site_value: Truth = False
    needs_sign_off: Truth = False
    note: str = ""

    @model_validator(mode="after")
    def _is_one_value(self) -> Self:
        given = [part for part in (self.value, self.range) if part is not None]
        if len(given) > 1:
            raise ValueError("has a value and a range: keep one")
        if not given and not self.needs_site_value:
            raise ValueError("has neither value nor range: set needs_site_value, or give one")
        if given and self.needs_site_value:
            raise ValueError("has a value and needs_site_value: keep one")
        if self.range is not None and not self.range[0] < self.range[1]:
            raise ValueError("has a range whose low end is not below its high end")
        numeric = isinstance(self.value, Decimal) or self.range is not None
        if numeric and self.unit is None:
            raise ValueError("has a number without a unit: write it, or “1” for a bare number")
        if isinstance(self.value, str) and self.unit is not None:
            raise ValueError(f"has a unit, and “{self.value}” is not a plain number: mend either")
        return self

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.unit is not None and self.unit != "1" and self.unit not in UNIT_CODES:
            raise ValueError(f"has the unknown unit “{self.unit}”")
        if self.unit is not None and "/kg" in self.unit and self.basis is None:
            raise ValueError("is per kg and does not say which weight: write basis")
        if self.limit is not None and self.range is not None:
            raise ValueError("is a limit with a range: a limit is one number")
        if self.limit is not None and self.unit is None:
            raise ValueError("is a limit without a unit: a limit is one number with its unit")
        if not self.effective < self.review:
            raise ValueError("has a review date that is not after its effective date")
        if self.expires is not None and not self.effective < self.expires:
            raise ValueError("expires before it takes effect")
        return self


class SourceFile(Closed):
    """Where a fact was read."""

    title: Text
    year: int | None = None
    address: Text
    access: Access
    read_on: Day
    note: str = ""


class ProductFile(Closed):
    """A package; the leaves that a form needs are checked in `consistency`."""

    name: Text
    drug: Drug
    form: Form
    routes: tuple[Route, ...] = Field(min_length=1)
    jurisdiction: Text
    leaves: dict[Key, LeafFile]


class SyringeFile(Closed):
    """A syringe size."""

    name: Text
    leaves: dict[Key, LeafFile]


class ProtocolFile(Closed):
    """A protocol. Its leaves are named from a closed list, so that no rule misses one.

    `treats` are the concepts of which one has to be on the record; `support` is the strongest kind
    of source behind the protocol, and one that rests on a programme's own page says so. `held` is
    why nobody may use it, where that is so. `switches_to` names protocols that a source describes
    going over to, which is a new start.
    """

    version: Text
    title: Text
    indication: Text
    drug: Drug
    route: Route
    setting: Literal["clinic", "home", "hospital"]
    jurisdiction: Text
    products: tuple[Key, ...] = ()
    bases: tuple[WeightBasis, ...] = ()
    treats: tuple[Key, ...] = Field(min_length=1)
    support: Tier
    summary: Text
    held: Text = ""
    switches_to: tuple[Key, ...] = ()
    leaves: dict[
        Literal[
            "start",
            "start.older",
            "second",
            "step.1",
            "step.2",
            "step.3",
            "step.4",
            "tier.1",
            "tier.2",
            "tier.3",
            "increment",
            "trial",
            "within-session",
            "dose.floor",
            "dose.soft",
            "dose.firm",
            "dose.hard",
            "duration.usual",
            "duration.shortest",
            "duration.longest",
            "rate.usual",
            "rate.cap",
            "rate-per-weight.cap",
            "sessions.induction",
            "sessions.dose-finding",
            "sessions.adjustment",
            "sessions.per-week",
            "sessions.per-day",
            "up.sessions",
            "age.from",
            "window.induction",
            "interval.induction",
            "interval.weeks-5-to-8",
            "interval.maintenance",
            "interval.least",
            "review.after",
            "observation",
            "pause.food",
            "pause.drink",
        ],
        LeafFile,
    ]

    @model_validator(mode="after")
    def _can_be_given_or_says_why_not(self) -> Self:
        if not self.products and not self.held:
            raise ValueError("names no product and no reason why it is held: write one of them")
        return self


class ConceptFile(Closed):
    """One thing a record may say about a person, and how records say it.

    `within` are wider concepts: whoever takes lorazepam takes a benzodiazepine. Codes are listed
    with their display, so that a reviewer can read them; `icd10` are the beginnings of ICD-10-CM
    codes. `names` are matched in the text where no code is known, `not_names` are longer phrases in
    which a name means something else. `lasts` says how long a finding counts: for ever, until it is
    recorded as over, or as an episode that is asked about where the entry is old.
    """

    title: Text
    kind: Literal["condition", "medication", "allergy", "observation", "procedure", "status"]
    within: tuple[Key, ...] = ()
    lasts: Literal["lifetime", "chronic", "episode", "acute", "day"] = "episode"
    snomed: dict[Text, Text] = {}
    icd10: tuple[Text, ...] = ()
    rxnorm: dict[Text, Text] = {}
    loinc: dict[Text, Text] = {}
    names: tuple[Text, ...] = ()
    not_names: tuple[Text, ...] = ()
    unit: Text | None = None
    units: dict[Text, Number] = {}
    note: str = ""


class InstrumentFile(Closed):
    """A scale: the concept of its total, which way is better, and the codes that are read.

    No code is invented: without a LOINC code `total` is null. A scale whose answers are not read
    has no items.
    """

    title: Text
    concept: Key
    better: Literal["lower", "higher"]
    total: Key | None
    items: dict[Key, Key | None] = {}
    answers: dict[Key, Number] = {}
    source: Key
    note: str = ""

    @model_validator(mode="after")
    def _reads_answers_to_items(self) -> Self:
        if bool(self.items) != bool(self.answers):
            raise ValueError("has items without answers, or answers without items: keep both")
        return self


GROUPS = (
    "emergency",
    "person",
    "allergy",
    "heart and vessels",
    "brain and nerves",
    "mind",
    "substances",
    "lungs and airway",
    "liver and kidneys",
    "hormones and metabolism",
    "bladder",
    "eyes",
    "mouth and nose",
    "pregnancy",
    "medicines",
    "today",
    "home and escort",
    "consent and law",
)


def _is_a_group(word: str) -> str:
    if word not in GROUPS:
        raise ValueError(f"is no group: use one of {', '.join(GROUPS)}")
    return word


class RuleFile(Closed):
    """One row of the screening or the interaction table.

    `finds` names the function of `titrant.dosing` that looks, `concepts` what it looks for. The
    leaves are the table's cells: `racemic`, `esketamine`, `injected`, `mouth`, `nasal`, `home`, one
    with a jurisdiction behind it (`racemic.gb`), whose value is an action, and the numbers that the
    function needs. Where the evidence offers two actions the stricter is the cell, `looser` the
    other one, and `separates` the fact that would tell them apart.
    """

    title: Text
    group: Annotated[str, AfterValidator(_is_a_group)]
    finds: Key
    concepts: tuple[Key, ...] = ()
    unless: tuple[Key, ...] = ()
    asks: str = ""
    lifts: Text
    separates: str = ""
    looser: dict[Key, Text] = {}
    mechanism: Literal["PK", "PD", "physical"] | None = None
    effect: str = ""
    leaves: dict[Key, LeafFile]


class Defaults(Closed):
    """Dates that every leaf of a file shares unless it says otherwise."""

    effective: Day
    review: Day


class KnowledgeFile(Closed):
    """One YAML file; every part is optional, an unknown part is an error."""

    defaults: Defaults | None = None
    sources: dict[Key, SourceFile] = {}
    leaves: dict[Key, LeafFile] = {}
    products: dict[Key, ProductFile] = {}
    syringes: dict[Key, SyringeFile] = {}
    protocols: dict[Key, ProtocolFile] = {}
    concepts: dict[Key, ConceptFile] = {}
    instruments: dict[Key, InstrumentFile] = {}
    screening: dict[Key, RuleFile] = {}
    interactions: dict[Key, RuleFile] = {}
    claims: dict[Key, ClaimFile] = {}
    conflicts: dict[Key, ConflictFile] = {}
    grounds: dict[Key, GroundFile] = {}
    rows: dict[str, RowFile] = {}


class ReleaseFile(Closed):
    """Which release of the knowledge base this is."""

    version: Text
    released: Day
