"""How protocols go with a record: fits, fits if, does not; and what decided."""

from pathlib import Path
from typing import Any

import pytest
from tests.lib.loaded import loaded
from tests.lib.looking import TODAY, fact, kb

import titrant
from titrant.clinical import Snapshot, State
from titrant.dosing.screening import Fit, Verdict, fit, screen, treatment_of
from titrant.dosing.screening.findings import ACUTE
from titrant.dosing.screening.fit import acute
from titrant.intake import join, read_case
from titrant.knowledge import Knowledge

EXAMPLES = Path(titrant.__file__).with_name("examples")
RECORDS = Path(__file__).resolve().parents[3] / "scenarios" / "records"


def fitted(record: Snapshot, *ids: str, kb: Knowledge | None = None) -> dict[str, Fit]:
    kb = kb or loaded()
    return {one.protocol.id: one for one in fit(record, [kb.protocol(id) for id in ids], kb, "us")}


def says(one: Fit) -> str:
    return " ".join(reason.says for reason in one.because)


DEPRESSED = fact("major-depression")


def test_the_order_is_that_of_the_protocols() -> None:
    ids = ("sc-depression", "iv-depression", "im-depression")
    assert tuple(fitted(Snapshot(as_of=TODAY), *ids)) == ids


def test_a_diagnosis_that_is_over_is_none() -> None:
    lacks = "None of these is on record: Depression"
    over: dict[str, Any] = {"state": State.ENDED}
    for facts, missing in (
        ((DEPRESSED,), False),
        ((), True),
        ((fact("depression", **over),), True),
    ):
        one = fitted(Snapshot(as_of=TODAY, facts=facts), "iv-depression")["iv-depression"]
        assert (lacks in says(one)) is missing
        assert one.verdict is Verdict.FITS_IF
        assert one.unasked


def test_an_exclusion_does_not_fit_and_stands_first_with_its_source() -> None:
    record = Snapshot(as_of=TODAY, facts=(DEPRESSED, fact("intracerebral-haemorrhage")))
    one = fitted(record, "iv-depression")["iv-depression"]
    assert one.verdict is Verdict.DOES_NOT
    assert one.because[0].says == "Bleeding into the brain at any time: exclude."
    assert one.because[0].rule == "intracerebral-haemorrhage"
    assert one.because[0].source.startswith("R30")


def test_a_held_protocol_never_fits() -> None:
    id = "daily-nasal-home-s2"
    one = fitted(Snapshot(as_of=TODAY, facts=(DEPRESSED,)), id)[id]
    assert one.verdict is Verdict.DOES_NOT
    assert kb().protocol(id).held in says(one)


def test_what_nobody_approved_is_a_condition() -> None:
    record = Snapshot(as_of=TODAY, facts=(DEPRESSED,))
    for base, approved in ((loaded(), True), (kb(), False)):
        one = fitted(record, "iv-depression", kb=base)["iv-depression"]
        assert ("has not approved version" in says(one)) is not approved


def test_an_entry_that_has_to_be_asked_about_is_named() -> None:
    old = fact("lorazepam", days=900, text="Ativan")
    one = fitted(Snapshot(as_of=TODAY, facts=(DEPRESSED, old)), "iv-depression")["iv-depression"]
    assert "Is it still taken? Ativan (an old entry, which says nothing of today)." in says(one)


def test_where_the_risk_is_acute_nothing_fits() -> None:
    record = Snapshot(as_of=TODAY, facts=(DEPRESSED, fact("c-ssrs", number="4")))
    fits = fitted(record, "iv-depression", "spravato-us-trd", "sublingual-home")
    assert {one.verdict for one in fits.values()} == {Verdict.DOES_NOT}
    first = acute(tuple(fits.values()))
    assert first is not None
    assert first.rule == ACUTE
    calm = Snapshot(as_of=TODAY, facts=(fact("dementia"),))
    assert acute(tuple(fitted(calm, "iv-depression").values())) is None


def test_where_everything_is_answered_it_fits() -> None:
    """A clinician has asked everything and found nothing; the site approved the protocol."""
    person = "person: {born: 1985-03-01, sex: male}\nconditions: [major-depression]\nby: clinician"
    texts = [(RECORDS / name).read_text(encoding="utf-8") for name in ("ready.yaml", "vitals.yaml")]
    record = join([read_case(text, "a case", kb(), TODAY) for text in (person, *texts)])
    one = fitted(record, "iv-depression")["iv-depression"]
    assert (one.because, one.unasked) == ((), 0)
    assert one.verdict is Verdict.FITS


OPEN = "courses: [{protocol: iv-depression, opened: 2026-11-01}]"


@pytest.mark.parametrize("name", ["mara-case", "mara-screening", "riverside-case", "open course"])
def test_many_protocols_at_once_are_screened_as_each_alone(name: str) -> None:
    """What a rule sees is kept while others are asked about, but for what another course is."""
    file = EXAMPLES / f"{name}.yaml"
    text = file.read_text(encoding="utf-8") if file.exists() else OPEN
    record, base = read_case(text, name, kb(), TODAY), kb()
    protocols = [base.protocol(id) for id in base.ids("protocols")]
    together = fit(record, protocols, base, "us")
    for protocol, one in zip(protocols, together, strict=True):
        assert one.screening == screen(record, treatment_of(protocol, "us"), base)
    others = {
        each.protocol.id
        for each in together
        if any(one.rule == "active-course" for one in each.screening.findings)
    }
    assert (others == {*base.ids("protocols")} - {"iv-depression"}) == (name == "open course")
