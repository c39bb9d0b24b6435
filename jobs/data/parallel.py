"""Work on several blocks at once, in order: Arrow works outside of Python's lock."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_order(work: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What the calls give, one after the other, while the next ones are on their way: one for each core."""
    count = os.cpu_count() or 1
    ahead: deque[Future[T]] = deque()
    with ThreadPoolExecutor(count) as pool:
        for call in work:
            ahead.append(pool.submit(call))
            if len(ahead) > count:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
