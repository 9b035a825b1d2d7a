"""The one palette, for wall, charts and pack: colour is spent on judgement only, and never alone."""

from typing import Any

# Blue, ochre and vermilion stay apart for deuteranopes and in grey (lightness 45, 56, 44 beside different shapes).
LIGHT = {
    "paper": "#f7f6f2", "card": "#ffffff", "ink": "#17232e", "soft": "#51606d", "line": "#dedbd2",
    "good": "#1d6f8f", "watch": "#946300", "miss": "#b02408", "none": "#5d6771",
    "tint-good": "#e4f0f4", "tint-watch": "#fbf0d9", "tint-miss": "#fae3dc", "tint-none": "#eeedea", "last": "#b9c1c8",
}  # fmt: skip
DARK = {
    "paper": "#10171d", "card": "#18222b", "ink": "#f1f4f6", "soft": "#b3bec7", "line": "#2c3944",
    "good": "#6fc1df", "watch": "#edbb57", "miss": "#ff9672", "none": "#9aa6b0",
    "tint-good": "#16313c", "tint-watch": "#362a12", "tint-miss": "#3c1f16", "tint-none": "#222c35", "last": "#50606d",
}  # fmt: skip
SHAPES = {"good": "●", "watch": "◆", "miss": "▼", "none": "○"}
FONTS = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Helvetica Neue", Arial, sans-serif'


def palette(theme: str) -> dict[str, str]:
    """The colours of `light` or `dark`."""
    return DARK if theme == "dark" else LIGHT


def css_variables() -> str:
    """The palette as CSS custom properties of `.root`, light and `[data-theme=dark]`."""
    light = ";".join(f"--{name}:{colour}" for name, colour in LIGHT.items())
    dark = ";".join(f"--{name}:{colour}" for name, colour in DARK.items())
    return f".root{{{light};--fonts:{FONTS}}}\n.root[data-theme=dark]{{{dark}}}\n"


def altair_config(theme: str, big: bool) -> dict[str, Any]:
    """The configuration every chart is finished with; `big` for the projector (labels of 20 px)."""
    colours, size = palette(theme), 20 if big else 13
    return {
        "background": "transparent",
        "font": FONTS,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["soft"], "titleColor": colours["soft"], "gridColor": colours["line"],
            "domainColor": colours["line"], "tickColor": colours["line"], "labelFontSize": size, "titleFontSize": size,
            "titleFontWeight": "normal", "labelLimit": 400,
        },
        "legend": {"labelColor": colours["ink"], "titleColor": colours["soft"], "labelFontSize": size,
                   "titleFontSize": size, "labelLimit": 400},
        "text": {"color": colours["ink"], "fontSize": size},
        "title": {"color": colours["ink"], "fontSize": size + 2, "anchor": "start"},
    }  # fmt: skip
