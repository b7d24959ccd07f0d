"""The pages' scripts: types by TypeScript's checker, decisions by node's own test runner."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from titrant.server.web import context

HERE = Path(__file__).parent
SCRIPTS = Path(context.__file__).parent / "static" / "titrant"
ORACLES = Path(__file__).resolve().parents[2] / "oracles" / "node_modules"

OPTIONS = [
    *("--noEmit", "--allowJs", "--checkJs", "--strict", "--noUnusedLocals", "--noImplicitReturns"),
    *("--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler"),
    *("--lib", "es2022,dom,dom.iterable"),
]

pytestmark = pytest.mark.oracle_node


def test_the_types_hold() -> None:
    tsc = ORACLES / "typescript" / "bin" / "tsc"
    done = subprocess.run(
        ["node", str(tsc), *OPTIONS, *map(str, sorted(SCRIPTS.glob("*.js")))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_decisions_hold(tmp_path: Path) -> None:
    for script in (*SCRIPTS.glob("*.js"), HERE / "scripts.test.mjs"):
        shutil.copy(script, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    done = subprocess.run(
        ["node", "--test", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    written = len(re.findall(r'^test\("', (HERE / "scripts.test.mjs").read_text(), re.MULTILINE))
    assert re.search(rf"^\S* ?pass {written}$", done.stdout, re.MULTILINE), done.stdout


def test_no_script_writes_markup_or_runs_words() -> None:
    for script in SCRIPTS.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text
        )
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB", text
        )  # nothing of a record stays
