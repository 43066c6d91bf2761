"""Frames and secure channel of OSDP against what others published, and frames of any bytes."""

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from miz_adapters.osdp.framing import FrameParser, crc16, is_right, outline
from miz_contracts.gates.emulators.osdp import aes, frames
from miz_contracts.gates.emulators.osdp.frames import Cutter, Frame, decoded
from miz_contracts.gates.emulators.osdp.protocol import ACK, Command, Reply, Responder, Told
from miz_contracts.gates.emulators.osdp.secure import (
    DEFAULT_KEY,
    Session,
    diversified,
    padded,
    stripped,
)

# The beginning of a session that SIA's libosdp-conformance 1.38-4 recorded as a bystander between
# a panel and a device: a handshake with SCBK-D, a new key, a handshake with that key, then hidden
# questions (CAP, LED, TEXT) and their answers. Published in Z-bit-Systems-LLC/OSDP-Embedded,
# tests/captures/sc-monitor-current.osdpcap.
RECORDED = [
    "530013000d03110076cdcd921212d3ee6a8c8b",
    "53802b000d031200760a00170300cafede61626364656667684b7e2f98ad79bd968119a8d1d3dbdaee8efd",
    "53001b000e03130077a230f5d33b25f43434929ab208de90a74103",
    "53801b000e03140178d8f543e207ac5d2e30be9fac3aa04bea9585",
    "53002e000f021775ea64e35174e309d66ad2807354cdde659eb5226f32566390915ed77987bf517c4125ec776496",
    "53800e000f021640b1892dfe5295",
    "530013000d03110176636e3478f7085c575ce0",
    "53802b000d031201760a00170300cafede6162636465666768597b8467ad2b557296e1234e379dc3112f55",
    "53001b000e03130177dbd8cb35c81188cbdcf560521ec844693564",
    "53801b000e03140178b1e1998a99229228c5b11a3d3922cc8d65f1",
    "53001e000f0217624cbdace660da28f9080d316704be7ae03ae55c7197fc",
    (
        "53803e000f021846d98f68df2d3b69a8d0e0d7ec43d9b32e2abed1f57734c4baa3170b8063903588c4b2"
        "bf14a720361c56a2ff97a6f6c7a43856377daa32"
    ),
    "53001e000d0217690245f090720128b1d00bfe54c7a9ef581edae77059d2",
    "53800e000d021640d66d222cfb95",
    (
        "53003e000e02176b0e1ad8d9f7f7b73e7b590cf3b5fa651d6ae3df83c71486d8ae488e7309d8a21bd174"
        "4d9f878a3f858acb7caba81c29de36fc2f80fcbd"
    ),
    "53800e000e021640ca21171b03dd",
]
NEW_KEY = bytes.fromhex("d459f02f6602e5651f3b553bc283d43e")
ABLE = bytes.fromhex(
    "0102080202100301000401010501000601010801000901010a00030b00030c00000d00000e00000f0000100200"
)
# Frames off the wire in the tests of bytedreamer/OSDP.Net (ReplyTest.cs, ControlPanelTest.cs,
# PacketDecodingTest.cs).
WITH_CRC = [
    "538008000540689f",
    "538014000645 5c2623190200 00e92a030000 6219",
    "5380090007410335dd",
    "53000d00066a00020202015992",
]


def recorded_random(_: int) -> bytes:
    """The recorded device drew the same number each time."""
    return b"abcdefgh"


# Checks


@pytest.mark.parametrize("told", [*WITH_CRC, *RECORDED])
def test_published_frames_are_right(told: str) -> None:
    """The CRC of others' frames is ours, in the parser and in the emulator alike."""
    raw = bytes.fromhex(told)
    frame = decoded(raw)

    assert is_right(raw)
    assert frame is not None
    assert raw == frame.encoded()
    assert crc16(raw[:-2]) == frames.crc16(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def test_a_checksum_is_the_rest_to_zero() -> None:
    """The short check of a poll to address 0 is 0x46 (SIA OSDP v2.1.7, 5.9)."""
    poll = bytes.fromhex("53000700006046")

    assert is_right(poll)
    assert 0x46 == frames.checksum(poll[:-1])
    assert not is_right(poll[:-1] + b"\x47")


# The secure channel


def test_aes_is_that_of_the_standard() -> None:
    """FIPS 197, appendix C.1: key, plain text and cipher text."""
    key = bytes(range(16))
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    cipher = bytes.fromhex("69c4e0d86a7b0430d8cdb78070b4c55a")

    assert (cipher, plain) == (aes.encrypt(key, plain), aes.decrypt(key, cipher))


@given(key=st.binary(min_size=16, max_size=16), block=st.binary(min_size=16, max_size=16))
def test_aes_agrees_with_openssl(key: bytes, block: bytes) -> None:
    """The emulator's own cipher is the one that everybody uses."""
    other = Cipher(AES(key), ECB()).encryptor()

    assert other.update(block) == aes.encrypt(key, block)
    assert block == aes.decrypt(key, aes.encrypt(key, block))


def test_the_emulator_answers_as_the_recorded_device() -> None:
    """Same key, identity and random number: the same bytes, through two handshakes and a new key.

    Keys, cryptograms, MAC chain, hiding and framing are all in them.
    """
    answers = {Command.CAP: Told(Reply.CAP, ABLE)}
    device = Responder(
        0,
        DEFAULT_KEY,
        bytes.fromhex("0a00170300cafede"),
        lambda code, _: answers.get(Command(code), ACK),
        random=recorded_random,
    )
    told = [device.answer(bytes.fromhex(question)) for question in RECORDED[::2]]

    assert [bytes.fromhex(answer) for answer in RECORDED[1::2]] == told
    assert NEW_KEY == device.key


def test_recorded_questions_open() -> None:
    """What was hidden from the bystander: a lamp command and a line of text."""
    heard: list[tuple[int, bytes]] = []

    def obey(code: int, data: bytes) -> Told:
        heard.append((code, data))
        return Told(Reply.CAP, ABLE) if code == Command.CAP else ACK

    device = Responder(
        0, DEFAULT_KEY, bytes.fromhex("0a00170300cafede"), obey, random=recorded_random
    )
    for question in RECORDED[::2]:
        device.answer(bytes.fromhex(question))
    codes = [code for code, _ in heard]

    assert [Command.CAP, Command.LED, Command.TEXT] == codes
    assert b"Ready" in heard[2][1]


def test_a_site_key_gives_each_device_its_own() -> None:
    """SCBK = AES(master, identity and its complement) (annex D.6)."""
    master, client = bytes(range(16)), bytes(range(8))
    expected = aes.encrypt(master, client + bytes(255 - byte for byte in client))

    assert expected == diversified(master, client)


@given(data=st.binary(max_size=100))
def test_hidden_data_comes_back(data: bytes) -> None:
    """Whatever is hidden opens again, and only with the same last MAC."""
    session = Session.of(DEFAULT_KEY, bytes(8)).begun(bytes(16))
    hidden = session.hidden(data)

    assert data == session.opened(hidden)
    assert data == stripped(padded(data))
    assert data != evolve(session, last=b"\x01" * 16).opened(hidden)


@given(data=st.binary(max_size=80))
def test_any_hidden_bytes_open_or_do_not(data: bytes) -> None:
    """Bytes that nobody hid raise nothing."""
    opened = Session.of(DEFAULT_KEY, bytes(8)).opened(data)

    assert opened is None or len(opened) < len(data)


# Frames of any bytes

WHOLE = [bytes.fromhex(told) for told in [*WITH_CRC, *RECORDED]]


@given(chunks=st.lists(st.tuples(st.binary(max_size=300), st.floats(0, 1)), max_size=20))
def test_any_bytes_are_right_frames_or_nothing(chunks: list[tuple[bytes, float]]) -> None:
    """Whatever a line delivers, no exception escapes and no frame has a wrong check."""
    parser, at = FrameParser(), 0.0
    for data, pause in chunks:
        at += pause
        for frame in parser.feed(data, at=at):
            assert is_right(frame)
            outline(frame)
        assert len(parser._held) <= 1440


@given(
    picked=st.lists(st.sampled_from(WHOLE), max_size=6),
    noise=st.lists(st.binary(max_size=9), min_size=7, max_size=7),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=40),
)
def test_frames_are_found_however_they_are_cut(
    picked: list[bytes], noise: list[bytes], cuts: list[int]
) -> None:
    """Neither the pieces of a line nor marks and noise between frames cost a frame.

    Noise that itself begins a frame may swallow what follows; a pause ends that (next test).
    """
    clean = [one.replace(b"\x53", b"") for one in noise]
    data = clean[0] + b"".join(one + gap for one, gap in zip(picked, clean[1:], strict=False))
    parser, found, place = FrameParser(), [], 0
    while place < len(data):
        size = cuts[place % len(cuts)]
        found += parser.feed(data[place : place + size], at=0.0)
        place += size

    assert picked == found


@given(noise=st.binary(max_size=1500), frame=st.sampled_from(WHOLE))
def test_a_frame_after_a_pause_is_found_whatever_came_before(noise: bytes, frame: bytes) -> None:
    """Noise never costs more than the answer that it hit."""
    parser = FrameParser()
    parser.feed(noise, at=0.0)

    assert [frame] == parser.feed(frame, at=1.0)


@given(frame=st.sampled_from(WHOLE), place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_is_no_frame(frame: bytes, place: int, flip: int) -> None:
    """What noise replaced is not known, so such a frame is none."""
    at = place % len(frame)
    changed = frame[:at] + bytes([frame[at] ^ flip]) + frame[at + 1 :]

    assert frame not in FrameParser().feed(changed, at=0.0)
    assert [] == [one for one in FrameParser().feed(changed, at=0.0) if len(one) == len(frame)]


ANY_FRAME = st.builds(
    Frame,
    address=st.integers(0, 1),
    sequence=st.integers(0, 3),
    code=st.sampled_from([*Command, 0, 0xFF]),
    data=st.binary(max_size=40),
    block=st.binary(max_size=4),
    crc=st.booleans(),
    mac=st.binary(min_size=4, max_size=4),
)


@given(before=st.lists(ANY_FRAME, max_size=8), noise=st.binary(max_size=200))
def test_the_emulator_takes_any_frames(before: list[Frame], noise: bytes) -> None:
    """A vendor's faulty panel neither brings the emulator down nor gets a session."""
    obeyed: list[int] = []

    def obey(code: int, data: bytes) -> Told:
        obeyed.append(code)
        return ACK

    device = Responder(0, NEW_KEY, bytes(8), obey)
    for raw in Cutter().feed(noise + b"".join(one.encoded() for one in before)):
        device.answer(raw)

    assert not device.secure
    assert {*obeyed} <= {Command.ID, Command.CAP}


@given(
    frame=st.builds(
        Frame,
        address=st.integers(0, 255),
        sequence=st.integers(0, 3),
        code=st.integers(0, 255),
        data=st.binary(max_size=64),
        block=st.sampled_from([b"", b"\x11\x00", b"\x13\x01"]),
        crc=st.booleans(),
    )
)
def test_a_built_frame_is_read_back(frame: Frame) -> None:
    """The emulator's frames, with and without a block, are what it reads and the parser finds."""
    raw = frame.encoded()
    read = decoded(raw)
    view = outline(raw)

    assert read is not None
    assert frame == evolve(read, signed=b"")
    assert [raw] == FrameParser().feed(raw, at=0.0)
    assert view is not None
    assert (frame.code, frame.address & 0x7F) == (view.code, view.address)
