"""The closed schema: each thing that a file may not say, with the sentence that refuses it."""

from pathlib import Path

import pytest
from tests.lib.bases import base, leaf_yaml

from titrant.knowledge import KnowledgeError
from titrant.knowledge.compiling import compile_base, compile_site

NUMBER = "is not a plain number: mend either."


def refusal(folder: Path, text: str) -> str:
    """Compile a base with this text in `x.yaml` and return the sentences that refuse it."""
    with pytest.raises(KnowledgeError) as error:
        compile_base(base(folder, x=text))
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        # -- one value ---------------------------------------------------------------------------
        ({"range": "[1, 2]"}, "has a value and a range: keep one."),
        (
            {"value": None},
            "has neither value nor range: set needs_site_value, or give one.",
        ),
        ({"needs_site_value": "true"}, "has a value and needs_site_value: keep one."),
        (
            {"value": None, "range": "[1, 2]", "needs_site_value": "true"},
            "has a value and needs_site_value: keep one.",
        ),
        (
            {"value": None, "range": "[2, 1]"},
            "has a range whose low end is not below its high end.",
        ),
        (
            {"value": None, "range": "[2, 2]"},
            "has a range whose low end is not below its high end.",
        ),
        ({"unit": None}, "has a number without a unit: write it, or “1” for a bare number."),
        (
            {"value": None, "range": "[1, 2]", "unit": None},
            "has a number without a unit: write it, or “1” for a bare number.",
        ),
        # A number that YAML or Python would take, and a nurse might misread, is none here.
        ({"value": ".5"}, f"has a unit, and “.5” {NUMBER}"),
        ({"value": "5."}, f"has a unit, and “5.” {NUMBER}"),
        ({"value": "'0,5'"}, f"has a unit, and “0,5” {NUMBER}"),
        ({"value": "5e3"}, f"has a unit, and “5e3” {NUMBER}"),
        ({"value": "010"}, f"has a unit, and “010” {NUMBER}"),
        ({"value": "-5"}, f"has a unit, and “-5” {NUMBER}"),
        ({"value": "NaN"}, f"has a unit, and “NaN” {NUMBER}"),
        ({"value": "'10'"}, f"has a unit, and “10” {NUMBER}"),
        ({"value": "ten", "unit": "'1'"}, f"has a unit, and “ten” {NUMBER}"),
        # -- unit, limit, dates ------------------------------------------------------------------
        ({"unit": "mcg"}, "has the unknown unit “mcg”."),
        ({"unit": "mg/hr"}, "has the unknown unit “mg/hr”."),
        ({"unit": "''"}, "has the unknown unit “”."),
        ({"unit": "mg/kg"}, "is per kg and does not say which weight: write basis."),
        ({"unit": "mg/kg/h"}, "is per kg and does not say which weight: write basis."),
        (
            {"value": None, "range": "[1, 2]", "limit": "{kind: soft, stops: above}"},
            "is a limit with a range: a limit is one number.",
        ),
        (
            {"value": "much", "unit": None, "limit": "{kind: soft, stops: above}"},
            "is a limit without a unit: a limit is one number with its unit.",
        ),
        (
            {
                "value": None,
                "unit": None,
                "needs_site_value": "true",
                "limit": "{kind: soft, stops: above}",
            },
            "is a limit without a unit: a limit is one number with its unit.",
        ),
        ({"review": "2026-01-01"}, "has a review date that is not after its effective date."),
        ({"review": "2025-12-31"}, "has a review date that is not after its effective date."),
        ({"expires": "2026-01-01"}, "expires before it takes effect."),
        ({"expires": "2025-06-01"}, "expires before it takes effect."),
    ],
)
def test_a_leaf_that_does_not_hang_together_is_refused(
    tmp_path: Path, changes: dict[str, str | None], sentence: str
) -> None:
    said = refusal(tmp_path, f"leaves:\n  a.b: {leaf_yaml(**changes)}")
    assert said == f"x.yaml: leaves.a.b: {sentence}"


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"vlaue": "1"}, "vlaue", "is not a key of the schema."),
        ({"formula": "1 + 1"}, "formula", "is not a key of the schema."),
        ({"title": None}, "title", "is missing."),
        ({"source": None}, "source", "is missing."),
        ({"locator": None}, "locator", "is missing."),
        ({"flag": None}, "flag", "is missing."),
        ({"tier": None}, "tier", "is missing."),
        ({"effective": None}, "effective", "is missing."),
        ({"review": None}, "review", "is missing."),
        ({"title": "' '"}, "title", "is empty."),
        (
            {"title": "12"},
            "title",
            "is not a text; put it in quotation marks if it is meant as one.",
        ),
        ({"source": "'R 1'"}, "source", "is not an id: letters and digits, joined by"),
        (
            {"flag": "believed"},
            "flag",
            "“believed” is none of seen, seen-2nd, memory, calc, design",
        ),
        ({"tier": "blog"}, "tier", "“blog” is none of label, regulation, guideline, RCT, cohort"),
        ({"basis": "lean"}, "basis", "“lean” is none of actual, ideal, adjusted, fixed."),
        (
            {"limit": "{kind: firmly, stops: above}"},
            "limit.kind",
            "“firmly” is none of soft, firm, hard",
        ),
        (
            {"limit": "{kind: firm, stops: over}"},
            "limit.stops",
            "“over” is none of above, at-or-above",
        ),
        ({"limit": "{kind: firm}"}, "limit.stops", "is missing."),
        ({"limit": "firm"}, "limit", "is not a mapping; write keys with values."),
        # What YAML does not read as a day, a truth or a number is none.
        ({"effective": "'2026-01-01'"}, "effective", "is not a day, like 2026-11-22."),
        ({"effective": "20260101"}, "effective", "is not a day, like 2026-11-22."),
        ({"expires": "1763769600"}, "expires", "is not a day, like 2026-11-22."),
        ({"needs_sign_off": "yes"}, "needs_sign_off", "is not true or false."),
        ({"needs_site_value": "1"}, "needs_site_value", "is not true or false."),
        ({"value": None, "range": "[.5, 1]"}, "range.0", "is not a plain number, like 0.5."),
        ({"value": None, "range": "[1]"}, "range.1", "is missing."),
        ({"value": None, "range": "[1, 2, 3]"}, "range", "has more than 2 entries."),
        ({"value": "true"}, "value.decimal", "is not a plain number, like 0.5."),
        ({"value": "2026-12-31"}, "value.decimal", "is not a plain number, like 0.5."),
    ],
)
def test_a_leaf_of_another_shape_is_refused(
    tmp_path: Path, changes: dict[str, str | None], where: str, what: str
) -> None:
    said = refusal(tmp_path, f"leaves:\n  a.b: {leaf_yaml(**changes)}")
    assert said.startswith(f"x.yaml: leaves.a.b.{where}: {what}")


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    bad = leaf_yaml(flag="believed", titel="a")
    said = refusal(tmp_path, f"leaves:\n  a: {bad}\n  b: {leaf_yaml(unit='mcg')}").splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in said] == [
        "leaves.a.flag",
        "leaves.a.titel",
        "leaves.b",
    ]


@pytest.mark.parametrize(
    "leaf",
    [
        leaf_yaml(unit="'1'"),
        leaf_yaml(value="0.5", unit="mg/kg", basis="actual"),
        leaf_yaml(value="None at all.", unit=None),
        leaf_yaml(value=None, needs_site_value="true"),
        leaf_yaml(value=None, range="[1, 2.5]"),
        leaf_yaml(expires="2026-01-02"),
        leaf_yaml(review="2026-01-02"),
        leaf_yaml(limit="{kind: hold, stops: at-or-below}", needs_sign_off="true"),
    ],
)
def test_a_leaf_that_hangs_together_is_taken(tmp_path: Path, leaf: str) -> None:
    assert list(compile_base(base(tmp_path, x=f"leaves:\n  a.b: {leaf}"))["leaves"]) == ["a.b"]


QUOTED = "'1'"
PRODUCT = "name: A, drug: ketamine, form: vial, routes: [iv], jurisdiction: US, leaves: {}"
PROTOCOL = (
    "version: '1', title: A, indication: pain, drug: ketamine, route: iv, setting: clinic, "
    "jurisdiction: US, products: [a], treats: [a], support: label, summary: b, leaves: {}"
)
CLAIM = (
    "about: a, field: b, says: c, source: R1, locator: d, tier: label, flag: seen, "
    "read_on: 2026-11-21, verdict: stands, handling: e"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("leafs: {}", "leafs: is not a key of the schema."),
        ("leaves: []", "leaves: is not a mapping; write keys with values."),
        (f"leaves: {{'a b': {leaf_yaml()}}}", "leaves.a b.[key]: is not an id: letters"),
        (f"leaves: {{a..b: {leaf_yaml()}}}", "leaves.a..b.[key]: is not an id: letters"),
        ("defaults: 2026", "defaults: is not a mapping; write keys with values."),
        ("defaults: {effective: 2026-01-01}", "defaults.review: is missing."),
        (
            "defaults: {effective: 2026-01-01, review: 2027-01-01, tier: label}",
            "defaults.tier: is not a key of the schema.",
        ),
        ("products: {a: {name: A}}", "products.a.drug: is missing."),
        (f"products: {{a: {{{PRODUCT}, dose: 1}}}}", "products.a.dose: is not a key of the schema"),
        (
            f"products: {{a: {{{PRODUCT.replace('[iv]', '[]')}}}}}",
            "products.a.routes: has 0 of at least 1 entries.",
        ),
        (
            f"products: {{a: {{{PRODUCT.replace('[iv]', '[ear]')}}}}}",
            "products.a.routes.0: “ear” is none of iv, im, sc",
        ),
        ("syringes: {a: {name: A}}", "syringes.a.leaves: is missing."),
        ("syringes: {a: none}", "syringes.a: is not a mapping; write keys with values."),
        (
            # What nobody can give, for want of a product, says why.
            f"protocols: {{a: {{{PROTOCOL.replace('products: [a]', 'products: []')}}}}}",
            "protocols.a: names no product and no reason why it is held: write one of them.",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL.replace('treats: [a]', 'treats: []')}}}}}",
            "protocols.a.treats: has 0 of at least 1 entries.",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL.replace('support: label', 'support: blog')}}}}}",
            "protocols.a.support: “blog” is none of label, regulation, guideline",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL.replace('summary: b', 'summary: null')}}}}}",
            "protocols.a.summary: is not a text",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL}, switches_to: ['b c']}}}}",
            "protocols.a.switches_to.0: is not an id: letters",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL.replace('clinic', 'car')}}}}}",
            "protocols.a.setting: “car” is none of clinic, home, hospital.",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL.replace(QUOTED, '1')}}}}}",
            "protocols.a.version: is not a text; put it in quotation marks",
        ),
        (
            # A protocol names its limits from a closed list, so that none is written in vain.
            f"protocols: {{a: {{{PROTOCOL.replace('{}', '{dose.frim: ' + leaf_yaml() + '}')}}}}}",
            "protocols.a.leaves.dose.frim.[key]: “dose.frim” is none of start, start.older, second",
        ),
        (
            f"protocols: {{a: {{{PROTOCOL}, retain: spit}}}}",
            "protocols.a.retain: is not a key of the schema.",
        ),
        (
            f"claims: {{a: {{{CLAIM.replace('stands', 'true')}}}}}",
            "claims.a.verdict: “True” is none of stands, disputed, misstated, unverified.",
        ),
        (
            "conflicts: {a: {topic: a, claims: [b], kind: range, resolution: none, handling: c}}",
            "conflicts.a.claims: has 1 of at least 2 entries.",
        ),
        (
            "conflicts: {a: {topic: a, claims: [b, c], kind: scope, handling: d, resolution: x}}",
            "conflicts.a.resolution: “x” is none of none, site-policy, label-wins,",
        ),
        (
            "rows: {1.6/a: {says: b, held_by: []}}",
            "rows.1.6/a.held_by: has 0 of at least 1 entries.",
        ),
        ("rows: {1.6/a: {says: b, held_by: ['a b']}}", "rows.1.6/a.held_by.0: is not an id"),
        (
            "sources: {R2: {title: a, address: b, access: F, read_on: 2026-11-21, year: 2024.5}}",
            "sources.R2.year: Input should be a valid integer",
        ),
        (
            "sources: {R2: {title: a, address: b, access: 2nd, read_on: 2026-11-21}}",
            "sources.R2.access: “2nd” is none of F, A, L, 2, header, seed, house.",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text).startswith(f"x.yaml: {sentence}")


# -- a site's overlay ------------------------------------------------------------------------

SITE = "site: here\ntitle: A clinic\n"
WHO = "by: Dr A, role: medical director, on: 2026-11-22, why: policy 4"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: A clinic", "site: is missing."),
        ("site: here", "title: is missing."),
        (SITE + "leaves: {}", "leaves: is not a key of the schema."),
        (SITE + "protocols: {}", "protocols: is not a key of the schema."),
        (SITE + "demonstration: no", "demonstration: is not true or false."),
        (SITE + "jurisdiction: [us]", "jurisdiction: is not a text"),
        (SITE + "jurisdiction: the UK", "jurisdiction: is not an id: letters and digits"),
        (SITE + "signatures: {}", "signatures: is not a list."),
        (SITE + "signatures: [a]", "signatures.0: is not a mapping; write keys with values."),
        (SITE + "signatures: [{leaf: a, value: 1, unit: mg}]", "signatures.0.by: is missing."),
        (
            SITE + f"signatures: [{{leaf: a, unit: mg, {WHO}}}]",
            "signatures.0: restates neither a value nor a range, or both: write one.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: 1, range: [1, 2], unit: mg, {WHO}}}]",
            "signatures.0: restates neither a value nor a range, or both: write one.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, range: [1, 2], {WHO}}}]",
            "signatures.0: signs a range: write its unit, or “1” for bare numbers.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, range: [1], unit: mg, {WHO}}}]",
            "signatures.0.range.1: is missing.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, range: [1, 2, 3], unit: mg, {WHO}}}]",
            "signatures.0.range: ",
        ),
        (
            SITE + f"signatures: [{{leaf: a, range: [1, many], unit: mg, {WHO}}}]",
            "signatures.0.range.1: ",
        ),
        (
            SITE + f"signatures: [{{leaf: a, range: 1 to 2, unit: mg, {WHO}}}]",
            "signatures.0.range: is not a list.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: a text, unit: mg, {WHO}}}]",
            "signatures.0: signs “a text”: write a plain number and its unit, or a text.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: 1, unit: mg, kind: soft, {WHO}}}]",
            "signatures.0.kind: is not a key of the schema.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: .5, unit: mg, {WHO}}}]",
            "signatures.0: signs “.5”: write a plain number and its unit, or a text.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: 5e3, unit: mg, {WHO}}}]",
            "signatures.0: signs “5e3”: write a plain number and its unit, or a text.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: 5, {WHO}}}]",
            "signatures.0: signs “5”: write a plain number and its unit, or a text.",
        ),
        (
            SITE + f"signatures: [{{leaf: a, value: 1, unit: '', {WHO}}}]",
            "signatures.0.unit: is empty.",
        ),
        (
            SITE + f"approvals: [{{protocol: a, {WHO}}}]",
            "approvals.0.version: is missing.",
        ),
        (
            SITE + f"approvals: [{{protocol: a, version: 1, {WHO}}}]",
            "approvals.0.version: is not a text; put it in quotation marks",
        ),
    ],
)
def test_an_overlay_of_another_shape_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "here.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        compile_site(path)
    assert str(error.value).startswith(f"here.yaml: {sentence}")


@pytest.mark.parametrize(
    ("signatory", "sentence"),
    [
        ("Dr A", "the file: is not a mapping; write keys with values."),
        ("null", "the file: is not a mapping; write keys with values."),
        ("{on: today}", "on: is not a day, like 2026-11-22."),
        # Who signs may be said once. What is signed is said leaf by leaf.
        ("{value: 1, unit: mg}", "value: is not a key of the schema."),
        ("{version: '1'}", "version: is not a key of the schema."),
        ("{leaf: limit.iv.dose.hard}", "leaf: is not a key of the schema."),
    ],
)
def test_a_signatory_says_who_and_never_what(tmp_path: Path, signatory: str, sentence: str) -> None:
    path = tmp_path / "here.yaml"
    path.write_text(SITE + f"signatory: {signatory}", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        compile_site(path)
    assert str(error.value).startswith(f"here.yaml: signatory: {sentence}")
