"""PDF files cleaned by pikepdf, and every upload scanned by clamd or by nobody."""

from pathlib import Path

from attrs import frozen

from miz import hookimpl
from miz.plugin import ANTIVIRUS, PAPERS, NoSettings, Parts, Registry
from miz.ports.antivirus import Antivirus
from miz.ports.papers import Papers


@frozen
class Clamd:
    """Debian's socket, or another machine when ``host`` is set."""

    socket: Path = Path("/run/clamav/clamd.ctl")
    host: str = ""
    port: int = 3310


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        PAPERS, "pikepdf", settings=NoSettings, build=_papers, summary="writes PDF files anew"
    )
    registry.provide(
        ANTIVIRUS, "none", settings=NoSettings, build=_none, summary="uploads are not scanned"
    )
    registry.provide(
        ANTIVIRUS, "clamd", settings=Clamd, build=_clamd, summary="asks the ClamAV daemon"
    )


def _papers(_: NoSettings, __: Parts) -> Papers:
    from miz_adapters.papers.guard import PikepdfPapers

    return PikepdfPapers()


def _none(_: NoSettings, __: Parts) -> Antivirus:
    from miz_adapters.antivirus import NoAntivirus

    return NoAntivirus()


def _clamd(settings: Clamd, _: Parts) -> Antivirus:
    from miz_adapters.antivirus import ClamdAntivirus

    return ClamdAntivirus((settings.host, settings.port) if settings.host else settings.socket)
