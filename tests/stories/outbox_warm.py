"""Imported by the server that forks workers: what each of them would load and compile anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from miz.domain.notices import Medium
from miz_adapters.channels import MemoryChannel
from tests.stories.outbox import Outbox, work

with TemporaryDirectory() as folder:
    outbox = Outbox(Path(folder), MemoryChannel, ())
    outbox.fill(1, Medium.SMS)
    work(outbox, 1)
