"""Slips drawn with Pillow: shaping by raqm, codes by zxing-cpp, type in IBM Plex Sans Arabic."""

from miz_adapters.printing.press import PillowPress

__all__ = ["PillowPress"]
