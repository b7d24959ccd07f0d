"""The page on how far an individual's estimate can be trusted is made by a script that repeats."""

import pytest
from scripts import individuals
from scripts.individuals import SCENES, Scene, main, outcomes, page


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title[:30])
def test_a_small_run_is_sane(scene: Scene) -> None:
    found, arrived = outcomes(scene, 60, 7)
    assert arrived == 1
    for one in found:
        assert abs(one.bias) < 0.5
        assert one.error < 1.4
        assert 0.7 <= one.covered <= 1
        assert 0 < one.shrinkage <= 1
    assert min(one.shrinkage for one in found) < 0.99


def test_a_seed_gives_the_same_page() -> None:
    assert page(5, 3) == page(5, 3)
    assert page(5, 3) != page(5, 4)


def test_the_page_is_printed_and_written_where_asked(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    place = tmp_path_factory.mktemp("page") / "page.md"
    monkeypatch.setattr(individuals, "PAGE", place)
    monkeypatch.setattr(individuals, "page", lambda: "# A page\n")
    assert main([]) == 0
    assert not place.exists()
    assert main(["--write"]) == 0
    assert place.read_text(encoding="utf-8") == "# A page\n"
    assert capsys.readouterr().out == "# A page\n\n" * 2


def test_the_page_in_the_manual_has_every_scene() -> None:
    place = individuals.PAGE.read_text(encoding="utf-8")
    assert all(f"## {scene.model}: {scene.title}\n" in place for scene in SCENES)
