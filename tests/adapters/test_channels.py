import io
import json
import stat
from pathlib import Path

import pytest

from miz.domain.notices import Medium
from miz.errors import Refused, Unavailable
from miz.ports.channels import Message, Receipt
from miz_adapters.channels import ConsoleChannel, FileChannel, MemoryChannel


def message(number: int) -> Message:
    """One of several messages."""
    return Message(f"k{number}", f"+98912000000{number}", f"سلام {number}")


def lines(path: Path) -> list[dict[str, str]]:
    """What stands in the file, a line that is no JSON left out."""
    found = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


class TestConsole:
    def test_shows_the_words_and_masks_the_address(self) -> None:
        """A demo on a projector tells nobody's number (C3-08)."""
        stream = io.StringIO()
        receipts = ConsoleChannel(stream).send([message(1), message(2)])

        assert "[sms] …0001: سلام 1\n[sms] …0002: سلام 2\n" == stream.getvalue()
        assert [Receipt("k1", "console"), Receipt("k2", "console")] == receipts

    def test_a_closed_console_makes_messages_wait(self) -> None:
        """A service without a terminal loses nothing."""
        stream = io.StringIO()
        stream.close()
        with pytest.raises(Unavailable, match="wait"):
            ConsoleChannel(stream).send([message(1)])

    def test_leaves_the_stream_open(self) -> None:
        """It belongs to whoever opened it; closing twice is safe."""
        stream = io.StringIO()
        channel = ConsoleChannel(stream, Medium.EMAIL)
        channel.close()
        channel.close()

        assert not stream.closed
        assert Medium.EMAIL is channel.medium


class TestFile:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Where messages go."""
        return tmp_path / "notices.jsonl"

    def test_appends_one_line_for_each_message(self, path: Path) -> None:
        """Persian stays legible, in order (C3-08)."""
        channel = FileChannel(path)
        receipts = channel.send([message(1), message(2)])

        assert [Receipt("k1", "notices.jsonl"), Receipt("k2", "notices.jsonl")] == receipts
        assert [{"key": "k1", "to": "+989120000001", "text": "سلام 1"}] == lines(path)[:1]
        assert "سلام" in path.read_text("utf-8")

    def test_the_same_key_is_written_once(self, path: Path) -> None:
        """Also by another channel after a restart; the receipt is given again (I5)."""
        FileChannel(path).send([message(1)])
        receipts = FileChannel(path).send([message(1), message(2)])

        assert ["k1", "k2"] == [line["key"] for line in lines(path)]
        assert ["k1", "k2"] == [receipt.key for receipt in receipts if isinstance(receipt, Receipt)]

    @pytest.mark.parametrize("cut", [1, 10, 30])
    def test_a_torn_last_line_is_written_anew(self, path: Path, cut: int) -> None:
        """A crash in the middle of a line loses nothing and spoils no other line."""
        channel = FileChannel(path)
        channel.send([message(1), message(2)])
        path.write_bytes(path.read_bytes()[:-cut])
        channel.send([message(2), message(3)])

        assert {"k1", "k2", "k3"} == {line["key"] for line in lines(path)}
        assert path.read_bytes().endswith(b"\n")

    def test_a_line_torn_within_a_letter_is_written_anew(self, path: Path) -> None:
        """A crash may cut a Persian letter in half; the file is read on all the same."""
        channel = FileChannel(path)
        channel.send([message(1), Message("k2", "+989120000002", "سلام")])
        whole = path.read_bytes()
        path.write_bytes(whole[: whole.rindex("م".encode()) + 1])
        channel.send([Message("k2", "+989120000002", "سلام")])

        assert b"k2" in path.read_bytes().splitlines()[-1]

    def test_strange_lines_are_passed_over(self, path: Path) -> None:
        """Whatever somebody wrote into the file by hand."""
        path.write_text('[]\n{"to": 1}\nnonsense\n\n', "utf-8")
        FileChannel(path).send([message(1)])

        assert "k1" == json.loads(path.read_text("utf-8").splitlines()[-1])["key"]

    def test_is_legible_for_its_owner_only(self, path: Path) -> None:
        """Addresses stand in it in the clear."""
        FileChannel(path).send([message(1)])

        assert 0o600 == stat.S_IMODE(path.stat().st_mode)

    def test_a_place_that_cannot_be_written_makes_messages_wait(self, path: Path) -> None:
        """A folder in its place, or none at all; the error names it."""
        with pytest.raises(Unavailable, match=r"notices\.jsonl"):
            FileChannel(path.parent / "none" / path.name).send([message(1)])
        path.mkdir()
        with pytest.raises(Unavailable, match=r"notices\.jsonl"):
            FileChannel(path).send([message(1)])

    def test_nothing_to_send_is_nothing(self, path: Path) -> None:
        """An empty batch is answered and spoils nothing."""
        channel = FileChannel(path, Medium.EMAIL)
        channel.send([message(1)])

        assert [] == channel.send([])
        assert 1 == len(lines(path))
        assert Medium.EMAIL is channel.medium
        channel.close()
        channel.close()


class TestMemory:
    def test_keeps_each_key_once(self) -> None:
        """As a provider that recognises a repetition (I5)."""
        channel = MemoryChannel()
        channel.send([message(1), message(1)])
        channel.send([message(1), message(2)])

        assert ["k1", "k2"] == [sent.key for sent in channel.sent]

    def test_plays_a_provider_s_faults_in_order(self) -> None:
        """One answer for each message; a fault keeps nothing."""
        channel = MemoryChannel(answers=[Unavailable("away"), None, Refused("never")])
        answers = channel.send([message(number) for number in range(4)])

        assert [Unavailable, Receipt, Refused, Receipt] == [type(answer) for answer in answers]
        assert ["k1", "k3"] == [sent.key for sent in channel.sent]

    def test_what_was_sent_stays(self) -> None:
        """Closing is safe twice."""
        channel = MemoryChannel(Medium.EMAIL)
        channel.send([message(1)])
        channel.close()
        channel.close()

        assert (1, Medium.EMAIL) == (len(channel.sent), channel.medium)
