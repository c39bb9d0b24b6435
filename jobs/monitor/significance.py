"""Whether chance alone would make two samples of one distribution as different as these are.

| what | by |
| --- | --- |
| numbers | the two-sample Kolmogorov-Smirnov test: exact for small samples, else its limit with Stephens' correction |
| categories, and numbers of few different values | the chi-square test; where a category is rare, by permutation |
| missing values | Fisher's exact test |
| unknown categories | the binomial tail over the share that Good and Turing expect |
| several at once | Benjamini and Hochberg's procedure, which bounds the share of false findings among all |

Ties make the Kolmogorov-Smirnov test careful: it finds less, and never more than it says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

# The exact distribution takes a step of an array for each value: where the product of the sizes is at most this.
_MOST_EXACT = 100_000

# Where less is expected of a category, the chi-square distribution makes a probability of a thousandth half as large as
# it is; over many categories that evens out. Those of which less than one is expected are taken together.
_FEW, _MANY, _RARE = 20.0, 50, 1.0

# Permutations: so many at most, fewer once so many were as different as the samples (Besag and Clifford).
_MOST_PERMUTATIONS = 20_000
_ENOUGH = 20
_BATCH = 100


def ks_probability(distance: float, n: int, m: int, one_sided: bool = False) -> float:
    """The probability of at least this distance between samples of n and m values."""
    if distance <= 0 or n == 0 or m == 0:
        return 1.0
    if n * m <= _MOST_EXACT:
        return _exact_ks(distance, n, m, one_sided)
    size = n * m / (n + m)
    if one_sided:
        # Hodges' correction of the exponent, as scipy has it.
        return min(1.0, math.exp(-2 * size * distance**2 - 2 * distance * _expansion(n, m)))
    scaled = (math.sqrt(size) + 0.12 + 0.11 / math.sqrt(size)) * distance
    if scaled < 0.2:
        return 1.0
    total = sum((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * total))


def _expansion(n: int, m: int) -> float:
    larger, smaller = max(n, m), min(n, m)
    return (larger + 2 * smaller) / math.sqrt(larger * smaller * (larger + smaller)) / 3 * math.sqrt(n * m / (n + m))


def _exact_ks(distance: float, n: int, m: int, one_sided: bool) -> float:
    """Of all orders of the values of both samples, the share in which the distance is as large.

    An order is a path of n steps up and m to the right. Paths that keep closer are counted, diagonal by diagonal, as
    shares of all: no number grows. Either sample may be the one that goes up: reversed, an order is one of the other.
    """
    n, m = sorted((n, m))
    inside = np.zeros(n + 1)
    inside[0] = 1.0
    ups = np.arange(n + 1)
    limit = distance - 1e-9
    for step in range(1, n + m + 1):
        # The last step to a place was up with this probability, given that all orders are as likely.
        share = ups / step
        moved = np.concatenate(([0.0], inside[:-1]))
        inside = moved * share + inside * (1 - share)
        rights = step - ups
        difference = ups / n - rights / m
        far = difference >= limit if one_sided else np.abs(difference) >= limit
        inside[far | (rights < 0) | (rights > m)] = 0.0
    return float(min(1.0, max(0.0, 1.0 - inside[n])))


def chi_square_probability(before: np.ndarray, after: np.ndarray) -> float:
    """The probability that samples with these counts of the same categories are of one distribution."""
    there = before + after > 0
    before, after = _without_rare(before[there], after[there])
    if len(before) < 2 or before.sum() == 0 or after.sum() == 0:
        return 1.0
    expected = (before + after) * min(before.sum(), after.sum()) / (before.sum() + after.sum())
    if expected.min() >= _FEW or len(before) > _MANY:
        return chi_square_tail(float(_chi_square(before + after, after[None, :])[0]), len(before) - 1)
    return _permuted(before, after)


def chi_square_tail(statistic: float, freedom: int) -> float:
    """The probability that chi-square of so many degrees of freedom is as large: a sum, since they are whole.

    https://dlmf.nist.gov/8.4 (8.4.8, 8.4.11 with 8.8.2). scipy.special has it too, and takes longer to load than all of
    this takes to compute.
    """
    half = statistic / 2
    if half <= 0:
        return 1.0
    odd = freedom % 2
    places = (step + odd / 2 for step in range(freedom // 2))
    terms = (math.exp(place * math.log(half) - half - math.lgamma(place + 1)) for place in places)
    return min(1.0, math.fsum(terms) + (math.erfc(math.sqrt(half)) if odd else 0.0))


def _without_rare(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The counts with those of rare categories in one place."""
    total = before.sum() + after.sum()
    rare = (before + after) * min(before.sum(), after.sum()) < _RARE * total
    if np.count_nonzero(rare) < 2:
        return before, after
    return tuple(np.append(counts[~rare], counts[rare].sum()) for counts in (before, after))


def _chi_square(sums: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """The statistic of samples (a row each) that were drawn of all there is, against what is left of it."""
    share = samples[0].sum() / sums.sum()
    expected = sums * share
    return ((samples - expected) ** 2 / (expected * (1 - share))).sum(axis=1)


def _permuted(before: np.ndarray, after: np.ndarray) -> float:
    """The share of random halves of both samples together that are as different, these samples among them."""
    sums = np.rint(before + after).astype(np.int64)
    size = int(np.rint(after.sum()))
    observed = _chi_square(sums, after[None, :])[0] - 1e-9
    random = np.random.default_rng(sums)
    as_large = drawn = 0
    while drawn < _MOST_PERMUTATIONS and as_large < _ENOUGH:
        draws = random.multivariate_hypergeometric(sums, size, _BATCH, method="marginals")
        as_large += int(np.count_nonzero(_chi_square(sums, draws) >= observed))
        drawn += _BATCH
    return (as_large + 1) / (drawn + 1)


def fewer_present_probability(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Of present and missing values of both: the probability of as many missing ones in the second, by chance."""
    from scipy.special import gammaln

    (present, missing), (own_present, own_missing) = before, after
    lacking, size = missing + own_missing, own_present + own_missing
    total = present + missing + size
    drawn = np.arange(own_missing, min(lacking, size) + 1)
    if own_missing == 0 or not len(drawn):
        return 1.0

    def choose(n, k):
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    logs = choose(lacking, drawn) + choose(total - lacking, size - drawn) - choose(total, size)
    return float(min(1.0, np.exp(logs).sum()))


def more_unknown_probability(unknown: int, size: int, expected: float) -> float:
    """The probability of as many unknown values among so many, where a share of them is to be expected."""
    from scipy.special import bdtrc

    return 1.0 if unknown == 0 else float(bdtrc(unknown - 1, size, expected))


def significant(probabilities: Sequence[float], rate: float) -> list[bool]:
    """Which findings hold, so that at most this share of those that hold is expected to be false."""
    count = len(probabilities)
    order = sorted(range(count), key=lambda place: probabilities[place])
    passed = [rank for rank, place in enumerate(order, start=1) if probabilities[place] <= rate * rank / count]
    holding = set(order[: max(passed, default=0)])
    return [place in holding for place in range(count)]
