"""`titrant prepare` as a person meets it: what is printed, where, and with which status."""

import json
import shlex
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.prepare_words import EXAMPLE, run, words_of

from titrant.cli import main

# -- JSON ------------------------------------------------------------------------------------


def test_json_of_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    """Witness: the issue's own figures, dose 35 mg, draw 3.5 mL, rate 52.5 mL/h, total 35 mL."""
    status, out, err = run(capsys, f"{EXAMPLE} --json")
    made = json.loads(out)
    assert (status, err) == (0, "")
    for name, value, unit in [
        ("dose", 35, "mg"),
        ("draw", 3.5, "mL"),
        ("diluent", 31.5, "mL"),
        ("concentration", 1, "mg/mL"),
        ("rate", 52.5, "mL/h"),
        ("duration", 40, "min"),
        ("total", 35, "mL"),
    ]:
        assert made[name] == {
            "value": value,
            "unit": unit,
            "rounded": {"value": value, "unit": unit},
        }
    assert made["status"] == "done"
    assert made["scope"] == "arithmetic"
    assert made["checks"][0]["text"] == "arithmetic only: no patient or protocol limit was checked"
    assert set(made["checks"][0]) >= {"id", "kind", "text", "lifts", "source"}


def test_json_says_where_each_number_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, f"{EXAMPLE} --json")
    sources = {one["leaf"]: one for one in json.loads(out)["sources"]}
    assert sources["product.ketamine-10.strength"]["value"] == "10 mg/mL"
    assert sources["product.ketamine-10.strength"]["source"] == "R10"
    assert sources["limit.iv.dose.hard"]["signed_by"] is None


def test_json_of_a_refusal_has_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, EXAMPLE.replace("0.5 mg/kg", "5 mg/kg") + " --json")
    made = json.loads(out)
    assert status == 1
    assert made["status"] == "refused"
    assert all(
        made[name] is None
        for name in ("dose", "draw", "diluent", "concentration", "rate", "duration", "total")
    )
    assert err.startswith("titrant: Refused: The dose of 350 mg for 70 kg is 5 mg/kg, at or above")
    assert err.count("\n") == 1


@pytest.mark.hazard("H56")
def test_the_same_words_give_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, f"{EXAMPLE} --json") == run(capsys, f"{EXAMPLE} --json")


def test_json_of_parts_pieces_and_lines(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys,
        words_of(dose=None, over=None, line_volume="1.5 mL", height="178 cm", sex="male")
        + ' --segment "10 mg over 10 min" --segment "25 mg over 30 min" --json',
    )
    made = json.loads(out)
    assert [run["rate"]["rounded"]["value"] for run in made["runs"]] == [60, 50]
    assert made["rate"] is None
    assert made["left_in_line"] == {"value": 1.5, "unit": "mg"}
    assert made["weight"]["basis"] == "actual"
    assert made["protocol"] == {"id": "iv-depression", "version": "1"}
    assert made["versions"]["demonstration"] is True


# -- the sheet -------------------------------------------------------------------------------


@pytest.mark.hazard("H1", "H2", "H3", "H6", "H12")
def test_the_sheet_of_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, EXAMPLE)
    assert (status, err) == (0, "")
    assert "UNSIGNED DRAFT" in out
    assert "arithmetic only: no patient or protocol limit was checked" in out
    assert "prepared checked" in out
    for words in (
        "0.5 mg/kg × 70 kg = 35 mg",
        "35 mg ÷ 10 mg/mL = 3.5 mL",
        "3.5 mL in a 5 mL syringe",
        "35 mL ÷ 40 min = 52.5 mL/h",
        "52.5 mL/h for 40 min",
        "racemic ketamine",
        "R10: Ketalar label",
        "One vial holds 200 mg in 20 mL, 10 mg/mL",
    ):
        assert words in out
    assert max(len(line) for line in out.splitlines()) <= 100


@pytest.mark.hazard("H7", "H34", "H51")
def test_every_rung_has_room_for_two_people(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, EXAMPLE)
    rungs = ("weight", "dose", "draw", "diluent", "total", "pump rate", "drug rate")
    for rung in rungs:
        (line,) = [line for line in out.splitlines() if line.startswith(rung)]
        assert line.endswith("_______  _______")


@pytest.mark.hazard("H4", "H14")
def test_the_sheet_of_the_demonstration_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, words_of())
    assert status == 0
    assert "DEMONSTRATION: signed by nobody real, not for patients" in out
    assert "Signed at this site by Dr Dana Demo (invented), medical director, 22 Nov 2026." in out
    assert "70 kg, scale, 22 Nov 2026 (today)" in out


def test_a_held_sheet_says_what_lifts_it(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, words_of(weight_on="2026-10-12"))
    assert status == 1
    assert "HELD. Do not draw up until every line marked below is lifted." in out
    assert "HOLD: The age of the weight of 2026-10-12 is 41 d, above 0 d" in out
    assert err == (
        "titrant: Held: The age of the weight of 2026-10-12 is 41 d, above 0 d (age of a weight "
        "in the clinic). Record today's weight.\n"
    )


def test_a_refused_sheet_gives_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, words_of(vial="100 mg/mL"))
    assert "REFUSED. Do not draw up. No number is given." in out
    assert "NEVER: The vial says 100 mg/mL" in out
    assert "mL in a" not in out
    assert "mL/h" not in out.partition("Limits it was held against")[0]
    assert "Refused: The vial says 100 mg/mL" in err


def test_a_reason_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys, words_of(dose="0.8 mg/kg", reason="no effect of four sessions at 0.75 mg/kg")
    )
    assert status == 0
    assert "reason given: The dose of 56 mg for 70 kg is 0.8 mg/kg, above 0.75 mg/kg" in out
    assert "Reason written: no effect of four sessions at 0.75 mg/kg" in " ".join(out.split())


def test_what_nobody_signed_is_one_list(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, words_of().replace("--site demo ", ""))
    assert status == 1
    head, _, rest = out.partition("HOLD until the medical director of this site signs\n")
    assert "limit.iv.session-cap" not in head
    assert "- limit.iv.session-cap: This site has not set a limit for" in rest


@pytest.mark.hazard("H5", "H12")
def test_the_sheet_of_a_device(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--site demo --as-of 2026-11-22 --product spravato-28 --dose '84 mg'")
    assert "Spravato 28 mg nasal spray device (esketamine), nasal spray" in out
    assert "84 mg ÷ 28 mg each = 3 pieces" in out
    assert "3 devices" in out
    assert "between devices" in out
    assert "5 min" in out


@pytest.mark.hazard("H11", "H39")
def test_the_sheet_of_a_troche(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys,
        "--site demo --as-of 2026-11-22 --product troche-100 --dose '100 mg' --retain spit "
        "--hold-for '7 min'",
    )
    assert "1 troche " in out
    assert "hold 7 min, then spit" in out
    assert "Compounded: read strength, lot and beyond-use date on this very package." in out


def test_the_sheet_of_an_infusion_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys,
        words_of(dose=None, over=None, line_volume="1.5 mL")
        + ' --segment "10 mg over 10 min" --segment "25 mg over 30 min"',
    )
    assert "60 mL/h for 10 min (10 mg)" in out
    assert "50 mL/h for 30 min (25 mg)" in out
    assert "1.5 mL of line holds 1.5 mg when the total has run" in out


@pytest.mark.hazard("H4", "H15", "H35")
def test_the_sheet_in_pounds_and_by_ideal_weight(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys,
        words_of(
            weight="154 lb",
            basis="ideal",
            previous_basis="ideal",
            height="5 ft 4 in",
            sex="female",
            product="ketamine-50",
        ),
    )
    assert "154 lb" in out
    assert "69.85 kg" in out
    assert "Weights: actual 154 lb, ideal 54.7 kg, adjusted 60.76 kg." in out
    assert "Rounding down takes off" in out


@pytest.mark.hazard("H33")
def test_without_as_of_the_clock_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, EXAMPLE.replace(" --as-of 2026-11-22", ""))
    assert out.startswith("No --as-of: judged as of today, 20")


# -- bad input -------------------------------------------------------------------------------


@pytest.mark.hazard("H3", "H4", "H6")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "The following arguments are required: --product."),
        ("--product ketamine-10", "No dose. Add --dose, like --dose “0.5 mg/kg”."),
        ("--product ketamine-10 --dose '.5 mg/kg'", "--dose: in “.5 mg/kg”, “.5” has no zero"),
        ("--product ketamine-10 --dose '0,5 mg/kg'", "has a comma, which can mean a decimal"),
        ("--product ketamine-10 --dose '5.0 mg'", "ends in a zero after the point"),
        ("--product ketamine-10 --dose 'NaN mg'", "“NaN mg” is not a number."),
        ("--product ketamine-10 --dose '-5 mg'", "starts with a sign"),
        ("--product ketamine-10 --dose '5e1 mg'", "has an exponent"),
        ("--product ketamine-10 --dose '5 mcg'", "Write ug."),
        ("--product ketamine-10 --dose '5 mcg/hr'", "Write ug/h."),
        ("--product ketamine-10 --dose '5'", "“5” has no unit."),
        ("--product ketamine-10 --dose '52.5 mL/h'", "“52.5 mL/h” is a pump rate, not a dose."),
        ("--product ketamine-10 --dose '3.5 mL'", "“3.5 mL” is a volume, not a dose."),
        ("--product ketamine-10 --dose '10 mg/mL'", "“10 mg/mL” is a concentration, not a dose."),
        ("--product ketamine-10 --dose '70 kg'", "“70 kg” is a weight, not a dose."),
        ("--product ketamine-10 --dose 'a lot'", "Write it like 0.5 mg/kg"),
        ("--product ketamine-20 --dose '5 mg'", "There is no product “ketamine-20”. Known: "),
        ("--product ketamine-10 --dose '5 mg' --protocol x", "There is no protocol “x”. Known: "),
        ("--product ketamine-10 --dose '5 mg' --site x", "There is no site “x”. Shipped: demo."),
        ("--product ketamine-10 --dose '5 mg' --site x.yaml", "x.yaml cannot be read"),
        ("--product ketamine-10 --dose '5 mg' --route nose", "“nose” is not known. Use one of: iv"),
        ("--product ketamine-10 --dose '5 mg' --basis fat", "--basis: “fat” is not known."),
        ("--product ketamine-10 --dose '5 mg' --as-of 20261122", "Write it like 2026-11-22."),
        ("--product ketamine-10 --dose '5 mg' --as-of 2026-02-30", "“2026-02-30” is not a date."),
        ("--product ketamine-10 --dose '5 mg' --weight 70", "--weight: “70” has no unit."),
        ("--product ketamine-10 --dose '5 mg' --weight '0 kg'", "a weight of zero"),
        ("--product ketamine-10 --dose '5 mg' --weight '70 mg'", "“mg” is not a unit of a weight."),
        ("--product ketamine-10 --dose '5 mg' --second-weight '70 kg'", "needs a weight."),
        ("--product ketamine-10 --dose '5 mg' --over '40 m'", "“m” is not a unit of a duration."),
        ("--product ketamine-10 --dose '5 mg' --vial '5 kg'", "“5 kg” is not a strength."),
        ("--product ketamine-10 --segment '5 mg'", "“5 mg” has no time."),
        (
            "--product ketamine-10 --segment '5 mg over 5 min' --dose '5 mg'",
            "--segment states dose and time already.",
        ),
        ("--product ketamine-10 --dose '5 mg' --colour red", "Unrecognized arguments: --colour"),
        ("--product ketamine-10 --dose '5 mg' --prot x", "Unrecognized arguments: --prot"),
        ("--product ketamine-10 --dose '5 mg' --pdf /nowhere/x.pdf", "/nowhere/x.pdf cannot be"),
    ],
)
def test_bad_input_is_a_sentence(
    capsys: pytest.CaptureFixture[str], words: str, sentence: str
) -> None:
    status, out, err = run(capsys, words)
    assert status == 2
    assert out == ""
    assert sentence in err
    assert err.startswith("titrant: ")
    assert "Traceback" not in err


def test_an_option_typed_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The last one would win unseen."""
    status, out, err = run(capsys, f"{EXAMPLE} --dose '45 mg'")
    assert (status, out) == (2, "")
    assert err == "titrant: --dose was typed twice. Leave one out.\n"


LIKELY = [
    *("70 kg", "0.5 mg/kg", "40 min", "1 mg/mL", "iv", "2026-11-22"),
    *("spit", "7 min", "actual", "demo"),
]
TEXTS = st.text(max_size=30) | st.sampled_from(LIKELY)
NAMES = st.sampled_from(
    [
        *("dose", "over", "dilute-to", "route", "protocol", "drug", "retain", "hold-for", "reason"),
        *("weight", "weight-on", "weight-method", "second-weight", "basis", "height", "sex"),
        *("previous-weight", "previous-basis", "previous-retain", "vial", "syringe", "pump"),
        *("line-volume", "as-of", "segment", "product"),
    ]
)


@given(options=st.lists(st.tuples(NAMES, TEXTS), max_size=6))
def test_no_words_make_it_fall_over(options: list[tuple[str, str]]) -> None:
    """Whatever is typed ends in a status of 0, 1 or 2, never in a traceback."""
    words = ["prepare", "--product", "ketamine-10", "--dose", "35 mg"]
    for name, text in options:
        words.append(f"--{name}={text}")
    assert main(words) in {0, 1, 2}


# -- as a process ----------------------------------------------------------------------------


def process(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "titrant", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_as_a_process() -> None:
    done = process("prepare", *shlex.split(EXAMPLE), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["draw"]["value"] == 3.5
    assert process("prepare").returncode == 2
