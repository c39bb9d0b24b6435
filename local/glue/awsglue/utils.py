"""What scripts take their arguments by."""

import argparse
from collections.abc import Sequence


class GlueArgumentError(Exception):
    """The script was not given what it asked for."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise GlueArgumentError(message)


# Arguments of Glue's own, which scripts find in their options whether they asked for them or not.
_BOOKMARK_OPTION = "--job-bookmark-option"
_RESERVED = ("--JOB_ID", "--JOB_RUN_ID", "--TempDir")


def getResolvedOptions(args: Sequence[str], options: Sequence[str]) -> dict[str, str]:
    """The named arguments, each of which must be there, and some of Glue's own; others are passed over.

    Args:
        args: the script's name and its arguments, `sys.argv`.

    Raises:
        GlueArgumentError: an argument is missing.
    """
    hyphenated = [name for name in options if "-" in name]
    if hyphenated:
        # "The arguments use only underscores, not hyphens", says the guide ("Accessing parameters using
        # getResolvedOptions").
        raise GlueArgumentError(f"the names of arguments have underscores, not hyphens: {', '.join(hyphenated)}")
    parser = _Parser(allow_abbrev=False)
    parser.add_argument(_BOOKMARK_OPTION, default="job-bookmark-disable")
    for name in _RESERVED:
        if name.removeprefix("--") not in options:
            parser.add_argument(name, required=False)
    for name in options:
        parser.add_argument(f"--{name}", required=True)
    known, _ = parser.parse_known_args(args[1:])
    return {name: value for name, value in vars(known).items() if value is not None}
