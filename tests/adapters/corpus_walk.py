"""The whole corpus through one process, measured: `python -m tests.adapters.corpus_walk FOLDER`.

Prints one JSON object: how many files, the slowest in seconds with its name, and the most memory
in MB that this process and the largest of its children had resident.
"""

import json
import resource
import sys
import time
from pathlib import Path

from miz.errors import PoorSample
from miz.usecases.uploads import Uploads
from miz_adapters.antivirus import NoAntivirus
from miz_adapters.papers.guard import PikepdfPapers
from miz_adapters.pictures import PillowPictures


def main() -> None:
    """Walks over the files in the order of their names."""
    uploads = Uploads(PillowPictures(), PikepdfPapers(), NoAntivirus())
    seconds: dict[str, float] = {}
    for path in sorted(Path(sys.argv[1]).iterdir()):
        content = path.read_bytes()
        began = time.perf_counter()
        try:
            uploads.accept(content=content, name=path.name)
        except PoorSample:
            pass
        finally:
            seconds[path.name] = time.perf_counter() - began
    slowest = max(seconds, key=lambda name: seconds[name])
    # Not getrusage for ourselves: it would count what our parent had when it started us.
    status = Path("/proc/self/status").read_text("ascii")
    own = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    facts = {"files": len(seconds), "slowest": slowest, "seconds": round(seconds[slowest], 3)}
    print(json.dumps({**facts, "own_mb": own, "child_mb": child}))


if __name__ == "__main__":
    main()
