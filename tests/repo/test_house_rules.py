"""Every checker of the house rules bites on a bad sample, and lets a good one pass."""

import ast

import pytest
from tests.lib.house_rules import (
    HOSTS,
    asks_a_table,
    fragment_name,
    impurity,
    make_targets,
    module_length,
    module_name,
    numbers,
    requirement_lines,
    unexplained,
    unfinished,
    unlocked,
    workplace,
)


@pytest.mark.parametrize(
    ("lines", "listed", "complaint"),
    [
        (501, {"m.py": "tables"}, "limit"),
        (351, {}, "list it"),
        (351, {"m.py": ""}, "list it"),
        (350, {"m.py": "tables"}, "take it out"),
    ],
)
def test_module_length_bites(lines: int, listed: dict[str, str], complaint: str) -> None:
    assert complaint in "".join(module_length("m.py", "x\n" * lines, listed))


def test_module_length_lets_pass() -> None:
    assert not module_length("m.py", "x\n" * 350, {})
    assert not module_length("m.py", "x\n" * 500, {"m.py": "one table"})


@pytest.mark.parametrize("path", ["src/titrant/dosing/utils.py", "src/titrant/data/dose.py"])
def test_module_name_bites(path: str) -> None:
    assert module_name(path)


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import time as clock",
        "from time import time",
        "datetime.now(UTC)",
        "dt.datetime.utcnow()",
        "date.today()",
        "Row(at=field(default_factory=datetime.now))",
        "np.random.default_rng()",
        "open('case.yaml')",
        "Path('case.yaml').open()",
        "path.read_text()",
        "path.write_bytes(b'')",
    ],
)
def test_impurity_bites(line: str) -> None:
    assert impurity("m.py", ast.parse(f"def f():\n    {line}"))


def test_impurity_lets_pass() -> None:
    line = (
        "from datetime import date, time\nage = case.as_of - date(2026, 1, 2)\ngenerator.random()"
    )
    assert not impurity("m.py", ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "dose = 0.5",
        "x = weight * 2",
        "x = -3",
        "x = 1e-9",
        "rows[:2]",
        "HOURS = 24",
        "f(50, 'mg')",
        "def f(limit=40): ...",
        "Decimal('0.5')",
        "read('0.5 mg/kg')",
    ],
)
def test_numbers_bites(line: str) -> None:
    assert numbers("m.py", ast.parse(line), {})


@pytest.mark.parametrize("line", ["Clinic.objects.get(pk=1)", "get_object_or_404(Clinic, pk=1)"])
def test_a_view_that_asks_a_table_bites(line: str) -> None:
    assert asks_a_table("server/sites/policy_views.py", ast.parse(line))
    assert asks_a_table("server/accounts/factor_pages.py", ast.parse(line))
    assert not asks_a_table("server/sites/selectors.py", ast.parse(line))
    assert not asks_a_table("server/sites/views.py", ast.parse("selectors.clinic_of(1)"))


def test_numbers_lets_pass() -> None:
    text = (
        "HOURS = 24\nx = -1\ny = rows[0]\nz = True\ns = 'Weight is too old'\nc = '0'\nd = 'x' * 1"
    )
    assert not numbers("m.py", ast.parse(text), {("m.py", "HOURS"): "hours in a day"})


@pytest.mark.parametrize("host", HOSTS)
def test_workplace_bites_on_a_registry(host: str) -> None:
    assert workplace("page.md", f"https://{host.upper()}/simple")


@pytest.mark.parametrize("path", ["/wo" + "rk/main", "'/ro" + "ot/x'", "see /home/" + "ann/x"])
def test_workplace_bites_on_a_machine_path(path: str) -> None:
    assert workplace("page.md", path)


def test_workplace_lets_pass() -> None:
    assert not workplace("page.md", "https://example.org/wo" + "rk/paper ./wo" + "rk/x tests/unit")


def test_unfinished_bites() -> None:
    assert unfinished("m.py", "# TO" + "DO: later")
    assert not unfinished("m.py", "# TO" + "DO(#12): later")


HASH = "--hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "pydantic==2.0",
        f"pydantic==2.0 {HASH[:-1]}",
        f"pydantic>=2 \\\n    {HASH}",
        f"--index-url x\npydantic==2.0 {HASH}",
        f"-e . {HASH}",
        f"a @ https://example.org/a.whl {HASH}",
    ],
)
def test_requirement_lines_bites(line: str) -> None:
    assert requirement_lines("base.txt", line)


def test_requirement_lines_lets_pass() -> None:
    text = (
        f"# made\na-b==1.0 ; python_version < '3.12' \\\n    {HASH} \\\n    {HASH}\n    # via c\n"
    )
    assert not requirement_lines("base.txt", text)


def test_unlocked_bites() -> None:
    assert unlocked("base.txt", "pydantic-core==2.0", ["pydantic>=2,<3"])
    assert not unlocked("base.txt", "pyyaml==6.0", ["PyYAML>=6"])


def test_unexplained_bites() -> None:
    assert unexplained("pyproject.toml", '    "pydantic>=2",\n')
    assert not unexplained("pyproject.toml", '    "pydantic>=2", # knowledge\n')


@pytest.mark.parametrize("name", ["note.md", "12.added.txt", "12.removed.md", "Big.added.md"])
def test_fragment_name_bites(name: str) -> None:
    assert fragment_name(f"knowledge.d/{name}", ["added", "retired"])
    assert not fragment_name("knowledge.d/12.retired.md", ["added", "retired"])


def test_make_targets_bites() -> None:
    assert make_targets("README.md", "type `make fly`", {"run"})
    assert make_targets("README.md", "```\ncd x && make fly\n```\n", {"run"})
    assert not make_targets("README.md", "make sure to type `make run`", {"run"})
