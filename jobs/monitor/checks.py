"""What there is to find of a window against a baseline, feature by feature.

| finding | is found where |
| --- | --- |
| missing_column_check | the window lacks a feature's column |
| extra_column_check | the window has a column that the model does not know |
| data_type_check | fewer values are of the column's type than `typeShare` |
| completeness_check | a required column lacks a value; of another, more are missing than by chance, beyond slack |
| categorical_values_check | more values are unknown than the baseline lets expect |
| baseline_drift_check | the distribution has moved, by the method of its feature |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.distances import Distances, aligned, aligned_items, categorical_distances, numeric_distances
from monitor.features import Feature
from monitor.profiles import Profile
from monitor.settings import FeatureSettings, Settings
from monitor.significance import (
    chi_square_probability,
    fewer_present_probability,
    ks_probability,
    more_unknown_probability,
)
from monitor.summary import CategoricalSummary, NumericSummary, Summary
from monitor.words import shown

# A number that has no more different values is judged as categories are: Kolmogorov-Smirnov's test sees ties badly.
_FEW_VALUES = 20


@dataclass(frozen=True)
class Finding:
    """A check of a feature (or of a metric), and what came of it.

    `value` is compared with `threshold`, `baseline` and `observed` say in words what was and what is; `probability` is
    that of chance doing the same, None where a rule and no test decides; `exceeds` says whether the threshold is
    passed.
    """

    feature: str
    check: str
    method: str
    value: float
    threshold: float
    exceeds: bool
    description: str
    baseline: str = ""
    observed: str = ""
    probability: float | None = None
    distances: Distances | None = None
    slice: str = ""
    rows: int = 0


def check_columns(baseline: Profile, columns: set[str], extra: Sequence[str]) -> Iterator[Finding]:
    """Which columns the window lacks, and has beyond those of the baseline."""
    for name in baseline.features:
        if name not in columns:
            words = f"The baseline's column {name} is missing in the current dataset."
            yield Finding(name, "missing_column_check", "rule", 1.0, 0.0, True, words, "present", "missing")
    for name in map(shown, extra):
        words = f"There are extra columns in the current dataset: {name} is not in the baseline."
        yield Finding(name, "extra_column_check", "rule", 1.0, 0.0, True, words, "absent", "present")


def check_features(
    features: Sequence[Feature],
    baseline: Profile,
    window: Profile,
    domains: dict[str, set[str]],
    settings: Settings,
    slice: str = "",
) -> Iterator[Finding]:
    """All findings of the features that both have, in all rows or in those of a slice."""
    for feature in features:
        own = settings.of(feature.name, feature.is_numeric)
        before, after = baseline.features.get(feature.name), window.features.get(feature.name)
        if before is None or after is None or not own.watched:
            continue
        findings = [
            *_check_type(feature, after, settings),
            *_check_completeness(feature, before, after, settings),
            *_check_distribution(feature, before, after, own),
        ]
        if feature.name in domains and isinstance(before, CategoricalSummary):
            findings += _check_domain(feature, before, after, domains[feature.name], settings)
        yield from (replace(finding, slice=slice) for finding in findings)


def _check_type(feature: Feature, after: Summary, settings: Settings) -> Iterator[Finding]:
    if not after.present:
        return
    share = 1 - after.odd / after.present
    kind = feature.inferred_type
    words = (
        f"Data type match requirement is not met. Expected data type: {kind}, "
        f"Expected match: {100 * settings.type_share}%. Observed: Only {100 * share}% of data is {kind}."
    )
    if after.odd:
        yield Finding(
            feature.name,
            "data_type_check",
            "rule",
            share,
            settings.type_share,
            share < settings.type_share,
            words,
            kind,
            f"{100 * share:.4g}% {kind}",
            rows=after.present,
        )


def _check_completeness(feature: Feature, before: Summary, after: Summary, settings: Settings) -> Iterator[Finding]:
    rows, rows_before = after.present + after.missing, before.present + before.missing
    if not rows or not rows_before or not after.missing:
        return
    share, expected = after.present / rows, before.present / rows_before
    is_rule = feature.is_required and not before.missing
    least = expected if is_rule else expected - settings.completeness_slack
    chance = fewer_present_probability((before.present, before.missing), (after.present, after.missing))
    yield Finding(
        feature.name,
        "completeness_check",
        "rule" if is_rule else "Fisher's exact test",
        share,
        least,
        share < least,
        f"Data completeness requirement is not met. Expected completeness: {100 * least:.6g}%. "
        f"Observed: Only {100 * share:.6g}% of data is present.",
        f"{100 * expected:.4g}% present",
        f"{100 * share:.4g}% present",
        None if is_rule else chance,
        rows=rows,
    )


def _check_domain(
    feature: Feature, before: CategoricalSummary, after: CategoricalSummary, domain: set[str], settings: Settings
) -> Iterator[Finding]:
    unknown = {name: count for name, count in after.counts.items() if name not in domain}
    if not unknown:
        return
    count = sum(unknown.values()) + after.others
    share = 1 - count / after.present
    # Good and Turing: values that came once tell of those that did not come yet.
    once = sum(1 for number in before.counts.values() if number == 1)
    expected = min(1.0, once / max(1, before.count))
    names = ", ".join(map(shown, sorted(unknown, key=lambda name: (-unknown[name], name))[:5]))
    least = settings.domain_share - expected
    yield Finding(
        feature.name,
        "categorical_values_check",
        "binomial test" if expected else "rule",
        share,
        least,
        share < least,
        f"Categorical values requirement is not met. Expected match: {100 * least:.6g}%. Observed: Only "
        f"{100 * share:.6g}% of data is known to the baseline; unknown are {names}.",
        f"{100 * expected:.4g}% unknown",
        f"{100 - 100 * share:.4g}% unknown",
        more_unknown_probability(count, after.present, expected) if expected else None,
        rows=after.present,
    )


# The distance that a method judges by. Of many categories none has a large share, so that the L-infinity distance is
# small whatever happens; the total variation is not.
_NAMES = {"auto": "simple", "auto of categories": "total_variation", "jensen-shannon": "jensen_shannon"}


def _check_distribution(feature: Feature, before: Summary, after: Summary, own: FeatureSettings) -> Iterator[Finding]:
    if not before.count or not after.count:
        return
    if isinstance(before, NumericSummary):
        items = before.sketch.items(), after.sketch.items()
        distances = numeric_distances(*items, before.deviation)
        few = max(len(items[0][0]), len(items[1][0])) <= _FEW_VALUES
        counts = aligned_items(*items) if few else None
    else:
        distances = categorical_distances(_counted(before), _counted(after))
        counts = aligned(_counted(before), _counted(after))
    method, chance = own.method, None
    value = _judged(distances, own, feature.is_numeric)
    if own.method == "auto":
        if counts is None or own.direction != "both":
            method = "Kolmogorov-Smirnov test"
            chance = ks_probability(value, before.count, after.count, one_sided=own.direction != "both")
        else:
            method = "chi-square test"
            chance = chi_square_probability(*counts)
    yield Finding(
        feature.name,
        "baseline_drift_check",
        method,
        value,
        own.threshold,
        value > own.threshold,
        f"Baseline drift distance: {value:.4g} exceeds threshold: {own.threshold:g}",
        _in_words(before),
        _in_words(after),
        chance,
        distances,
        rows=after.count,
    )


def _judged(distances: Distances, own: FeatureSettings, is_numeric: bool) -> float:
    """The distance that the method, and the direction, speak of."""
    if own.direction != "both" and own.method in ("auto", "simple"):
        return distances.up if own.direction == "up" else distances.down
    method = "auto of categories" if own.method == "auto" and not is_numeric else own.method
    value = getattr(distances, _NAMES.get(method, method))
    value = distances.simple if value is None else value
    # The other distances have no direction; where the values went the other way, nothing was asked.
    goes_up = distances.up >= distances.down
    return 0.0 if own.direction != "both" and goes_up != (own.direction == "up") else value


_OTHERS = "(others)"


def _counted(summary: CategoricalSummary) -> dict[str, int]:
    return {**summary.counts, _OTHERS: summary.others} if summary.others else summary.counts


def _in_words(summary: Summary) -> str:
    if isinstance(summary, NumericSummary):
        return f"mean {summary.mean:.6g}, deviation {summary.deviation:.4g}"
    name, count = min(summary.counts.items(), key=lambda one: (-one[1], one[0]))
    return f"{shown(name)} {100 * count / summary.count:.4g}%"
