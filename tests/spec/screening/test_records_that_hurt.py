"""What a record must not be able to do: the hazard log on records and screening."""

import pytest
from tests.lib.loaded import loaded
from tests.lib.screened import (
    AS_OF,
    BY_MOUTH,
    HOME,
    IV,
    SPRAY,
    actions,
    asked,
    bundle,
    case,
    interacting,
    screened,
)

from titrant.cli.screening_text import screening_text
from titrant.clinical import FactKind, RecordError
from titrant.intake import join
from titrant.knowledge import Knowledge, KnowledgeError, Lasts
from titrant.knowledge.compiling import compile_base

WEIGHT = {"coding": [{"system": "http://loinc.org", "code": "29463-7"}], "text": "Body weight"}


def weight(value: str, unit: str | None, code: str | None) -> dict[str, object]:
    quantity = {"value": float(value), "unit": unit, "code": code}
    return {
        "resourceType": "Observation",
        "id": f"w-{value}-{unit}-{code}",
        "status": "final",
        "code": WEIGHT,
        "effectiveDateTime": "2026-11-20",
        "valueQuantity": {key: part for key, part in quantity.items() if part is not None},
    }


@pytest.mark.hazard("H4")
def test_an_imported_weight_keeps_its_unit_its_day_and_its_origin() -> None:
    """A weight in pounds is read as kilograms, and keeps what was written, its day and its place.

    154 lb are 69.85 kg; 154 lb still stands beside it.
    """
    (fact,) = bundle(weight("154", "lb", "[lb_av]")).facts
    assert fact.value is not None
    assert f"{fact.value.number:.2f} {fact.value.unit}" == "69.85 kg"  # 154 × 0.45359237
    assert (fact.value.shown, str(fact.on)) == ("154 lb", "2026-11-20")
    assert str(fact.origin) == "Observation/w-154-lb-[lb_av] in bundle.json"


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(("unit", "code"), [("lb", "kg"), (None, None), ("stone", "st")])
def test_a_weight_whose_unit_contradicts_or_is_missing_is_listed_and_not_used(
    unit: str | None, code: str | None
) -> None:
    """A weight whose unit is missing, or says two things, is listed and not used."""
    snapshot = bundle(weight("154", unit, code))
    assert not snapshot.facts
    assert [aside.what for aside in snapshot.set_aside] == ["Body weight"]
    assert "unit" in snapshot.set_aside[0].why


@pytest.mark.hazard("H9", "H48")
def test_an_empty_record_holds_and_names_what_is_missing() -> None:
    """An empty record holds: unknown is not “no”. What has to be asked is named."""
    screening = screened("person: {born: 1980-05-02, sex: female}")
    assert screening.holds
    assert {"aneurysm-or-malformation", "intracerebral-haemorrhage"} <= asked(screening).keys()


LABEL = (
    "screening.aneurysm-or-malformation.esketamine",
    "screening.intracerebral-haemorrhage.esketamine",
    "screening.drug-allergy.esketamine",
)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("leaf", LABEL)
def test_no_site_loosens_a_contraindication_of_the_label(leaf: str) -> None:
    """No site can sign a contraindication of the label away; its file is refused."""
    entry = {"leaf": leaf, "value": "watch", "unit": None, "by": "Dr A", "role": "director"}
    overlay = {
        "site": "ours",
        "title": "Ours",
        "demonstration": False,
        "signatures": [{**entry, "on": "2026-11-22", "why": "ours"}],
        "approvals": [],
    }
    with pytest.raises(KnowledgeError, match="the knowledge base says exclude"):
        Knowledge(compile_base(), hash="", site=overlay)


@pytest.mark.hazard("H9")
def test_a_contraindication_of_the_label_counts_for_every_protocol_of_the_agent() -> None:
    """What a label forbids counts under every protocol of that drug.

    An aneurysm excludes nasal esketamine under each of its protocols.
    """
    kb = loaded()
    record = "conditions: [{what: aneurysm, since: 2015}]"
    sprays = [p for p in kb.ids("protocols") if kb.protocol(p).drug == "esketamine"]
    assert len(sprays) > 1
    for protocol in sprays:
        assert actions(screened(record, protocol))["aneurysm-or-malformation"] == "exclude"


@pytest.mark.hazard("H10")
def test_an_inhibitor_matters_by_mouth_and_hardly_in_a_vein() -> None:
    """The same drug can matter by one route and hardly by another.

    Clarithromycin defers a dose that is swallowed, and is watched with an infusion.
    """
    record = "medications: [clarithromycin]"
    by_mouth = {f.rule: str(f.action) for f in interacting(record, BY_MOUTH)}
    in_vein = {f.rule: str(f.action) for f in interacting(record, IV)}
    assert set(by_mouth.values()) == {"defer"}
    assert set(in_vein.values()) == {"watch"}


@pytest.mark.hazard("H10", "H48")
def test_a_medicine_that_is_not_known_is_listed() -> None:
    """A medicine that nothing here knows is listed by name, and never dropped."""
    snapshot = case("medications: [zorblaxine 5 mg, lorazepam]")
    assert [one.text for one in snapshot.unmapped] == ["zorblaxine 5 mg"]
    assert "zorblaxine 5 mg" in screening_text(screened(snapshot))


@pytest.mark.hazard("H10")
def test_a_finding_shows_its_size_and_its_source() -> None:
    """An interaction says how large it is and who says so."""
    (finding,) = interacting("medications: [clarithromycin]", BY_MOUTH)
    assert "2.6" in finding.effect  # the area under the curve, times 2.6 [R91]
    assert finding.cell.source == "R91"


@pytest.mark.hazard("H16")
def test_two_patients_in_one_file_are_refused() -> None:
    """A file about two patients is refused."""
    people = [{"resourceType": "Patient", "id": id} for id in ("a", "b")]
    with pytest.raises(RecordError, match="about 2 people"):
        bundle(*people)


@pytest.mark.hazard("H16")
def test_files_of_two_people_are_refused() -> None:
    """Files whose birth dates differ are not joined: they are of two people."""
    one, other = case("person: {born: 1980-05-02}"), case("person: {born: 1981-05-02}")
    with pytest.raises(RecordError, match="born on another day"):
        join([one, other])


@pytest.mark.hazard("H18")
def test_no_rule_tells_anybody_to_stop_a_sedative_abruptly() -> None:
    """Opioids, benzodiazepines and other depressants: every rule that finds one says who tapers."""
    kb = loaded()
    sedating = {"benzodiazepine", "opioid", "cns-depressant", "barbiturate", "baclofen"}
    rules = [r for r in kb.rules("interactions") if sedating & set(r.concepts)]
    assert len(rules) > 3
    for rule in rules:
        said = rule.lifts.casefold()
        assert "stop" not in said or any(word in said for word in ("never", "nobody", "abrupt"))


@pytest.mark.hazard("H18")
def test_the_finding_on_benzodiazepine_load_is_no_reason_to_stop() -> None:
    """A benzodiazepine is never stopped abruptly for a session, and the finding says so."""
    found = {
        f.rule: f
        for f in interacting("medications: [{what: lorazepam, dose: 2 mg, times-a-day: 2}]")
    }
    said = found["benzodiazepine-load"].lifts.casefold()
    assert "never" in said
    assert "stop" in said


@pytest.mark.hazard("H19")
def test_two_depressants_are_more_than_each_alone() -> None:
    """Two medicines that sedate are more than each alone, and are a finding of their own."""
    both = screened("medications: [pregabalin, zolpidem]")
    alone = screened("medications: [pregabalin]")
    assert "two-depressants" in actions(both) or "depressants" in str(actions(both))
    assert len(actions(both)) > len(actions(alone))


@pytest.mark.hazard("H20")
@pytest.mark.parametrize(
    "record",
    [
        "medications: [semaglutide]",
        "conditions: [gastroparesis]",
        "conditions: [hiatus hernia]",
    ],
)
def test_a_slow_stomach_is_a_finding_and_symptoms_today_defer(record: str) -> None:
    """A slow stomach is watched; nausea, vomiting or bloating today defers."""
    calm = screened(record)
    assert "watch" in actions(calm).values()
    sick = screened(f"{record}\nanswers: {{gi-symptoms-today: yes}}")
    assert actions(sick)["gi-symptoms-today"] == "defer"


@pytest.mark.hazard("H26")
def test_sole_care_tonight_defers() -> None:
    """Who is alone in charge of a child or somebody else tonight takes no dose at home today.

    It is asked where nobody has said.
    """
    alone = screened("answers: {sole-carer-tonight: yes}", HOME)
    assert actions(alone)["sole-carer"] == "defer"
    assert "sole-carer" in asked(screened("person: {sex: female}", HOME))


@pytest.mark.hazard("H41")
def test_tomorrow_morning_is_asked_and_a_conflict_is_a_finding() -> None:
    """Driving and work that can hurt somebody are asked about for tomorrow morning, too."""
    assert {"safety-critical-job", "will-drive"} <= asked(screened("person: {sex: male}")).keys()
    found = actions(screened("answers: {safety-critical-job: yes, will-drive: yes}", SPRAY))
    assert (found["safety-critical-job"], found["will-drive"]) == ("watch", "defer")


@pytest.mark.hazard("H47")
def test_three_findings_stand_first_and_none_is_lost() -> None:
    """Three findings stand first, and every other one still stands below."""
    record = (
        "conditions: [aneurysm, epilepsy, schizophrenia, copd, cirrhosis, asthma]\n"
        "medications: [lorazepam, oxycodone, theophylline]"
    )
    screening = screened(record)
    assert len(screening.findings) > len(screening.first) == 3
    text = screening_text(screening)
    for finding in screening.findings:
        assert finding.title.split(",")[0][:20] in text.replace("\n", " ")


@pytest.mark.hazard("H48")
def test_a_patients_own_no_waits_for_a_clinician() -> None:
    """A patient's own “no” is kept as reported, and waits for a clinician to confirm it."""
    answer = "answers: {aneurysm: no, arteriovenous-malformation: no}"
    mine = screened(case(f"by: patient\n{answer}"))
    theirs = screened(case(f"by: clinician\n{answer}"))
    assert asked(mine)["aneurysm-or-malformation"] == "reported, not confirmed by a clinician"
    assert "aneurysm-or-malformation" not in asked(theirs)


@pytest.mark.hazard("H48")
def test_unknown_is_not_no() -> None:
    """“Unknown” leaves a question open."""
    unknown = screened(case("by: clinician\nanswers: {aneurysm: unknown}"))
    assert "aneurysm-or-malformation" in asked(unknown)


@pytest.mark.hazard("H48")
def test_a_later_file_lowers_no_finding() -> None:
    """A later “no” lowers no finding: both stay, the graver counts, and that is shown."""
    record = case("conditions: [aneurysm]")
    today = case("by: clinician\nanswers: {aneurysm: no, arteriovenous-malformation: no}")
    screening = screened(join([record, today]))
    assert actions(screening)["aneurysm-or-malformation"] == "exclude"
    assert [one.about for one in screening.contradictions] == ["aneurysm"]


def lifetime() -> list[str]:
    """Return every lifetime condition that a rule looks for without asking when it was."""
    kb = loaded(None)
    rules = [rule for table in ("screening", "interactions") for rule in kb.rules(table)]
    looked = {c for rule in rules if rule.finds in {"ever", "current"} for c in rule.concepts}
    concepts = [kb.concept(id) for id in kb.ids("concepts")]
    return [
        one.id
        for one in concepts
        if one.lasts is Lasts.LIFETIME
        and one.kind is FactKind.CONDITION
        and looked & {one.id, *one.within}
    ]


@pytest.mark.hazard("H49")
@pytest.mark.parametrize("condition", lifetime())
def test_a_condition_for_life_is_found_although_it_is_resolved(condition: str) -> None:
    """A condition that counts for life is found although the record calls it resolved."""
    resolved = screened(
        f"conditions: [{{what: {condition}, since: 2001, until: 2002-01-01, status: resolved}}]",
        HOME,
    )
    found = {fact.concept for finding in resolved.findings for fact in finding.basis}
    assert condition in found


def test_the_conditions_for_life_are_those_of_the_log() -> None:
    """Bleed, aneurysm, psychosis, ketamine cystitis, overdose: the ones that H49 names."""
    named = {"intracerebral-haemorrhage", "aneurysm", "history-of-psychosis", "ketamine-cystitis"}
    assert named <= set(lifetime())


@pytest.mark.hazard("H55")
def test_a_preservative_on_the_allergy_list_excludes() -> None:
    """An allergy to the preservative of the vial excludes, as an allergy to the drug does."""
    screening = screened("allergies: [benzethonium chloride]")
    assert actions(screening)["preservative-allergy"] == "exclude"
    assert str(AS_OF) == "2026-11-22"


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("what", ["ketamine cystitis", "ketamine use disorder", "on ketamine 2024"])
def test_a_condition_that_names_the_drug_is_no_allergy(what: str) -> None:
    """In a list of conditions a drug's name is an allergy only where the words say so."""
    assert "drug-allergy" not in actions(screened(f"conditions: [{what}]"))
    assert "drug-allergy" in actions(screened("conditions: [allergy to ketamine]"))
    assert "drug-allergy" in actions(screened("allergies: [ketamine]"))
