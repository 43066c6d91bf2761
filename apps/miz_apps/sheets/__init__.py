"""What a service says of itself as a file that people read and write: TOML (SVC-01 to SVC-09).

The keys are the fields of `miz.domain.editions.Information`, flat where that reads better: a text
stands as ``title`` with ``title_en``, a duration as ``duration_days`` with ``duration_minutes``.
What is written and read again is the same information.
"""

from miz_apps.sheets.faults import Fault, SheetFaults
from miz_apps.sheets.reading import read_sheet, read_table
from miz_apps.sheets.writing import table_of, write_sheet

__all__ = ["Fault", "SheetFaults", "read_sheet", "read_table", "table_of", "write_sheet"]
