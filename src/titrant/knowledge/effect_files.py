"""Turn the YAML of what a drug does into the values that `titrant.pkpd.effects` takes."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from titrant.knowledge.errors import KnowledgeError, UnknownEntry
from titrant.knowledge.files import PK_EFFECTS
from titrant.knowledge.schema_models import Cite, Cites, Positive, SourceFile
from titrant.knowledge.schema_words import Closed, Key, Number, Text
from titrant.knowledge.yaml_files import checked, read_file
from titrant.pkpd.effects import Pressure, Rise, Score
from titrant.pkpd.model import Cited, Range

_MINUTES = 60  # in an hour


class LevelsFile(Cites):
    """From one level to another."""

    low: Number
    high: Positive
    unit: Literal["ng/mL"]


class DoseFile(Closed):
    """A dose by weight."""

    value: Positive
    unit: Literal["mg/kg"]


class TimeFile(Closed):
    """A time."""

    value: Positive
    unit: Literal["min"]


class RiseFile(Closed):
    """How far a pressure rises."""

    mean: Number
    sd: Positive
    unit: Literal["mmHg"]


class AnyFile(Closed):
    """What every effect has."""

    id: Key
    title: Text
    drug: Key
    sources: dict[Key, SourceFile] = Field(min_length=1)
    cite: Cite
    people: Positive
    caution: tuple[Text, ...] = ()


class ScoreFile(AnyFile):
    """A score by the level."""

    kind: Literal["score"]
    site: Literal["arterial", "venous"]
    range: LevelsFile
    zero: LevelsFile


class PressureFile(AnyFile):
    """A rise of the blood pressure after a dose."""

    kind: Literal["pressure"]
    route: Key
    dose: DoseFile
    over: TimeFile
    systolic: RiseFile
    diastolic: RiseFile
    infusions: Positive


class EffectFile(Closed):
    """A file of `pk_effects`."""

    effect: Annotated[ScoreFile | PressureFile, Field(discriminator="kind")]


def pk_effects(folder: Path = PK_EFFECTS) -> tuple[str, ...]:
    """Return the ids of the shipped effects, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def pk_effect(id: str, folder: Path = PK_EFFECTS) -> Score | Pressure:
    """Return a shipped effect; raises `UnknownEntry`, and `KnowledgeError`, a line a fault."""
    if id not in pk_effects(folder):
        raise UnknownEntry("effect", id, list(pk_effects(folder)))
    name = f"{id}.yaml"
    file = checked(EffectFile, {"effect": read_file(folder / name)}, name).effect
    if file.id != id:
        raise KnowledgeError(f"{name} holds the effect {file.id}. Name the file after it.")
    return _score(file, name) if isinstance(file, ScoreFile) else _pressure(file, name)


def _cited(file: AnyFile, name: str, own: Cites | None = None) -> Cited:
    source = own.source if own is not None and own.source else file.cite.source
    if source not in file.sources:
        raise KnowledgeError(f"{name}: the source “{source}” is not among its sources.")
    if own is None:
        own = Cites()
    return Cited(
        source=source,
        locator=own.locator or file.cite.locator,
        flag=str(own.flag or file.cite.flag),
        assumed=own.assumed or "",
    )


def _score(file: ScoreFile, name: str) -> Score:
    held = Range(float(file.range.low), float(file.range.high))
    zero = Range(float(file.zero.low), float(file.zero.high))
    if not zero.low <= zero.high <= held.low < held.high:
        raise KnowledgeError(f"{name}: its levels do not rise from zero to the range. Mend them.")
    return Score(
        id=file.id,
        title=file.title,
        drug=file.drug,
        site=file.site,
        range=held,
        zero=zero,
        cited=_cited(file, name, file.range),
        zero_cited=_cited(file, name, file.zero),
        people=int(file.people),
        caution=file.caution,
    )


def _pressure(file: PressureFile, name: str) -> Pressure:
    return Pressure(
        id=file.id,
        title=file.title,
        drug=file.drug,
        route=file.route,
        dose=float(file.dose.value),
        over=float(file.over.value) / _MINUTES,
        systolic=Rise(float(file.systolic.mean), float(file.systolic.sd)),
        diastolic=Rise(float(file.diastolic.mean), float(file.diastolic.sd)),
        cited=_cited(file, name),
        people=int(file.people),
        infusions=int(file.infusions),
        caution=file.caution,
    )
