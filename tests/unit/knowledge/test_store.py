"""The knowledge as it runs: what is asked for is there, or a sentence says what there is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.lib.bases import RELEASED, knowledge, row, shipped, site

from titrant.clinical import Route
from titrant.knowledge import Access, Form, Knowledge, Standing, UnknownEntry, short
from titrant.units import Drug


def test_a_leaf_is_made_once_and_stays_the_same() -> None:
    kb = knowledge()
    assert kb.leaf("limit.iv.dose.hard") is kb.leaf("limit.iv.dose.hard")
    assert kb.leaf("limit.iv.dose.hard").shown == "2 mg/kg"


def test_a_leaf_keeps_every_field() -> None:
    written = row(
        value=None,
        range=["1", "2.5"],
        limit=None,
        basis="fixed",
        expires="2026-12-31",
        needs_sign_off=True,
        note="read twice",
    )
    leaf = knowledge({**shipped(), "leaves": {"a.b": written}}).leaf("a.b")
    assert (leaf.value, leaf.low, leaf.high, leaf.unit) == (None, Decimal(1), Decimal("2.5"), "mg")
    assert (leaf.kind, leaf.stops, leaf.basis) == (None, None, "fixed")
    assert (leaf.effective, leaf.review) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (leaf.expires, leaf.note) == (date(2026, 12, 31), "read twice")
    assert (leaf.needs_sign_off, leaf.needs_site_value, leaf.signature) == (True, False, None)


def test_ids_are_sorted_and_go_by_their_first_part() -> None:
    kb = knowledge()
    ids = kb.leaf_ids("limit.iv.")
    assert ids == sorted(ids)
    assert [leaf.id for leaf in kb.leaves("limit.iv.")] == ids
    assert set(ids) < set(kb.leaf_ids())
    assert kb.leaf_ids("nothing") == []
    assert kb.find("nothing") is None
    assert {"limit", "product", "protocol", "syringe"} <= set(kb.first_words())


def test_a_product() -> None:
    product = knowledge().product("spravato-28")
    assert (product.name, product.drug) == ("Spravato 28 mg nasal spray device", Drug.ESKETAMINE)
    assert (product.form, product.routes, product.jurisdiction) == (
        Form.DEVICE,
        (Route.NASAL,),
        "US",
    )
    assert [str(form.plural) for form in Form] == ["vials", "devices", "troches", "tablets"]


def test_syringes_stand_smallest_first() -> None:
    kb = knowledge()
    sizes = [kb.leaf(f"syringe.{one.id}.capacity").value for one in kb.syringes()]
    assert sizes == [Decimal(size) for size in (1, 3, 5, 10, 20, 60)]
    assert kb.syringes()[0].name == "1 mL syringe"


def test_a_protocol_without_a_site_is_approved_by_nobody() -> None:
    protocol = knowledge().protocol("iv-crps")
    assert (protocol.version, protocol.drug, protocol.route) == ("1", Drug.KETAMINE, Route.IV)
    assert (protocol.setting, protocol.bases) == ("clinic", ("actual", "ideal", "adjusted"))
    assert (protocol.approved_by, protocol.approved_on, protocol.demonstration) == (
        None,
        None,
        False,
    )


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_is_marked_where_it_approves(demonstration: bool) -> None:
    approvals = [{"protocol": "iv-crps", "version": "1"}]
    kb = knowledge(site=site(approvals=approvals, demonstration=demonstration))
    assert kb.demonstration is demonstration
    assert kb.protocol("iv-crps").demonstration is demonstration
    assert kb.protocol("iv-depression").demonstration is False
    assert (kb.site, kb.site_title) == ("here", "A clinic")
    assert kb.approved_versions() == {"iv-crps": "1"}


def test_without_a_site_there_is_none() -> None:
    kb = knowledge()
    assert (kb.site, kb.site_title, kb.demonstration) == (None, None, False)
    assert kb.approved_versions() == {}


def test_a_release_says_its_version_and_day() -> None:
    kb = Knowledge(shipped(), hash="0123456789abcdef" * 4)
    assert (kb.version, kb.released) == ("2026.11.22", RELEASED)
    assert (kb.hash, short(kb.hash)) == ("0123456789abcdef" * 4, "0123456789ab")


def test_sources_claims_conflicts_and_rows() -> None:
    kb = knowledge()
    source = kb.source("R8")
    assert (source.key, source.year, source.access) == ("R8", 2026, Access.FULL)
    assert source.read_on == date(2026, 11, 21)
    assert kb.source("R1").year is None
    claim = kb.claim("s0-iv-dose")
    assert (claim.id, claim.source, claim.read_on) == ("s0-iv-dose", "S0", date(2026, 11, 21))
    conflict = kb.conflict("iv-depression-dose")
    assert "s0-iv-dose" in conflict.claims
    assert isinstance(conflict.claims, tuple)
    assert kb.rows()["1.6/iv-depression-dose"]["held_by"]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda kb: kb.leaf("nasal.pause"),
            "There is no leaf “nasal.pause”. Known: nasal.rest.",
        ),
        (
            lambda kb: kb.leaf("nothing.here"),
            "There is no leaf “nothing.here”. Known: basis, dilution, ",
        ),
        (
            lambda kb: kb.product("ketamine-20"),
            "There is no product “ketamine-20”. Known: ketamine-10, ketamine-100, ketamine-50, ",
        ),
        (lambda kb: kb.protocol("iv"), "There is no protocol “iv”. Known: im-depression, "),
        (lambda kb: kb.source("R999"), "There is no source “R999”. Known: "),
        (lambda kb: kb.claim("x"), "There is no claim “x”. Known: "),
        (lambda kb: kb.conflict("x"), "There is no conflict “x”. Known: "),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    ask: Callable[[Knowledge], object], sentence: str
) -> None:
    with pytest.raises(UnknownEntry) as error:
        ask(knowledge())
    assert str(error.value).startswith(sentence)


def test_where_there_is_nothing_that_is_said() -> None:
    kb = knowledge({**shipped(), "products": {}})
    with pytest.raises(UnknownEntry, match=r"There is no product “a”\. Known: none\."):
        kb.product("a")


def test_many_leaves_of_one_first_word_are_not_all_listed() -> None:
    with pytest.raises(UnknownEntry) as error:
        knowledge().leaf("limit.iv.dose.hrad")
    assert str(error.value).count("limit.") == 13  # the one that was asked for, and twelve


def test_who_holds_the_list_cannot_change_the_base() -> None:
    kb = knowledge()
    kb.leaf_ids().clear()
    kb.ids("products").clear()
    kb.rows().clear()
    assert kb.leaf_ids()
    assert kb.ids("products")
    assert kb.rows()


def test_without_a_site_every_unsigned_leaf_holds() -> None:
    kb = knowledge()
    flags = {leaf.flag for leaf in kb.leaves() if leaf.standing(RELEASED) is Standing.IN_FORCE}
    assert flags <= {"seen", "calc"}
