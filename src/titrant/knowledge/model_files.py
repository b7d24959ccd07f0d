"""Turn the YAML of a pharmacokinetic model into the values that `titrant.pkpd` takes."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from titrant.knowledge.errors import KnowledgeError
from titrant.knowledge.files import (
    COMPILED,
    COMPILED_MODELS,
    PK_MODELS,
    file_hash,
    model_files,
    table_files,
)
from titrant.knowledge.schema_models import (
    UNITS,
    AnalyteFile,
    Cites,
    CovarianceFile,
    HighestFile,
    ModelFile,
    ParameterFile,
    RelationFile,
    SpreadFile,
)
from titrant.knowledge.schema_tables import InteractionsFile, TableFile
from titrant.knowledge.yaml_files import checked, read_file
from titrant.pkpd import model as pk
from titrant.pkpd.checking import check
from titrant.pkpd.interactions import Interaction
from titrant.pkpd.validation import Table

# What a composition takes over from the model that it extends.
_ADDED = ("sources", "compartments", "parameters", "analytes")
_JOINED = ("flows", "assumed", "caution")
_OWN = ("cite", "covariances", "devices")


def read_model(path: Path, folder: Path = PK_MODELS) -> pk.Model:
    """Return the model that a file holds; `folder` is where a model that it extends is looked for.

    Raises `KnowledgeError` with one line for each thing that is wrong.
    """
    raw = _whole(read_file(path), path.name, folder)
    file = checked(ModelFile, raw, path.name)
    try:
        return _Made(file).model()
    except ValueError as error:
        raise KnowledgeError(f"{path.name}: {error}.") from None


def write_models(folder: Path = COMPILED) -> None:
    """Compile every model and table into one file; raises `KnowledgeError` where one is broken."""
    models = {}
    for path in model_files():
        model = read_model(path)
        if model.id != path.stem:
            raise KnowledgeError(f"{path.name} holds the model {model.id}. Name the file after it.")
        broken = [f"{path.name}: {one.rule}: {one.said}." for one in check(model) if not one.ok]
        if broken:
            raise KnowledgeError("\n".join(broken))
        models[model.id] = model
    tables: dict[str, Table] = {}
    interactions: list[Interaction] = []
    for path in table_files():
        raw = read_file(path)
        if raw.get("id") == "interactions":
            file = checked(InteractionsFile, raw, path.name)
            interactions += [one.made() for one in file.rows]
        else:
            table = checked(TableFile, raw, path.name).made()
            for id in table.models:
                if id not in models:
                    raise KnowledgeError(f"{path.name} names the model {id}, which there is not.")
            tables[table.id] = table
    text = "{" + ",\n".join(
        f'"{part}":{_lines(entries)}' for part, entries in (("models", models), ("tables", tables))
    )
    text += f',\n"interactions":{_json(interactions)}' + "}"
    files = {path.name: file_hash(path) for path in (*model_files(), *table_files())}
    digest = hashlib.sha256(text.encode()).hexdigest()
    whole = f'{{"hash":"{digest}",\n"files":{_json(files)},\n"content":{text}}}\n'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMPILED_MODELS).write_text(whole, encoding="utf-8", newline="\n")


def _lines(entries: Mapping[str, Any]) -> str:
    """Write one entry a line, so that a change of one is a change of one line."""
    return "{" + ",\n".join(f"{_json(id)}:{_json(one)}" for id, one in entries.items()) + "}"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _whole(raw: dict[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """Return a file's content with what it takes over from another."""
    if "extends" not in raw:
        return raw
    other = folder / f"{raw['extends']}.yaml"
    if not other.exists():
        known = ", ".join(path.stem for path in model_files(folder))
        raise KnowledgeError(f"{name} extends {raw['extends']}. Known: {known}.")
    base = read_file(other)
    if "extends" in base:
        raise KnowledgeError(f"{name} extends {other.name}, which extends another. Name that one.")
    made = dict(raw)
    for key in _ADDED:
        twice = base.get(key, {}).keys() & raw.get(key, {}).keys()
        if twice:
            raise KnowledgeError(f"{name}: {other.name} has {key} {', '.join(twice)} already.")
        made[key] = {**base.get(key, {}), **raw.get(key, {})}
    for key in _JOINED:
        made[key] = [*base.get(key, []), *raw.get(key, [])]
    for key in _OWN:
        if key in raw:
            raise KnowledgeError(f"{name} extends another and has {key}. Leave it out.")
        if key in base:
            made[key] = base[key]
    return made


class _Made:
    """The values of one file."""

    def __init__(self, file: ModelFile) -> None:
        self._file = file

    def model(self) -> pk.Model:
        """Return the model."""
        file = self._file
        return pk.Model(
            id=file.id,
            title=file.title,
            version=file.version,
            drugs=file.drugs,
            site=file.site,
            evidence=file.evidence,
            summary=file.summary,
            sources={key: self._source(key) for key in file.sources},
            compartments=tuple(
                pk.Compartment(name=name, volume=volume or "")
                for name, volume in file.compartments.items()
            ),
            flows=tuple(flow for one in file.flows for flow in one.flows()),
            routes={route: self._entries(route) for route in file.routes},
            analytes=tuple(self._analyte(name, one) for name, one in file.analytes.items()),
            parameters=tuple(self._parameter(name, one) for name, one in file.parameters.items()),
            domain=pk.Domain(
                population=file.domain.population,
                covariates={key: _range(pair) for key, pair in file.domain.covariates.items()},
                doses={key: _range(pair) for key, pair in file.domain.doses.items()},
                highest={key: self._highest(one) for key, one in file.domain.highest.items()},
            ),
            between=pk.Variability(
                effects=tuple(self._effects("between")),
                covariances=tuple(map(self._covariance, file.covariances.between)),
            ),
            occasion=pk.Variability(
                effects=tuple(self._effects("occasion")),
                covariances=tuple(map(self._covariance, file.covariances.occasion)),
            ),
            devices=self._devices(),
            states=tuple(self._statements()),
            assumed=file.assumed,
            caution=(*file.caution, *_unstated(file)),
            stands_for=file.stands_for,
            bands=file.bands,
        )

    def _source(self, key: str) -> pk.Source:
        one = self._file.sources[key]
        return pk.Source(
            title=one.title, address=one.address, access=str(one.access), read_on=str(one.read_on)
        )

    def _cited(self, number: Cites, above: Cites | None = None) -> pk.Cited:
        """Return where a number was read: as it says, as what it belongs to says, or the file."""

        def said(name: str) -> str:
            for one in (number, above, self._file.cite):
                if getattr(one, name, None) is not None:
                    return str(getattr(one, name))
            raise ValueError(f"a number has no {name}, and the file has no cite")

        source = said("source")
        if source not in self._file.sources:
            raise ValueError(f"the source “{source}” is not among its sources")
        return pk.Cited(
            source=source,
            locator=said("locator"),
            flag=said("flag"),
            assumed=number.assumed or "",
        )

    def _highest(self, one: HighestFile) -> pk.Highest:
        return pk.Highest(
            value=float(one.value),
            unit=one.unit,
            within=float(one.within_h),
            cited=self._cited(one),
        )

    def _entries(self, route: str) -> tuple[pk.Entry, ...]:
        return tuple(
            pk.Entry(
                into=one.into,
                shares=one.shares,
                rests=one.rests,
                over=one.over or "",
                lag=one.lag or "",
            )
            for one in self._file.routes[route]
        )

    def _analyte(self, name: str, one: AnalyteFile) -> pk.Analyte:
        residual = pk.Residual(
            cited=self._cited(one.residual),
            proportional=float(one.residual.proportional),
            additive=float(one.residual.additive),
            log=float(one.residual.log),
        )
        weight = float(one.weight[0] / one.weight[1]) if one.weight else 1.0
        return pk.Analyte(
            name=name,
            compartment=one.compartment,
            residual=residual,
            weight=weight,
            caution=one.caution or "",
        )

    def _parameter(self, name: str, one: ParameterFile) -> pk.Parameter:
        unit, factor = UNITS[one.unit]
        relations = [self._relation(each, one, factor) for each in one.relations]
        if one.unit.endswith("/kg"):
            own = self._cited(one)
            relations.append(
                pk.Relation(covariate="weight", act=pk.Act.POWER, size=1, centre=1, cited=own)
            )
        return pk.Parameter(
            name=name,
            title=one.title,
            value=float(one.value) * factor,
            unit=unit,
            cited=self._cited(one),
            relations=tuple(relations),
            note=one.note or "",
        )

    def _relation(self, one: RelationFile, above: Cites, factor: float) -> pk.Relation:
        size = float(one.size) * (factor if one.act is pk.Act.ABOVE else 1.0)
        return pk.Relation(
            covariate=one.covariate,
            act=one.act,
            size=size,
            centre=float(one.centre),
            cited=self._cited(one, above),
        )

    def _effects(self, kind: str) -> Iterator[pk.Effect]:
        for name, parameter in self._file.parameters.items():
            spread: SpreadFile | None = getattr(parameter, kind)
            if spread is not None:
                yield pk.Effect(
                    parameter=name,
                    scale=spread.scale,
                    variance=spread.omega,
                    cited=self._cited(spread, parameter),
                    wide=spread.wide or "",
                )

    def _covariance(self, one: CovarianceFile) -> pk.Covariance:
        return pk.Covariance(
            one=one.of[0], other=one.of[1], value=float(one.value), cited=self._cited(one)
        )

    def _devices(self) -> pk.Devices | None:
        one = self._file.devices
        if one is None:
            return None
        return pk.Devices(route=one.route, dose=float(one.dose), share=one.share, factor=one.factor)

    def _statements(self) -> Iterator[pk.Statement]:
        for one in self._file.states:
            yield pk.Statement(
                what=one.what,
                value=float(one.value),
                unit=one.unit,
                within=float(one.within),
                cited=self._cited(one),
                analyte=one.analyte,
                route=one.route or "",
                regimen=one.regimen or "",
                until=float(one.until) if one.until is not None else None,
            )


def _unstated(file: ModelFile) -> Iterator[str]:
    """Yield what stands beside each result of a model whose doses were not seen."""
    routes = [route for route in file.routes if route not in file.domain.doses]
    if routes:
        by = "" if len(routes) == len(file.routes) else f" by {' and '.join(routes)}"
        yield (
            f"No range of doses{by} is stated for this model; the doses it was fitted to were not "
            "seen."
        )


def _range(pair: tuple[Any, Any]) -> pk.Range:
    if not pair[0] <= pair[1]:
        raise ValueError(f"the range {pair[0]} to {pair[1]} ends before it begins")
    return pk.Range(float(pair[0]), float(pair[1]))
