"""Judges of FHIR that others wrote, asked about a bundle: Medplum's validator, and pyfhircheck."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

ORACLES = Path(__file__).resolve().parents[1] / "oracles"
JUDGE = ORACLES / "fhir" / "pyfhircheck"
DEFINITIONS = ORACLES / "node_modules" / "@medplum" / "definitions" / "dist" / "fhir" / "r4"
US_CORE = Path(__file__).resolve().parents[3] / "shared/data/fhir/packages/us_core_610.tgz"
R4 = (
    *("profiles-types", "profiles-resources", "profiles-others", "extension-definitions"),
    *("valuesets", "v3-codesystems", "v2-tables"),
)
_KINDS = {"StructureDefinition", "ValueSet", "CodeSystem"}

# What pyfhircheck 0.2.0 says of US Core's own published examples as well: it slices by no bound
# value set, wants codings without a display, and counts a dateTime's characters wrongly.
FAULTS_OF_THE_JUDGE = {
    ("profile.element.invariant.vs-1", "Observation.effective[x]"),
    ("profile.pattern", "Observation.code"),
    ("profile.slice.cardinality.min", "Observation.category:VSCat"),
    ("profile.slice.cardinality.min", "Observation.component:diastolic"),
    ("profile.slice.cardinality.min", "Observation.component:systolic"),
    ("profile.slice.cardinality.min", "Condition.category:us-core"),
}


def refused_by_medplum(*bundles: Path) -> tuple[str, int]:
    """Return what Medplum's validator refuses, a line each, and how many resources it was asked."""
    if not DEFINITIONS.is_dir():
        pytest.skip("no definitions of R4: `make test` installs them")
    asked = subprocess.run(
        ["node", str(ORACLES / "fhir.mjs"), *map(str, bundles)],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return asked.stdout, int(asked.stderr.split()[-2])


def r4_package(folder: Path) -> Path:
    """Write R4's own definitions as a package, made of Medplum's copy of them."""
    if not DEFINITIONS.is_dir():
        pytest.skip("no definitions of R4: `make test` installs them")
    path, known = folder / "r4.tgz", set()
    with tarfile.open(path, "w:gz", compresslevel=1) as package:
        _put(package, "package.json", {"name": "hl7.fhir.r4.core", "version": "4.0.1"})
        for name in R4:
            for entry in json.loads((DEFINITIONS / f"{name}.json").read_bytes()).get("entry", []):
                one = entry["resource"]
                file = f"{one['resourceType']}-{one['id']}.json"
                if file not in known and one["resourceType"] in _KINDS:
                    known.add(file)
                    _put(package, file, one)
    return path


def _put(package: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    written = json.dumps(content).encode()
    entry = tarfile.TarInfo(f"package/{name}")
    entry.size = len(written)
    package.addfile(entry, BytesIO(written))


def refused_by_pyfhircheck(path: Path, folder: Path, **packages: Path) -> set[tuple[str, str]]:
    """Return the errors that pyfhircheck finds in a bundle, each as its code and its place."""
    if not JUDGE.is_dir():
        pytest.skip("no pyfhircheck: `make test` installs it")
    sources = [{"name": name, "source": str(source)} for name, source in packages.items()]
    asked = {
        "fhirVersion": "4.0.1",
        "packages": [{**one, "version": "0"} for one in sources],
        "packageCacheDir": str(folder / "cache"),
        "evidenceOutputDir": str(folder / "evidence"),
        "terminology": {"mode": "local"},
        "errorOnUnknownProfile": "us_core" in packages,
    }
    config, answer = folder / "config.json", folder / "answer.json"
    config.write_text(json.dumps(asked))
    subprocess.run(
        [
            *(sys.executable, "-m", "pyfhircheck", "bundle", str(path)),
            *("-c", str(config), "--json-output", str(answer)),
        ],
        env={**os.environ, "PYTHONPATH": str(JUDGE.parent)},
        cwd=folder,
        check=False,  # it ends with an error where it finds one
        capture_output=True,
        timeout=300,
    )
    found = json.loads(answer.read_bytes())
    assert found["resourceCount"] > 0
    return {(one["code"], one["path"]) for one in found["issues"] if one["severity"] == "error"}
