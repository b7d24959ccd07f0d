"""A demonstration and real records never share a home or a database: refused in a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.live_server import LiveServer, Template, command, copied, environment, free_port

CLINIC = ("clinic", "new", "--name", "Harbour Clinic", "--zone", "America/New_York")


@pytest.fixture
def demonstration(template: Template, tmp_path: Path) -> Iterator[LiveServer]:
    """Return a filled demonstration on which no server runs."""
    with copied(template, tmp_path) as made:
        yield made


@pytest.mark.hazard("H53")
def test_each_is_refused_beside_the_other(demonstration: LiveServer, tmp_path: Path) -> None:
    real = environment(tmp_path / "clinic", "", free_port())
    del real["TITRANT_DEMO"]
    opened = command(real, *CLINIC, "--admin-email", "ana@clinic.example")
    assert opened.returncode == 0, opened.stderr

    serve = ("serve", "--port", str(free_port()))
    refused = command(real, *serve, "--demo")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "is the home of a clinic, and a demonstration was asked for." in refused.stderr
    assert "They never share an installation." in refused.stderr

    as_real = {
        name: text for name, text in demonstration.environment.items() if name != "TITRANT_DEMO"
    }
    refused = command(as_real, *serve)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "is the home of a demonstration, and a clinic was asked for." in refused.stderr

    elsewhere = {**as_real, "TITRANT_HOME": str(tmp_path / "another")}
    elsewhere.setdefault("DATABASE_URL", f"sqlite:///{demonstration.home}/titrant.sqlite3")
    refused = command(elsewhere, *serve)  # another home does not help: the database says it too
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "The database is that of a demonstration, and a clinic was asked for." in refused.stderr
    assert "Traceback" not in refused.stderr
