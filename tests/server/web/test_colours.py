"""The colours, as they are shipped, measured by WCAG's contrast and by colour-blind eyes."""

import itertools
import math
import re
from pathlib import Path

import pytest

from titrant.server.web import context

STYLES = Path(context.__file__).parent / "static" / "titrant"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
MODES = ("light", "dark", "dim")
WORDS = ("ink", "quiet", "accent", "accent-deep", "held", "caution", "due", "racemic", "esketamine")
GROUNDS = ("ground", "raised", "sunk")
MEANINGS = ("held", "caution", "due")

# Machado, Oliveira, Fernandes (2009), severity 1.0, for linear RGB: the published matrices.
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS)
    assert found, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", found[1]))


def tokens(mode: str) -> dict[str, str]:
    return block(f':root[data-mode="{mode}"]')


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str, eye: str) -> float:
    """Return CIE76's distance between two colours as somebody with these eyes sees them."""
    seen = [
        lab(
            tuple(
                sum(k * part for k, part in zip(row, linear(colour), strict=True))
                for row in EYES[eye]
            )
        )
        for colour in (one, other)
    ]
    return math.dist(*seen)


def test_the_measure_agrees_with_wcags_own_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # famous for failing


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_every_ground(mode: str) -> None:
    own = tokens(mode)
    pairs = [*itertools.product(WORDS, GROUNDS)]
    pairs += [(word, f"{word}-ground") for word in ("accent", *MEANINGS)]
    pairs += [
        (word, f"{ground}-ground") for word in ("ink", "quiet") for ground in ("accent", *MEANINGS)
    ]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-deep")]
    poor = {
        pair: round(contrast(own[pair[0]], own[pair[1]]), 2)
        for pair in pairs
        if contrast(own[pair[0]], own[pair[1]]) < 4.5
    }
    assert poor == {}


@pytest.mark.parametrize("mode", MODES)
def test_the_edge_of_a_control_can_be_seen(mode: str) -> None:
    own = tokens(mode)
    assert min(contrast(own["edge"], own[ground]) for ground in GROUNDS) >= 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("eye", EYES)
def test_the_meanings_differ_for_colour_blind_eyes(mode: str, eye: str) -> None:
    own = tokens(mode)
    for one, other in itertools.combinations(MEANINGS, 2):
        assert apart(own[one], own[other], eye) >= 15, (one, other)
    assert apart(own["racemic"], own["esketamine"], eye) >= 15


def test_dim_is_near_black_with_nothing_white_and_no_light_accent() -> None:
    own = tokens("dim")
    assert lab(linear(own["ground"]))[0] < 5
    for word in WORDS[2:]:
        parts = [int(own[word][at : at + 2], 16) for at in (1, 3, 5)]
        assert (max(parts) + min(parts)) / 510 < 0.6, word  # lightness as CSS's hsl() counts it
        assert lab(linear(own[word]))[0] < 61, word  # and as eyes do
    assert max(lab(linear(colour))[0] for colour in own.values()) < 75


def test_what_the_system_asks_for_is_the_dark_that_a_person_may_choose() -> None:
    assert block(":root:not([data-mode])") == tokens("dark")


def test_every_mode_names_every_colour() -> None:
    assert tokens("light").keys() == tokens("dark").keys() == tokens("dim").keys()


def test_no_colour_and_no_size_of_type_is_written_outside_the_tokens() -> None:
    for sheet in STYLES.glob("*.css"):
        if sheet.name in {"tokens.css", "print.css"}:
            continue
        text = sheet.read_text(encoding="utf-8")
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text), sheet.name
        sizes = set(re.findall(r"font-size:\s*([^;]+);", text))
        scale = {f"var(--{name})" for name in ("small", "text", "lead", "title", "display")}
        assert sizes <= scale | {"93.75%", "0.92em"}, sheet.name  # the desk's ground size; code


def test_spaces_lie_on_the_grid() -> None:
    pixels = {
        int(size)
        for sheet in STYLES.glob("*.css")
        for size in re.findall(r"(?:padding|margin|gap)[\w-]*:\s*(\d+)px", sheet.read_text())
    }
    assert not {size for size in pixels if size % 4}


def test_one_scale_of_five_sizes() -> None:
    sizes = [
        float(re.search(rf"--{name}: ([\d.]+)rem", TOKENS)[1])  # type: ignore[index]
        for name in ("small", "text", "lead", "title", "display")
    ]
    steps = [larger / smaller for smaller, larger in itertools.pairwise(sizes)]
    assert steps == pytest.approx([1.2] * 4, rel=1e-3)
