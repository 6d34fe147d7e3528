"""Colours that people with any kind of colour vision can tell apart.

The palette is that of Okabe and Ito: https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="layersize",
    primary="#56B4E9",
    secondary="#009E73",
    accent="#E69F00",
    warning="#E69F00",
    error="#D55E00",
    success="#009E73",
    foreground="#D8DEE4",
    background="#101418",
    surface="#161B21",
    panel="#20272F",
    dark=True,
)
LIGHT = Theme(
    name="layersize-light",
    primary="#0072B2",
    secondary="#007A59",
    accent="#9C5B00",
    warning="#9C5B00",
    error="#B34700",
    success="#007A59",
    foreground="#1C2126",
    background="#FFFFFF",
    surface="#F6F7F8",
    panel="#E8EBEE",
    dark=False,
)
