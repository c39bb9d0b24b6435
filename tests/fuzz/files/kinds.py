"""Files that nobody should send, by their kind: each a function of a random generator that makes the file's bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import NamedTuple

COLUMNS = ["id", "price", "mileage", "make", "doors", "colour"]
_HARD = ["1e400", "-1e999", "nan", "inf", "0x10", "1_000", "", " ", "9007199254740993", "-0", "7.0", "٣", "1" * 400]
_ODD = ["Saab", "Zqx7marker", '"', '""', ",", "é", "\ufeff", "\x00", "'", "=1+1", "\u2028", "x" * 3000]


class File(NamedTuple):
    """A file, and how many rows it has below its header, where that is known from how it was made."""

    content: bytes
    rows: int | None = None


def _row(random: Random, number: int) -> list[str]:
    return [
        str(number),
        str(random.randrange(100_000)),
        str(random.randrange(1_000_000)),
        random.choice(["Saab", "Buick"]),
        random.choice(["2", "4", ""]),
        random.choice(["red", "blue", "", "a b"]),
    ]


def _rows(random: Random) -> list[list[str]]:
    return [_row(random, number) for number in range(1, random.choice([1, 5, 40, 120]) + 1)]


def _text(rows: list[list[str]], header: list[str] = COLUMNS, end: str = "\n") -> str:
    return end.join(",".join(fields) for fields in [header, *rows]) + end


def usable(random: Random) -> File:
    rows = _rows(random)
    mark = random.choice(["", "\ufeff"])
    return File((mark + _text(rows, end=random.choice(["\n", "\r\n"]))).encode(), len(rows))


def hard_values(random: Random) -> File:
    rows = _rows(random)
    for _ in range(random.randint(1, 8)):
        random.choice(rows)[random.randrange(6)] = random.choice(_HARD)
    # A row that is blank is none.
    return File(_text(rows).encode(), len(rows))


def odd_texts(random: Random) -> File:
    rows = _rows(random)
    for _ in range(random.randint(1, 8)):
        random.choice(rows)[random.randrange(6)] = random.choice(_ODD)
    return File(_text(rows).encode())


def repeated_rows(random: Random) -> File:
    rows = _rows(random)
    for _ in range(random.randint(1, 5)):
        rows.append([*random.choice(rows)[:1], *_row(random, 0)[1:]])
    random.shuffle(rows)
    return File(_text(rows).encode(), len(rows))


def wrong_widths(random: Random) -> File:
    rows = _rows(random)
    for _ in range(random.randint(1, 5)):
        at = random.randrange(len(rows))
        rows[at] = rows[at][:5] if random.random() < 0.5 else [*rows[at], "more"] * random.randint(1, 3)
    return File(_text(rows).encode(), len(rows))


def broken_bytes(random: Random) -> File:
    content = bytearray(_text(_rows(random)).encode())
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(content))
        content[at : at + random.randrange(3)] = random.choice(
            [b"\xff", b"\xc3", b"\x00", b'"', b"\r", b"\n", b",", b"\\"]
        )
    return File(bytes(content))


def wrong_header(random: Random) -> File:
    header = [*COLUMNS]
    for _ in range(random.randint(1, 3)):
        header[random.randrange(6)] = random.choice([*COLUMNS, "Mileage", "", "Zqx7marker", "price ", "__class__", '"'])
    return File(_text(_rows(random), header).encode())


def no_header(random: Random) -> File:
    rows = _rows(random)
    return File(_text(rows[1:], rows[0]).encode())


def other_encodings(random: Random) -> File:
    rows = [[*row[:5], "grün"] for row in _rows(random)]
    return File(_text(rows).encode(random.choice(["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32"])))


def no_csv(random: Random) -> File:
    rows = _rows(random)
    return File(
        random.choice(
            [
                lambda: json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows]).encode(),
                lambda: random.randbytes(random.randrange(2000)),
                lambda: b"",
                lambda: b"\n\r\n \n",
                lambda: b"PK\x03\x04" + random.randbytes(500),
                lambda: _text(rows).replace(",", ";").encode(),
                lambda: _text(rows).replace(",", "\t").encode(),
                lambda: b'"' * random.randrange(3000),
            ]
        )()
    )


def large(random: Random) -> File:
    unit = random.choice([b",", b"\n", b'"', b"1\n", b"1,2,3,Saab,4,red\n", b",,,,,\n", b'"a""b",', b"x"])
    head = random.choice([b"", _text([]).encode()])
    return File(head + unit * (random.choice([300_000, 600_000]) // len(unit)))


KINDS: dict[str, Callable[[Random], File]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        usable,
        hard_values,
        odd_texts,
        repeated_rows,
        wrong_widths,
        broken_bytes,
        wrong_header,
        no_header,
        other_encodings,
        no_csv,
    )
}
