"""The models that are named on the command line: each once, and each one that keeps its rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from titrant.cli.status import BadInput
from titrant.knowledge import is_model_file, pk_model

if TYPE_CHECKING:
    from titrant.pkpd.model import Model


def usable_model(name: str) -> "Model":
    """Return a shipped model, or that of a file which keeps every rule.

    Raises `BadInput` with what a check found, a line each; shipped models were checked when they
    were compiled.
    """
    from titrant.pkpd.checking import check

    model = pk_model(name)
    if is_model_file(name):
        broken = [one for one in check(model) if not one.ok]
        if broken:
            lines = [f"{name}: {one.rule}: {one.said}." for one in broken]
            lines.append(f"Mend the file; “titrant models check {name}” holds it to every rule.")
            raise BadInput("\n".join(lines))
    return model


def usable_models(names: Sequence[str]) -> tuple["Model", ...]:
    """Return the models of a command; raises `BadInput` where one is named twice."""
    found: dict[str, tuple[str, Model]] = {}
    for name in names:
        model = usable_model(name)
        if model.id in found:
            before = found[model.id][0]
            said = (
                f"--model: {name} is given twice. Name each model once."
                if before == name
                else f"--model: {before} and {name} both hold the model {model.id}. "
                "Name one of them, or give one an id of its own."
            )
            raise BadInput(said)
        found[model.id] = (name, model)
    return tuple(model for _, model in found.values())
