"""From a view to a page: templates, words, dates, icons and the font, in Persian and English.

A responder builds a frozen view (`miz_apps.web.rendering.contexts`), gives it with a `Frame` to
`Renderer.render` and gets HTML; nothing here knows Falcon.
"""

from miz_apps.web.rendering.contexts.frame import Frame, SignedIn, View
from miz_apps.web.rendering.environment import Renderer

__all__ = ["Frame", "Renderer", "SignedIn", "View"]
