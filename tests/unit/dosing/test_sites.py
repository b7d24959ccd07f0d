"""What a site signs, as check, sheet and record say it."""

from tests.lib.bases import knowledge, site
from tests.lib.orders import GOOD, order

from titrant.dosing import Kind, prepare
from titrant.dosing.sheet import draw_up_sheet


def test_a_sites_stricter_value_stands_beside_what_the_base_says() -> None:
    """The source of the base does not say the site's number: both are printed."""
    overlay = site({"leaf": "limit.iv.dose.firm", "value": "0.8", "unit": "mg/kg"})
    sheet = draw_up_sheet(prepare(order(**GOOD), knowledge(site=overlay)))
    (line,) = [one for one in sheet.limits if one.value.startswith("firm above 0.8 mg/kg")]
    assert line.source.endswith("; signed at this site, in place of 1 mg/kg")
    assert sheet.signers == "Signed at this site by Dr A, medical director, 22 Nov 2026."


def test_a_sites_own_limit_is_not_put_into_the_labels_mouth() -> None:
    """The check says that the limit is the site's and what the base says."""
    overlay = site({"leaf": "limit.iv.dose.hard", "value": "0.4", "unit": "mg/kg"})
    made = prepare(order(**GOOD), knowledge(site=overlay))
    (check,) = [check for check in made.checks if check.kind is Kind.HARD]
    assert "(this site's limit in place of 2 mg/kg, the label's average dose" in check.text


def test_a_value_that_only_the_site_sets_replaces_nothing() -> None:
    """Where the base has no number, the site's is set, not put in the place of one."""
    overlay = site({"leaf": "limit.iv.session-cap", "value": "30", "unit": "mg"})
    made = prepare(order(**GOOD), knowledge(site=overlay))
    (check,) = [check for check in made.checks if check.id == "limit.iv.session-cap"]
    assert check.text == (
        "The dose is 35 mg, above 30 mg (most ketamine in one intravenous session)."
    )
    (line,) = [one for one in draw_up_sheet(made).limits if "above 30 mg" in one.value]
    assert line.source.endswith("; set and signed at this site")


def test_a_signature_of_tomorrow_is_not_printed_today() -> None:
    overlay = site(
        {"leaf": "rounding.pump.step", "value": "0.1", "unit": "mL/h", "on": "2026-11-23"}
    )
    made = prepare(order(**GOOD), knowledge(site=overlay))
    sheet = draw_up_sheet(made)
    assert sheet.signers == ""
    assert not any("signed at this site" in one.source for one in sheet.cited)
    assert "unsigned:rounding.pump.step" in {check.id for check in made.checks}


def test_two_sites_can_be_told_apart_on_paper() -> None:
    """The site's own hash stands on sheet and record, beside that of the knowledge."""
    firm = {"leaf": "limit.iv.dose.firm", "unit": "mg/kg"}
    one, other = [
        prepare(order(**GOOD), knowledge(site=site({**firm, "value": value})))
        for value in ("0.8", "0.9")
    ]
    assert one.versions.knowledge_hash == other.versions.knowledge_hash
    assert one.versions.site_hash != other.versions.site_hash
    assert draw_up_sheet(one).footer != draw_up_sheet(other).footer
