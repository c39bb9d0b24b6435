"""JSONata expressions, each parsed once.

MiniStack parses an expression whenever it evaluates it, which is most of what a state costs; a parsed one does not
change when it is evaluated.
"""

import functools
from typing import Any


def install() -> None:
    """Keeps what has been parsed."""
    from jsonata import parser

    parse = parser.Parser.parse

    @functools.lru_cache(maxsize=4096)
    def parsed(expression: str | None, regex_engine: Any) -> Any:
        return parse(parser.Parser(), expression, regex_engine)

    parser.Parser.parse = lambda _, *arguments: parsed(*arguments)
