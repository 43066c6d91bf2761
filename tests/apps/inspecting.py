"""Looking at pages with axe-core, whose version tests/package.json pins."""

from pathlib import Path

from attrs import define, field
from playwright.sync_api import Page

RULES = Path(__file__).parents[2] / ".tox/axe/node_modules/axe-core/axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EVERYTHING = {
    "runOnly": {"type": "tag", "values": list(TAGS)},
    "rules": {"color-contrast": {"enabled": False}},
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RUN = """
async (which) => {
  const found = await axe.run(document, { ...which, resultTypes: ["violations"] });
  return found.violations.map((one) =>
    `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
}
"""
# axe takes joined Persian letters for the ligatures of an icon font and does not look at their
# colours; so they are looked at with Latin letters in their place.
LATIN = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  window.persian = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    window.persian.push([text, text.data]);
    text.data = text.data.replace(/\\p{Script=Arabic}/gu, "n");
  }
}
"""
PERSIAN = "() => { for (const [text, data] of window.persian) text.data = data; }"


@define
class Inspection:
    """Looks at pages with axe-core and keeps what breaks a rule, by the page's name."""

    rules: str
    looked_at: list[str] = field(factory=list)
    broken: dict[str, list[str]] = field(factory=dict)

    def __call__(self, page: Page, name: str) -> None:
        """All rules, then the colours in light and in dark."""
        page.evaluate(self.rules)
        found = page.evaluate(RUN, EVERYTHING)
        page.evaluate(LATIN)
        found += page.evaluate(RUN, COLOURS)
        page.emulate_media(color_scheme="dark")
        found += [f"in dark: {one}" for one in page.evaluate(RUN, COLOURS)]
        page.emulate_media(color_scheme="light")
        page.evaluate(PERSIAN)
        self.looked_at.append(name)
        if found:
            self.broken[name] = found
