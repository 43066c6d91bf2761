"""The tests of the e-mail channel find faults that were planted in it."""

import gc
import secrets
import ssl
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from miz.errors import PortError, Refused
from miz.ports.channels import Receipt
from miz_adapters.channels.smtp import SmtpChannel, channel, letters, servers, sessions, verdicts
from miz_adapters.channels.smtp.letters import Letter
from miz_adapters.channels.smtp.servers import Server
from miz_adapters.channels.smtp.sessions import Client
from tests.adapters import (
    test_smtp_batches,
    test_smtp_faults,
    test_smtp_letters,
    test_smtp_sessions,
)
from tests.adapters.smtpd import plain

Plant = Callable[[pytest.MonkeyPatch], None]


def believes_in_success(patch: pytest.MonkeyPatch) -> None:
    """The dict of refused recipients beside a success is not looked at."""
    patch.setattr(verdicts, "refusal", lambda _: None)


def gives_up_when_asked_to_wait(patch: pytest.MonkeyPatch) -> None:
    """4xx is taken for 5xx."""
    patch.setattr(verdicts, "_later", lambda _: None)


def gives_up_on_silence(patch: pytest.MonkeyPatch) -> None:
    """An unknown end is taken for a refusal, and the notice is lost."""
    patch.setattr(verdicts, "interrupted", lambda *_, **__: Refused("silent"))


def blames_the_message_for_the_office(patch: pytest.MonkeyPatch) -> None:
    """A wrong password ends the messages."""
    patch.setattr(sessions, "away", lambda *_, **__: Refused("no", code="mail.login"))
    patch.setattr(channel, "Unavailable", PortError)


def blames_the_message_for_the_sender(patch: pytest.MonkeyPatch) -> None:
    """A refused sender ends the messages."""
    patch.setattr(verdicts, "_of_sender", verdicts._of_content)


def understands_nonsense(patch: pytest.MonkeyPatch) -> None:
    """An answer that is none counts as a refusal."""
    patch.setattr(verdicts, "judged", lambda _: Refused("?"))


def forgets_what_was_answered(patch: pytest.MonkeyPatch) -> None:
    """A line that breaks takes the receipts of its batch along."""
    deliver = SmtpChannel._deliver

    async def forgetful(
        self: SmtpChannel, batch: Sequence[Letter]
    ) -> Sequence[Receipt | PortError]:
        answers = await deliver(self, batch)
        return answers if isinstance(answers[-1], Receipt) else [answers[-1]] * len(answers)

    patch.setattr(SmtpChannel, "_deliver", forgetful)


def names_each_letter_anew(patch: pytest.MonkeyPatch) -> None:
    """A repetition has another Message-ID."""
    patch.setattr(letters, "message_id", lambda _, domain: f"<{secrets.token_hex(16)}@{domain}>")


def begins_what_is_cut_off(patch: pytest.MonkeyPatch) -> None:
    """Letters are begun until the deadline."""

    async def eager(
        self: SmtpChannel, client: Client, batch: Sequence[Letter], **more: Any
    ) -> None:
        for letter in batch:
            more["answers"].append(await self._post(client, letter))

    patch.setattr(SmtpChannel, "_hand_over", eager)


def keeps_line_ends(patch: pytest.MonkeyPatch) -> None:
    """What is written in a subject is what travels."""
    patch.setattr(letters, "one_line", lambda text: text)
    patch.setattr(letters, "_encoded", lambda line, **_: line)


def trusts_addresses(patch: pytest.MonkeyPatch) -> None:
    """Whatever was typed is an address."""
    patch.setattr(letters, "is_address", lambda _: True)


def trusts_certificates(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the certificate."""
    patch.setattr(servers, "_trust", lambda _: ssl._create_unverified_context())


def does_without_encryption(patch: pytest.MonkeyPatch) -> None:
    """A server that offers no STARTTLS gets the password all the same."""
    encrypt = sessions._encrypt

    async def lenient(client: Client, server: Server) -> None:
        if client.supports_extension("starttls"):
            await encrypt(client, server)

    patch.setattr(sessions, "_encrypt", lenient)


def tries_every_way(patch: pytest.MonkeyPatch) -> None:
    """A wrong password is tried in each way that the server knows."""

    async def stubborn(client: Client, server: Server) -> None:
        await client.login(server.username, server.password)

    patch.setattr(sessions, "_sign_in", stubborn)


def tells_the_address(patch: pytest.MonkeyPatch) -> None:
    """A refusal repeats what the server says."""

    def telling(error: Any) -> PortError:
        return Refused(str(error))

    patch.setattr(verdicts, "judged", telling)


def forgets_to_close(patch: pytest.MonkeyPatch) -> None:
    """The line is left to whoever finds it."""
    patch.setattr(Client, "close", lambda _: None)


FAULTS: list[tuple[Plant, str, dict[str, Any]]] = [
    (believes_in_success, "test_a_success_that_leaves_the_recipient_out_is_none", {}),
    (gives_up_when_asked_to_wait, "test_451_twice_and_then_taken", {}),
    (gives_up_on_silence, "test_a_silent_server_is_left_in_time", {"command": "DATA"}),
    (gives_up_on_silence, "test_the_library_s_own_timeout_is_no_refusal", {}),
    (blames_the_message_for_the_office, "test_535_makes_all_wait_for_the_office", {}),
    (
        blames_the_message_for_the_sender,
        "test_a_refused_sender_is_no_fault_of_the_message",
        {"line": "550 no", "verdict": "Unavailable mail.sender"},
    ),
    (
        understands_nonsense,
        "test_nonsense_ends_the_batch",
        {"command": "RCPT", "line": "299 Perhaps"},
    ),
    (
        forgets_what_was_answered,
        "test_one_that_breaks_keeps_what_was_answered",
        {"command": "DATA"},
    ),
    (names_each_letter_anew, "test_an_unknown_end_is_repeated_recognisably", {}),
    (begins_what_is_cut_off, "test_no_letter_is_begun_that_would_be_cut_off", {}),
    (keeps_line_ends, "test_a_subject_or_name_adds_no_header", {"payload": "\r\nBcc: eve"}),
    (trusts_addresses, "test_an_address_adds_no_recipient", {"payload": "\r\nBcc: eve"}),
    (
        trusts_certificates,
        "test_a_certificate_that_does_not_fit_makes_all_wait",
        {"security": servers.Security.TLS, "flaw": "another host"},
    ),
    (does_without_encryption, "test_that_is_not_offered_is_not_done_without", {}),
    (tries_every_way, "test_535_makes_all_wait_for_the_office", {}),
    (tells_the_address, "test_no_error_and_no_log_names_a_recipient", {}),
    (forgets_to_close, "test_no_line_stays_open", {}),
]


def found(name: str) -> Callable[..., None]:
    """The test of that name, bound to its class."""
    modules = (test_smtp_batches, test_smtp_faults, test_smtp_letters, test_smtp_sessions)
    group = next(
        group for module in modules for group in vars(module).values() if name in vars_of(group)
    )
    bound: Callable[..., None] = getattr(group(), name)
    return bound


def vars_of(group: object) -> Mapping[str, Any]:
    """What a class defines itself."""
    return vars(group) if isinstance(group, type) else {}


@pytest.fixture
def given(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Mapping[str, Any]:
    """What a test may ask for, beside a server."""
    return {"tmp_path": tmp_path, "caplog": caplog}


@pytest.mark.parametrize(("plant", "name", "more"), FAULTS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_planted_fault_is_found(
    plant: Plant, name: str, more: Mapping[str, Any], *, given: Mapping[str, Any]
) -> None:
    """A test that no fault breaks would promise the office nothing (EDK-12)."""
    broken = found(name)
    wanted = signature(broken).parameters
    with plain() as post, pytest.MonkeyPatch.context() as patch:
        everything = {**given, **more, "monkeypatch": patch, "post": post}
        plant(patch)
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            broken(**{name: everything[name] for name in wanted})
    gc.collect()  # a line that nobody closed is not to trouble another test
