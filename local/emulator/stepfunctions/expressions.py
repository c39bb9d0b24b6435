"""JSONata expressions, each parsed once, and bounded by the time that they take themselves.

MiniStack parses an expression whenever it evaluates it, which is most of what a state costs; a parsed one does not
change when it is evaluated. It also lets an expression run for a second, as AWS does, by the clock: where many
executions share a processor, one that takes milliseconds would fail by waiting for its turn.
"""

import functools
import time
from typing import Any


def install() -> None:
    """Keeps what has been parsed, and counts the processor's time of an evaluation's own thread."""
    _parse_once()
    _bound_by_own_time()


def _parse_once() -> None:
    from jsonata import parser

    parse = parser.Parser.parse

    @functools.lru_cache(maxsize=4096)
    def parsed(expression: str | None, regex_engine: Any) -> Any:
        return parse(parser.Parser(), expression, regex_engine)

    parser.Parser.parse = lambda _, *arguments: parsed(*arguments)


def _bound_by_own_time() -> None:
    from jsonata.jexception import JException
    from jsonata.timebox import Timebox

    begin = Timebox.__init__

    def begin_own(box: Any, *arguments: Any) -> None:
        begin(box, *arguments)
        box.own_seconds = time.thread_time()

    def check_runaway(box: Any) -> None:
        if box.max_depth is not None and box.depth > box.max_depth:
            raise JException("D1011", -1)
        if box.timeout is not None and (time.thread_time() - box.own_seconds) * 1000 > box.timeout:
            raise JException("D1012", -1, box.timeout)

    Timebox.__init__, Timebox.check_runaway = begin_own, check_runaway
