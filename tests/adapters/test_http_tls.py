import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from miz.errors import BadAnswer, ConfigError, PortError, Unavailable
from miz.ports.channels import Receipt
from miz_adapters.channels.http_request import Request
from miz_adapters.channels.http_sms import HttpSms, Patience
from tests.adapters.sms_provider import HASTE, ONE, TAKEN, described, sent
from tests.adapters.sms_server import Stub, drips, raw, serving


def certificate(folder: Path, host: str) -> Path:
    """A key and a certificate that vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A provider at localhost that takes everything, and speaks HTTP until it is secured."""
    with serving(TAKEN) as stub:
        stub.host = "localhost"
        yield stub


def secured(stub: Stub, folder: Path, host: str = "localhost") -> Path:
    """Speaks TLS with a certificate for a host; where the certificate is."""
    path = certificate(folder, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    stub.secure(context)
    return path


def told(answers: list[Receipt | PortError]) -> tuple[type, str]:
    """What kind of error the only answer is, and its words."""
    (answer,) = answers
    return type(answer), str(answer)


def test_a_trusted_certificate_opens_the_line(stub: Stub, tmp_path: Path) -> None:
    """An office that vouches for its own servers names its authority."""
    path = secured(stub, tmp_path)

    assert [Receipt("key-1", "7")] == sent(stub, ca_file=path)


def test_an_unknown_certificate_does_not(stub: Stub, tmp_path: Path) -> None:
    """Nothing is sent to whoever answers there; the message waits (threat 24)."""
    secured(stub, tmp_path)
    kind, words = told(sent(stub))

    assert (Unavailable, []) == (kind, stub.asked)
    assert "certificate" in words


def test_nor_does_a_certificate_of_another_host(stub: Stub, tmp_path: Path) -> None:
    """A name is verified as well."""
    path = secured(stub, tmp_path, host="elsewhere.example.ir")
    kind, words = told(sent(stub, ca_file=path))

    assert (Unavailable, []) == (kind, stub.asked)
    assert "certificate" in words


def test_nor_does_a_server_without_tls(stub: Stub) -> None:
    """HTTPS never becomes HTTP."""
    stub.scheme = "https"

    assert (Unavailable, []) == (told(sent(stub))[0], stub.asked)


@pytest.mark.parametrize("slow", [True, False])
def test_an_answer_that_is_lost_in_tls_is_lost(stub: Stub, tmp_path: Path, *, slow: bool) -> None:
    """Cut off in time, or broken off: the same as without TLS."""
    path = secured(stub, tmp_path)
    stub.script = [drips(b"HTTP/1.1 200 OK\r\nX: ") if slow else raw(b"HTTP/1.1 200 OK\r\nX: ")]
    kind, words = told(sent(stub, ca_file=path, patience=HASTE))

    assert BadAnswer is kind
    assert "may have been sent" in words


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_authorities_that_cannot_be_read_are_named(
    stub: Stub, tmp_path: Path, content: bytes | None
) -> None:
    """When the channel is built, not when a message waits."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    stub.scheme = "https"
    with pytest.raises(ConfigError, match=r"ca\.pem holds no certificates") as caught:
        sent(stub, ca_file=path)

    assert ("config.value", "ca_file") == (caught.value.code, caught.value.field)


def test_a_connection_is_kept_in_tls_too(stub: Stub, tmp_path: Path) -> None:
    """Its tickets after the handshake are not taken for a server that hangs up."""
    path = secured(stub, tmp_path)
    answers = sent(stub, ONE, ONE, ONE, ca_file=path, repeatable=True)

    assert [Receipt] * 3 == [type(answer) for answer in answers]
    assert 1 == len(stub.live)


def test_a_server_that_never_shakes_hands_is_away(stub: Stub) -> None:
    """A port that takes connections and says nothing holds nobody up; nothing was sent."""
    provider = described(stub)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/{{token}}"
        channel = HttpSms(
            evolve(provider, send=Request(url, form={"to": "{to}", "text": "{text}"})),
            Patience(connect=0.2),
        )
        (answer,) = channel.send([ONE])
        channel.close()

    assert Unavailable is type(answer)
