"""The knowledge as it runs: what is asked for is there, or a sentence says what there is."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from tests.lib.bases import RELEASED, knowledge, row, shipped, site

from titrant import __version__
from titrant.clinical import FactKind, OptionKind, Route
from titrant.knowledge import Access, Form, Knowledge, Standing, UnknownEntry, short
from titrant.knowledge.files import content_hash
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


def test_an_entry_is_a_copy_of_what_was_compiled() -> None:
    kb = knowledge()
    assert kb.entry("syringes", "syringe-1") == {"name": "1 mL syringe"}
    kb.entry("syringes", "syringe-1").clear()
    assert kb.entry("syringes", "syringe-1")


def test_a_site_says_where_it_is_or_nobody_knows() -> None:
    assert knowledge(site=site(jurisdiction="gb")).jurisdiction == "gb"
    assert knowledge(site=site()).jurisdiction is None
    assert knowledge().jurisdiction is None


def test_questionnaires() -> None:
    """Witness: LOINC 44249-1: nine items, four answers from 0 to 3; the ninth is 44260-8."""
    kb = knowledge()
    (phq9,) = (one for one in kb.instruments() if one.id == "phq-9")
    assert (phq9.concept, phq9.total, len(phq9.items)) == ("phq-9", "44261-6", 9)
    assert phq9.item_concepts == {"44260-8": "phq-9-item-9"}
    assert phq9.answers == {
        "LA6568-5": Decimal(0),
        "LA6569-3": Decimal(1),
        "LA6570-1": Decimal(2),
        "LA6571-9": Decimal(3),
    }
    assert kb.instruments() is kb.instruments()
    assert kb.instrument("phq-9") is phq9
    assert phq9.better == "lower"


def test_a_scale_without_a_code_or_items() -> None:
    """Witness: outcome measures, section 1.2: MADRS has no LOINC term; a higher WHO-5 is better."""
    kb = knowledge()
    madrs = kb.instrument("madrs")
    assert (madrs.total, madrs.items, madrs.answers) == (None, frozenset(), {})
    assert kb.instrument("who-5").better == "higher"
    with pytest.raises(UnknownEntry, match="instrument"):
        kb.instrument("madr")


def test_a_concept_knows_every_wider_one_the_nearest_first() -> None:
    lorazepam = knowledge().concept("lorazepam")
    assert (lorazepam.kind, lorazepam.unit) == (FactKind.MEDICATION, None)
    assert lorazepam.within == ("benzodiazepine", "cns-depressant")


def test_what_recognises_concepts_is_made_once() -> None:
    kb = knowledge()
    assert kb.matcher() is kb.matcher()
    assert kb.matcher().by_code("rxnorm", "6470") == ["lorazepam"]  # RxNorm's ingredient


def test_a_rule_knows_its_cells_from_its_numbers() -> None:
    (minor,) = (rule for rule in knowledge().rules("screening") if rule.id == "minor")
    assert minor.cells.keys() == {"racemic", "esketamine", "home"}
    assert {name: leaf.shown for name, leaf in minor.numbers.items()} == {"age": "18"}
    assert (minor.finds, minor.group, minor.concepts, minor.looser) == ("minor", "person", (), {})


def test_a_rule_reads_what_a_site_signed() -> None:
    cell = {"leaf": "screening.minor.home", "value": "exclude"}
    (minor,) = (r for r in knowledge(site=site(cell)).rules("screening") if r.id == "minor")
    assert minor.cells["home"].signature is not None


def test_what_is_not_in_force_goes_by_the_day() -> None:
    content = {**shipped(), "leaves": {"a": row(), "b": row(flag="memory")}}
    kb = knowledge(content)
    on_the_day = {id: kb.standings(RELEASED)[id] for id in ("a", "b")}
    assert on_the_day == {"a": Standing.IN_FORCE, "b": Standing.UNSIGNED}
    before = kb.standings(date(2025, 12, 31))  # before the day of either
    assert {before["a"], before["b"]} == {Standing.NOT_YET}


def test_what_leaves_cite_stands_once() -> None:
    kb = knowledge()
    leaves = kb.leaves("limit.iv.dose.")
    assert [source.key for source in kb.sources(leaves)] == sorted({one.source for one in leaves})
    assert kb.sources(()) == ()


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


# -- what sources say of an option ---------------------------------------------------------------


def test_a_ground_says_for_which_option_it_speaks() -> None:
    kb = knowledge()
    grounds = {one.id: one for one in kb.grounds()}
    assert list(grounds) == list(shipped()["grounds"])
    up = grounds["up-iv"]
    assert (up.option, up.speaks_for, up.older) == (OptionKind.UP, True, False)
    assert up.claims == ("r54-outcome", "r52-dose-effect")
    assert not grounds["up-iv-not-clearly"].speaks_for
    assert grounds["start-iv-older"].older
    assert kb.grounds() is kb.grounds()


@pytest.mark.parametrize(
    ("routes", "protocols", "there"),
    [
        ([], [], {"iv-depression", "iv-crps", "oral-s1"}),  # about all
        (["iv"], [], {"iv-depression", "iv-crps"}),
        (["iv", "oral"], [], {"iv-depression", "iv-crps", "oral-s1"}),
        ([], ["iv-crps"], {"iv-crps"}),
        (["oral"], ["iv-crps"], {"iv-crps"}),  # where protocols are named, they decide
        (["sc"], [], set()),
    ],
)
def test_a_ground_bears_on_its_routes_or_protocols(
    routes: list[str], protocols: list[str], there: set[str]
) -> None:
    ground = {"option": "up", "side": "for", "claims": ["r54-outcome"], "older": False}
    content = {**shipped(), "grounds": {"a": {**ground, "routes": routes, "protocols": protocols}}}
    kb = knowledge(content)
    (one,) = kb.grounds()
    asked = [kb.protocol(id) for id in ("iv-depression", "iv-crps", "oral-s1")]
    assert {each.id for each in asked if one.bears_on(each.id, each.route)} == there


@pytest.mark.parametrize(
    ("about", "there"),
    [
        ({}, {"iv-depression", "iv-crps", "oral-s1", "spravato-us-trd"}),
        ({"routes": ["iv"]}, {"iv-depression", "iv-crps"}),
        ({"drugs": ["esketamine"]}, {"spravato-us-trd"}),
        ({"treats": ["depression"]}, {"iv-depression", "oral-s1"}),
        ({"treats": ["depression", "crps"], "routes": ["iv"]}, {"iv-depression", "iv-crps"}),
        ({"treats": ["depression"], "drugs": ["esketamine"]}, set()),
    ],
)
def test_a_conflict_bears_on_all_that_it_names(
    about: dict[str, list[str]], there: set[str]
) -> None:
    content = shipped()
    conflict = content["conflicts"]["infusion-time"]
    conflict |= {"routes": [], "drugs": [], "treats": [], **about}
    kb = knowledge(content)
    asked = [kb.protocol(id) for id in ("iv-depression", "iv-crps", "oral-s1", "spravato-us-trd")]
    assert {one.id for one in asked if kb.conflict("infusion-time").bears_on(one)} == there


def test_a_conflict_says_which_options_turn_on_it() -> None:
    conflict = knowledge().conflict("higher-dose-better")
    assert OptionKind.UP in conflict.options
    assert all(isinstance(route, Route) for route in conflict.routes)
    assert all(isinstance(drug, Drug) for drug in conflict.drugs)


# -- what is made once -----------------------------------------------------------------------------


def test_what_is_asked_for_again_is_made_once_for_each_table_and_id() -> None:
    kb = knowledge()
    made: list[str] = []

    def make(id: str) -> tuple[str, ...]:
        made.append(id)
        return ()  # nothing is something that was made

    assert kb.once("test", "a", make) == ()
    assert kb.once("test", "a", make) == ()
    assert kb.once("test", "b", make) == ()
    assert kb.once("other", "a", make) == ()
    assert made == ["a", "b", "a"]
    knowledge().once("test", "a", make)
    assert made == ["a", "b", "a", "a"]  # each knowledge by itself


def test_the_versions_of_a_knowledge_and_its_site() -> None:
    bare = knowledge().versions
    assert bare.record() == {
        "program": __version__,
        "knowledge": "2026.11.22",
        "knowledge_hash": "0" * 64,
        "site": None,
        "site_hash": None,
        "demonstration": False,
    }
    own = site()
    signed = knowledge(site=own).versions
    assert (signed.site, signed.site_hash) == ("A clinic", content_hash(own))
    assert not signed.demonstration
    assert knowledge(site=site(demonstration=True)).versions.demonstration


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda kb: kb.leaf("nasal.pause"),
            "There is no leaf “nasal.pause”. Known: nasal.pause.spray, nasal.rest.",
        ),
        (
            lambda kb: kb.leaf("nothing.here"),
            "There is no leaf “nothing.here”. Known: alert, basis, calendar, dilution, ",
        ),
        (
            lambda kb: kb.product("ketamine-20"),
            "There is no product “ketamine-20”. Known: ketamine-10, ketamine-100, ketamine-50, ",
        ),
        (
            lambda kb: kb.protocol("iv-depresion"),
            "There is no protocol “iv-depresion”. Known: iv-depression, ",
        ),
        (lambda kb: kb.source("R999"), "There is no source “R999”. Known: R99, "),
        (lambda kb: kb.claim("x"), "There is no claim “x”. Known: "),
        (lambda kb: kb.conflict("x"), "There is no conflict “x”. Known: "),
        (
            lambda kb: kb.concept("epilpsy"),
            "There is no concept “epilpsy”. Known: epilepsy.",
        ),
        (lambda kb: kb.entry("rows", "0/0"), "There is no entry “0/0”. Known: "),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    ask: Callable[[Knowledge], object], sentence: str
) -> None:
    with pytest.raises(UnknownEntry) as error:
        ask(knowledge())
    assert str(error.value).startswith(sentence)


def test_of_hundreds_those_like_it_are_said_or_the_first_and_how_many_more() -> None:
    kb = knowledge()
    with pytest.raises(UnknownEntry) as like:
        kb.concept("lorazepan")
    near = str(like.value).partition("Known: ")[2].split(", ")
    assert near[0] == "lorazepam"
    assert len(near) <= 12
    with pytest.raises(UnknownEntry) as unlike:
        kb.concept("???")
    first, more = kb.ids("concepts")[:12], len(kb.ids("concepts")) - 12
    assert str(unlike.value).endswith(f"Known: {', '.join(first)}, and {more} more.")


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
