"""The shipped fonts: what they hold, what stands for the rest, how wide a line is."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from briefgen.text import fonts


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.path.name)
def test_each_file_is_the_face_that_it_is_said_to_be(face: fonts.Face) -> None:
    with TTFont(face.path) as font:
        release = {fonts.SANS: "3", fonts.SERIF: "4"}[face.family]
        assert font["name"].getBestFamilyName() == f"{face.family} {release}"
        assert font["OS/2"].usWeightClass == face.weight
        assert bool(font["post"].italicAngle) == face.italic


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Mistral Small, 24B – “œuvre” 12.3% −1 ×2 …", "Mistral Small, 24B – “œuvre” 12.3% −1 ×2 …"),
        ("مرحبا", "?????"),
        ("safe\u202etxt.exe", "safe?txt.exe"),
        ("bell\x07, null\x00", "bell?, null?"),
        ("e\u0301", "é"),
        ("Qw\u200ben", "Qw?en"),
        ("Ελλάδα, Україна", "Ελλάδα, Україна"),
        ("thin\u2009space, non\u2011breaking", "thin\u00a0space, non-breaking"),
        ("🤗", "?"),
    ],
)
def test_what_the_fonts_lack_is_replaced_visibly(given: str, printed: str) -> None:
    assert fonts.covered(given) == printed
    assert fonts.uncovered(printed) == ()


def test_replaced_characters_are_named_once() -> None:
    assert fonts.uncovered("中a中\u202e") == ("\u202e", "中")


@pytest.mark.parametrize("weight", [400, 600])
def test_a_line_is_as_wide_as_the_font_draws_it(weight: int) -> None:
    face = next(f for f in fonts.FACES if (f.family, f.weight, f.italic) == (fonts.SANS, weight, False))
    for line in ("United States 42.8%", "stable-diffusion-xl-base-1.0", "China"):
        drawn = ImageFont.truetype(face.path, 1400).getlength(line, features=["-kern"]) / 100
        assert fonts.width(line, 14, weight) == pytest.approx(drawn, rel=0.01)
