"""SMS through the Acme gateway: one JSON POST a message, with the key for idempotency."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence

from attrs import frozen

from miz import hookimpl
from miz.config import Secret
from miz.domain.notices import Medium
from miz.errors import BadAnswer, PortError, Refused, Unavailable
from miz.plugin import CHANNEL, Parts, Registry
from miz.ports.channels import Channel, Fate, Message, Receipt

TIMEOUT = 5.0
MOST_BYTES = 65536


@frozen
class Settings:
    """Where the gateway is, and the token it knows us by."""

    url: str
    token: Secret

    def __attrs_post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError("url starts with https:// (or http:// on this machine)")


@frozen
class AcmeSms(Channel):
    """Sends one message at a time; each gets its own answer."""

    settings: Settings

    @property
    def medium(self) -> Medium:
        """SMS only."""
        return Medium.SMS

    def send(self, batch: Sequence[Message]) -> Sequence[Receipt | PortError]:
        """One request a message; the gateway drops a key it has seen."""
        return [self._one(message) for message in batch]

    def delivery(self, references: Sequence[str]) -> Sequence[Fate]:
        """Acme tells nothing about delivery."""
        return [Fate.UNKNOWN for _ in references]

    def close(self) -> None:
        """No connection is held."""

    def _one(self, message: Message) -> Receipt | PortError:
        try:
            with urllib.request.urlopen(  # noqa: S310 - the scheme is checked in Settings
                self._request(message), timeout=TIMEOUT
            ) as answer:
                return Receipt(message.key, str(json.loads(answer.read(MOST_BYTES))["id"]))
        except urllib.error.HTTPError as error:
            return _refusal(error.code)
        except OSError:
            return Unavailable("The Acme gateway does not answer; the message waits.")
        except (ValueError, KeyError, TypeError):
            return BadAnswer("The Acme gateway answered something unknown.")

    def _request(self, message: Message) -> urllib.request.Request:
        body = {"key": message.key, "to": message.address, "text": message.text}
        return urllib.request.Request(  # noqa: S310 - the same
            self.settings.url,
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.settings.token}",
            },
        )


def _refusal(status: int) -> PortError:
    if status >= 500 or status == 429:
        return Unavailable("The Acme gateway is busy; the message waits.")
    return Refused("The Acme gateway refused the message; look at its number and the token.")


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers the channel under the name ``acme``."""

    def build(settings: Settings, _: Parts) -> Channel:
        return AcmeSms(settings)

    registry.provide(CHANNEL, "acme", settings=Settings, build=build, summary="SMS by Acme")
