"""The palette can be read: contrast of figures, and judgements apart without colour."""

import itertools

import pytest

from kpi_core.charts.theme import DARK, LIGHT, SHAPES


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_figures_have_a_contrast_of_seven_and_words_of_four_and_a_half(theme):
    assert contrast(theme["ink"], theme["card"]) >= 7
    assert contrast(theme["ink"], theme["paper"]) >= 7
    for name in ("soft", "good", "watch", "miss", "none"):
        assert contrast(theme[name], theme["card"]) >= 4.5, name
    for name in ("good", "watch", "miss", "none"):
        assert contrast(theme[name], theme[f"tint-{name}"]) >= 4.5, name


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_judgements_differ_for_a_deuteranope(theme):
    """Machado 2009, severity 1: the simulated colours stay apart by more than 40 of 255."""
    matrix = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))

    def seen(colour):
        rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return [sum(m * c for m, c in zip(row, rgb, strict=True)) for row in matrix]

    for a, b in itertools.combinations(("good", "watch", "miss"), 2):
        distance = sum((x - y) ** 2 for x, y in zip(seen(theme[a]), seen(theme[b]), strict=True)) ** 0.5
        assert distance > 40, (a, b)


def test_every_judgement_has_a_shape_of_its_own():
    assert len(set(SHAPES.values())) == 4
