"""A course keeps the doses and the schedule of its version; every guard is the newest."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from tests.lib.loaded import loaded

from titrant.knowledge import (
    Knowledge,
    KnowledgeError,
    Standing,
    UnknownEntry,
    compiled_bytes,
    load_kept,
    plan_of,
    with_plan,
)
from titrant.knowledge.files import COMPILED, read_json

PROTOCOL = "iv-depression"
START, SOFT, AGE = (f"protocol.{PROTOCOL}.{one}" for one in ("start", "dose.soft", "review.after"))
TODAY = date(2026, 11, 23)


def later(**leaves: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shipped content as version 2 of the protocol, with other leaves."""
    content: dict[str, Any] = deepcopy(read_json(COMPILED / "knowledge.json"))
    content["protocols"][PROTOCOL]["version"] = "2"
    for id, fields in leaves.items():
        content["leaves"][id].update(fields)
    return content


def site(version: str, *without: str) -> dict[str, Any]:
    overlay: dict[str, Any] = deepcopy(read_json(COMPILED / "sites" / "demo.json"))
    overlay["signatures"] = [
        one for one in overlay["signatures"] if one["leaf"] not in {*without, START, SOFT}
    ]
    overlay["approvals"] = [
        {**one, "version": version} if one["protocol"] == PROTOCOL else one
        for one in overlay["approvals"]
        if one["protocol"] not in without
    ]
    return overlay


@pytest.mark.hazard("H14")
def test_a_newer_version_changes_no_dose_of_an_open_course() -> None:
    plan = plan_of(loaded("demo"), PROTOCOL)
    newer = Knowledge(later(**{START: {"value": "0.4"}}), hash="new", site=site("2"))
    assert newer.leaf(START).shown == "0.4 mg/kg"
    kept = with_plan(newer, plan)
    assert kept.leaf(START).shown == "0.5 mg/kg"
    assert kept.protocol(PROTOCOL).version == plan["row"]["version"]
    assert kept.protocol(PROTOCOL).approved_on is not None
    assert newer.protocol(PROTOCOL).version == "2"  # the knowledge itself stays as it is


@pytest.mark.hazard("H14")
def test_a_newer_limit_counts_at_once() -> None:
    plan = plan_of(loaded("demo"), PROTOCOL)
    newer = Knowledge(later(**{SOFT: {"value": "0.45"}}), hash="new", site=site("2"))
    assert with_plan(newer, plan).leaf(SOFT).shown == newer.leaf(SOFT).shown
    assert "0.45" in newer.leaf(SOFT).shown


def test_a_limit_is_no_part_of_a_plan() -> None:
    kb = loaded("demo")
    for protocol in kb.ids("protocols"):
        kept = plan_of(kb, protocol)["leaves"]
        assert not [id for id in kept if kb.leaf(id).kind is not None], protocol


def test_a_version_that_is_taken_out_of_use_is_out_of_use() -> None:
    plan = plan_of(loaded("demo"), PROTOCOL)
    content = later()
    content["protocols"][PROTOCOL]["held"] = "It is off here."
    kept = with_plan(Knowledge(content, hash="new", site=site("2")), plan)
    assert kept.protocol(PROTOCOL).held == "It is off here."


def test_an_approval_that_was_withdrawn_holds() -> None:
    plan = plan_of(loaded("demo"), PROTOCOL)
    kept = with_plan(Knowledge(later(), hash="new", site=site("2", PROTOCOL)), plan)
    assert kept.protocol(PROTOCOL).approved_on is None


def test_a_signature_that_was_withdrawn_holds() -> None:
    signed = next(
        one["leaf"]
        for one in read_json(COMPILED / "sites" / "demo.json")["signatures"]
        if one["leaf"] in plan_of(loaded("demo"), PROTOCOL)["leaves"]
    )
    plan = plan_of(loaded("demo"), PROTOCOL)
    assert (
        with_plan(Knowledge(later(), hash="new", site=site("2")), plan).leaf(signed).standing(TODAY)
        is Standing.IN_FORCE
    )
    gone = with_plan(Knowledge(later(), hash="new", site=site("2", signed)), plan)
    assert gone.leaf(signed).standing(TODAY) is not Standing.IN_FORCE


def test_without_a_site_nothing_is_signed_or_approved() -> None:
    plan = plan_of(loaded(None), PROTOCOL)
    newer = Knowledge(later(**{START: {"value": "0.4"}}), hash="new")
    kept = with_plan(newer, plan)
    assert kept.leaf(START).shown == "0.5 mg/kg"
    assert kept.protocol(PROTOCOL).approved_on is None


def test_it_says_which_knowledge_is_in_force() -> None:
    newer = Knowledge(later(**{START: {"value": "0.4"}}), hash="new", site=site("2"))
    kept = with_plan(newer, plan_of(loaded("demo"), PROTOCOL))
    assert (kept.hash, kept.versions, kept.site_hash) == (
        newer.hash,
        newer.versions,
        newer.site_hash,
    )


def test_a_plan_of_this_very_version_changes_nothing() -> None:
    kb = loaded("demo")
    assert with_plan(kb, plan_of(kb, PROTOCOL)) is kb


def test_a_protocol_that_is_gone_stays_gone() -> None:
    content = later()
    plan = plan_of(loaded("demo"), PROTOCOL)
    del content["protocols"][PROTOCOL]
    newer = Knowledge(content, hash="new")
    assert with_plan(newer, plan) is newer
    with pytest.raises(UnknownEntry):
        plan_of(newer, PROTOCOL)


@pytest.mark.parametrize("raw", [b"{", b"{}", b'{"release": {}}'])
def test_what_was_kept_and_is_no_knowledge_is_refused(raw: bytes) -> None:
    with pytest.raises(KnowledgeError, match="no knowledge base of this version"):
        load_kept(raw, None)


def test_what_was_kept_is_the_knowledge_that_it_was() -> None:
    kept = load_kept(compiled_bytes(), None)
    assert (kept.hash, kept.version) == (loaded(None).hash, loaded(None).version)
