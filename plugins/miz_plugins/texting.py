"""SMS through a provider that speaks HTTP: any one, described in ``miz.toml``, or Kavenegar."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve, field, frozen

from miz import hookimpl
from miz.config import Secret
from miz.plugin import CHANNEL, CLOCK, Parts, Registry
from miz.ports.channels import Channel, Fate

if TYPE_CHECKING:
    from miz_adapters.channels.http_answer import DeliveryQuery
    from miz_adapters.channels.http_provider import HttpProvider

E = TypeVar("E", bound=StrEnum)


@frozen
class Http:
    """What an HTTP provider wants and says; see `miz_adapters.channels.http_provider`.

    Without ``delivery_url`` nobody asks what became of a message.
    """

    url: str
    method: str = "POST"
    query: Mapping[str, str] = field(factory=dict)
    form: Mapping[str, str] = field(factory=dict)
    json: str = ""
    headers: Mapping[str, str] = field(factory=dict)
    secrets: Mapping[str, Secret] = field(factory=dict)
    sender: str = ""
    numbers: str = "0912"
    keys: str = "text"
    repeatable: bool = False
    reference: str = ""
    status: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    delivery_url: str = ""
    delivery_method: str = "GET"
    delivery_query: Mapping[str, str] = field(factory=dict)
    delivery_form: Mapping[str, str] = field(factory=dict)
    delivery_json: str = ""
    delivery_headers: Mapping[str, str] = field(factory=dict)
    delivery_status: tuple[str, ...] = ()
    fates: Mapping[str, str] = field(factory=dict)
    ca_file: Path | None = None

    def __attrs_post_init__(self) -> None:
        self.provider()

    def provider(self) -> "HttpProvider":
        """The description; ValueError says what is wrong with it."""
        from miz_adapters.channels.http_answer import Reading
        from miz_adapters.channels.http_provider import HttpProvider, Keys, Numbers
        from miz_adapters.channels.http_request import Request

        return HttpProvider(
            send=Request(
                self.url,
                method=self.method,
                query=self.query,
                form=self.form,
                json=self.json,
                headers=self.headers,
            ),
            reading=Reading(
                reference=self.reference,
                status=self.status,
                taken=self.taken,
                again=self.again,
                refused=self.refused,
                blocked=self.blocked,
            ),
            delivery=self._delivery(),
            secrets=self.secrets,
            sender=self.sender,
            numbers=_one(Numbers, "numbers", self.numbers),
            keys=_one(Keys, "keys", self.keys),
            repeatable=self.repeatable,
            ca_file=self.ca_file,
        )

    def _delivery(self) -> "DeliveryQuery | None":
        from miz_adapters.channels.http_answer import DeliveryQuery
        from miz_adapters.channels.http_request import Request

        if not self.delivery_url:
            return None
        fates = {status: _one(Fate, "fates", fate) for status, fate in self.fates.items()}
        request = Request(
            self.delivery_url,
            method=self.delivery_method,
            query=self.delivery_query,
            form=self.delivery_form,
            json=self.delivery_json,
            headers=self.delivery_headers,
        )
        return DeliveryQuery(request, self.delivery_status, fates)


@frozen
class Kavenegar:
    """The account's ``key``; without a ``sender`` its default line sends."""

    key: Secret
    sender: str = ""


def _one(kind: type[E], name: str, text: str) -> E:
    try:
        return kind(text)
    except ValueError as error:
        raise ValueError(f"{name}: {text!r} is none of {', '.join(kind)}") from error


@hookimpl
def miz_register(registry: Registry) -> None:
    """Offers these providers."""
    registry.provide(
        CHANNEL, "http", settings=Http, build=_http, summary="SMS by HTTP, as miz.toml describes"
    )
    registry.provide(
        CHANNEL, "kavenegar", settings=Kavenegar, build=_kavenegar, summary="SMS by Kavenegar"
    )


def _http(settings: Http, parts: Parts) -> Channel:
    from miz_adapters.channels.http_sms import HttpSms

    provider = settings.provider()
    if provider.ca_file is not None:
        provider = evolve(provider, ca_file=parts.folder() / provider.ca_file)
    return HttpSms(provider, clock=parts[CLOCK].monotonic)


def _kavenegar(settings: Kavenegar, parts: Parts) -> Channel:
    from miz_adapters.channels.http_sms import HttpSms
    from miz_adapters.channels.kavenegar import kavenegar

    provider = kavenegar(settings.key, sender=settings.sender)
    return HttpSms(provider, clock=parts[CLOCK].monotonic)
