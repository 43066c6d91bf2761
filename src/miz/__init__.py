"""miz (میز خدمت): visitor management, service desk and gate control for public offices.

Open a core and use it::

    from miz import open_core

    with open_core() as core:
        site = core.places.found(...)
"""

from miz.bootstrap import open_core
from miz.config import IN_MEMORY
from miz.core import Core
from miz.domain.staff import Actor, Permission, Role
from miz.plugin import hookimpl

__all__ = ["IN_MEMORY", "Actor", "Core", "Permission", "Role", "hookimpl", "open_core"]
__version__ = "0.1.0"
