"""Why contributions cannot be told."""


class Problem(Exception):
    """What is wrong, as a part of a sentence."""
