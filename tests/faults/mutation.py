"""Damage by chance, from a seed: bytes changed, and JSON with odd values in it."""

import json
import random
from collections.abc import Callable
from typing import Any

Bytes = Callable[[random.Random, bytes], bytes]

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, 2**64, 10**18, 10**400),
    *(0.5, -0.0, 1e-320, 1e308, -1e308, float("nan"), float("inf"), float("-inf")),
    *("", "x", "\0", "../../x", "/", "~nobody-here/x", "é" * 300, "😀", "\ud800", "1" * 5000),
    *([], {}, [[]], [0] * 5000, {"x": {}}, {str(i): i for i in range(3000)}, "AAAA", "!" * 4000),
)
DEEP = (10, 500, 5000, 100_000)


def damaged(rng: random.Random, content: bytes) -> bytes:
    """Return ``content`` with one to four changes of its bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        content = rng.choice(CHANGES)(rng, content)
    return content


def odd_json(rng: random.Random, content: bytes) -> bytes:
    """Return JSON with one to three values exchanged, names changed, or nests in it."""
    value = json.loads(content)
    for _ in range(rng.choice((1, 1, 2, 3))):
        value = _with_change(rng, value)
    text = json.dumps(value)
    if rng.random() < 0.05:
        depth = rng.choice(DEEP)
        text = text.replace("null", "[" * depth + "]" * depth, 1)
    if rng.random() < 0.05:
        text = text.replace("0", rng.choice(("1e999", "-1e999", "0x1", "1" * 6000)), 1)
    return text.encode("utf-8", "surrogatepass")


def either(rng: random.Random, content: bytes) -> bytes:
    """Change a file of JSON as text, or as bytes."""
    return damaged(rng, content) if rng.random() < 0.3 else odd_json(rng, content)


def _flip(rng: random.Random, content: bytes) -> bytes:
    if not content:
        return b"\0"
    place = rng.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]


def _overwrite(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    size = rng.choice((1, 2, 4, 8, 64, 4096))
    kinds = (bytes(size), b"\xff" * size, rng.randbytes(size), b"\x7f" * size)
    return content[:start] + rng.choice(kinds) + content[start + size :]


def _cut(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _leave_out(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start + rng.choice((1, 3, 17, 512)) :]


def _repeat(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + content[start : start + 200] * rng.choice((2, 5)) + content[start:]


def _insert(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    return content[:start] + rng.randbytes(rng.choice((1, 2, 8, 100))) + content[start:]


def _number(rng: random.Random, content: bytes) -> bytes:
    """Let four or eight bytes be a number that is much too large, as of a size."""
    start, size = rng.randrange(len(content) + 1), rng.choice((4, 8))
    value = rng.choice((0, 1, 2**31 - 1, 2**31, 2**32 - 1, rng.getrandbits(31)))
    order: Any = rng.choice(("little", "big"))
    return content[:start] + value.to_bytes(size, order) + content[start + size :]


CHANGES: tuple[Bytes, ...] = (
    *(_flip, _flip, _overwrite, _cut, _leave_out, _repeat, _insert, _number),
)


def _with_change(rng: random.Random, value: Any) -> Any:
    """Change a value anywhere within ``value``, deeper ones as likely as others."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        if rng.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        if rng.random() < 0.05:
            return {**value, rng.choice(("", "x", key + "\0", "é" * 500)): value[key]}
        return {**value, key: _with_change(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        place = rng.randrange(len(value))
        if rng.random() < 0.1:
            return value[:place] + value[place:] * rng.choice((0, 2, 50))
        return [*value[:place], _with_change(rng, value[place]), *value[place + 1 :]]
    if isinstance(value, int | float) and not isinstance(value, bool) and rng.random() < 0.4:
        return rng.choice(
            (-value, value * 10**6, value + 1, value // 3, value * 10**30, str(value))
        )
    return rng.choice(ODD)
