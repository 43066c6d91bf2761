"""AES-128, a block at a time, so that an emulator needs no library.

Source: FIPS 197. Not for secrets that matter: its time depends on what it enciphers.
"""

from collections.abc import Iterable
from functools import lru_cache

BLOCK = 16
_ROUNDS = 10


def _double(byte: int) -> int:
    """Times x in the field of FIPS 197, section 4.2.1."""
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left, right = _double(left), right >> 1
    return product


def _substitutions() -> list[int]:
    """The S-box: the inverse in the field, then the affine transformation (section 5.1.1)."""
    box = [0x63] * 256
    for byte in range(1, 256):
        inverse = next(one for one in range(1, 256) if _times(byte, one) == 1)
        turned = inverse
        for _ in range(4):
            inverse = (inverse << 1 | inverse >> 7) & 0xFF
            turned ^= inverse
        box[byte] = turned ^ 0x63
    return box


@lru_cache(1)
def _tables() -> tuple[list[int], list[int], dict[int, list[int]]]:
    """The S-box, its inverse, and products with the constants of the two column mixtures."""
    box = _substitutions()
    back = [box.index(byte) for byte in range(256)]
    times = {by: [_times(byte, by) for byte in range(256)] for by in (1, 2, 3, 9, 11, 13, 14)}
    return box, back, times


@lru_cache(64)
def _schedule(key: bytes) -> list[bytes]:
    """The eleven round keys (section 5.2)."""
    if len(key) != BLOCK:
        raise ValueError("AES-128 takes a key of 16 bytes.")
    box, _, _ = _tables()
    words, constant = [key[at : at + 4] for at in range(0, BLOCK, 4)], 1
    for at in range(4, 4 * (_ROUNDS + 1)):
        word = words[-1]
        if at % 4 == 0:
            turned = bytes(box[byte] for byte in word[1:] + word[:1])
            word = bytes([turned[0] ^ constant]) + turned[1:]
            constant = _double(constant)
        words.append(xor(word, words[at - 4]))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def xor(left: Iterable[int], right: Iterable[int]) -> bytes:
    """Byte by byte, as long as the shorter."""
    return bytes(one ^ other for one, other in zip(left, right, strict=False))


def _mixed(state: bytes, factors: tuple[int, int, int, int]) -> bytes:
    _, _, times = _tables()
    rows = [times[factor] for factor in factors]
    return bytes(
        rows[(0 - row) % 4][state[column]]
        ^ rows[(1 - row) % 4][state[column + 1]]
        ^ rows[(2 - row) % 4][state[column + 2]]
        ^ rows[(3 - row) % 4][state[column + 3]]
        for column in range(0, BLOCK, 4)
        for row in range(4)
    )


def encrypt(key: bytes, block: bytes) -> bytes:
    """One block enciphered."""
    box, _, _ = _tables()
    keys = _schedule(key)
    state = xor(block, keys[0])
    for turn in range(1, _ROUNDS + 1):
        state = bytes(box[state[(5 * at) % BLOCK]] for at in range(BLOCK))
        mixed = state if turn == _ROUNDS else _mixed(state, (2, 3, 1, 1))
        state = xor(mixed, keys[turn])
    return state


def decrypt(key: bytes, block: bytes) -> bytes:
    """One block deciphered."""
    _, back, _ = _tables()
    keys = _schedule(key)
    state = block
    for turn in range(_ROUNDS, 0, -1):
        mixed = xor(state, keys[turn])
        state = mixed if turn == _ROUNDS else _mixed(mixed, (14, 11, 13, 9))
        state = bytes(back[state[(13 * at) % BLOCK]] for at in range(BLOCK))
    return xor(state, keys[0])
