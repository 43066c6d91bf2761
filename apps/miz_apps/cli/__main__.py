"""So that ``python -m miz_apps.cli`` is the command as well."""

import sys

from miz_apps.cli.main import main

sys.exit(main())
