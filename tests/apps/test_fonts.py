from pathlib import Path

from miz_apps.web.fonts import web_font


def test_the_web_font_is_small_and_kept(tmp_path: Path) -> None:
    """Pages load a WOFF2 below 50 kB, made once and then read from its folder (ui.md)."""
    first = web_font(400, tmp_path)
    (kept,) = tmp_path.iterdir()

    assert b"wOF2" == first[:4]
    assert len(first) < 50_000
    assert first == kept.read_bytes()
