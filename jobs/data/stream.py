"""A file as blocks of whole lines, however long it and they are."""

from __future__ import annotations

from typing import BinaryIO

# Large enough for Arrow to be at its best, small enough that some of them are nothing.
BLOCK_BYTES = 2**20


class LineStream:
    """Takes whole lines from a file; what was taken too much may be given back."""

    def __init__(self, file: BinaryIO, size: int = BLOCK_BYTES):
        self._file = file
        self._size = size
        self._rest = b""

    def take(self) -> bytes:
        """The next lines, about a block of them, with their ends; nothing at the end of the file."""
        buffer, self._rest = self._rest, b""
        while True:
            more = self._file.read(max(self._size - len(buffer), self._size // 2, 1))
            buffer += more
            end = _end_of_lines(buffer) if more else len(buffer)
            if end or not more:
                self._rest = buffer[end:]
                return buffer[:end]

    def give_back(self, lines: bytes) -> None:
        """The next `take` begins with these."""
        self._rest = lines + self._rest


def _end_of_lines(buffer: bytes) -> int:
    """Where the last whole line ends; 0 where none does. A carriage return at the end may be half of a line's end."""
    return buffer.rfind(b"\n") + 1 or buffer.rfind(b"\r", 0, len(buffer) - 1) + 1
