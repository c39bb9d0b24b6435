"""What is asked of a judgement: `settings.json`, over what the baseline's constraints.json says, over the defaults.

| setting | is | default |
| --- | --- | --- |
| `method` | `auto`, or a distance alone: `simple`, `robust`, `psi`, `jensen-shannon`, `wasserstein` | `auto` |
| `threshold` | the distance of numbers that is too large | 0.1, of `psi` 0.2 |
| `categoricalThreshold` | that of categories | as `threshold` |
| `fdr` | the share of false findings to be expected among all of a window (`auto`) | 0.01 |
| `completenessSlack` | by how much the share of values that are there may fall, where a column is not required | 0.05 |
| `typeShare`, `domainShare` | the share of values that must be of the type, and of the known categories | 1 |
| `features` | by name: `threshold`, `method`, `direction` (`up`, `down`, `both`), `watched` (false leaves it out) | |
| `persistence` | `{ "windows": 3, "found": 2 }`: a violation is found in so many of the last windows | 1 of 1 |
| `slices` | the categorical columns by whose values the rows are judged, too | none |
| `fewestRows` | the rows that a slice must have in the window and in the baseline | 50 |
| `qualitySlack` | by how much a metric may be worse than the baseline's, as a share of it | 0.1 |
| `metrics` | by name (`mae`, `mse`, `rmse`, `r2`): `threshold`, in its own unit | |
| `fairness` | `{ "column", "group", "favourable" }` (fairness.py) | the model's |
| `attribution` | whether the window's attributions are compared with the baseline's (attribution.py) | false |
| `leastNdcg` | the NDCG below which they have drifted | 0.9 |
| `fairnessThreshold` | the change of a measure that is too large | 0.1 |
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from data.rows import DatasetError

METHODS = ("auto", "simple", "robust", "psi", "jensen-shannon", "wasserstein")
DIRECTIONS = ("up", "down", "both")

_KINDS = {
    **dict.fromkeys(("features", "persistence", "metrics"), (dict, "an object")),
    "fairness": (dict | None, "an object"),
    "slices": (list, "a list"),
}

_THRESHOLDS = {"psi": 0.2}
_THRESHOLD = 0.1


@dataclass(frozen=True)
class FeatureSettings:
    threshold: float
    method: str = "auto"
    direction: str = "both"
    watched: bool = True


@dataclass(frozen=True)
class Settings:
    """See the module; names there are those of JSON."""

    method: str = "auto"
    threshold: float | None = None
    categorical_threshold: float | None = None
    fdr: float = 0.01
    completeness_slack: float = 0.05
    type_share: float = 1.0
    domain_share: float = 1.0
    features: dict[str, dict] = field(default_factory=dict)
    persistence: dict[str, int] = field(default_factory=lambda: {"windows": 1, "found": 1})
    slices: tuple[str, ...] = ()
    fewest_rows: int = 50
    quality_slack: float = 0.1
    metrics: dict[str, dict] = field(default_factory=dict)
    fairness: dict | None = None
    fairness_threshold: float = 0.1
    attribution: bool = False
    least_ndcg: float = 0.9

    def of(self, name: str, is_numeric: bool) -> FeatureSettings:
        """What is asked of a feature."""
        own = self.features.get(name, {})
        method = own.get("method", self.method)
        general = self.threshold if is_numeric or self.categorical_threshold is None else self.categorical_threshold
        threshold = own.get("threshold", general if "method" not in own else None)
        if threshold is None:
            threshold = _THRESHOLDS.get(method, _THRESHOLD)
        return FeatureSettings(threshold, method, own.get("direction", "both"), own.get("watched", True))


def read_settings(given: dict, constraints: dict | None = None) -> Settings:
    """The settings of a judgement by some baseline. Raises DatasetError, which names the setting."""
    known = {_camel(one.name): one.name for one in fields(Settings)}
    for name, value in given.items():
        if name not in known:
            raise DatasetError(f"settings: {name} is none; there are {', '.join(known)}")
        if name in _KINDS and not isinstance(value, _KINDS[name][0]):
            raise DatasetError(f"settings: {name} must be {_KINDS[name][1]}, got {value!r}")
    written = _of_constraints(constraints or {})
    merged = {**written, **given}
    if "features" in given:
        merged["features"] = {**written.get("features", {}), **given["features"]}
    settings = Settings(**{known[name]: _frozen(value) for name, value in merged.items()})
    _check(settings)
    return settings


def monitoring_config(settings: Settings) -> dict:
    """The settings as constraints.json has them; `significance` is ours, beside what Model Monitor writes."""
    threshold = settings.of("", is_numeric=True).threshold
    return {
        "evaluate_constraints": "Enabled",
        "emit_metrics": "Enabled",
        "datatype_check_threshold": settings.type_share,
        "domain_content_threshold": settings.domain_share,
        "distribution_constraints": {
            "perform_comparison": "Enabled",
            "comparison_threshold": threshold,
            "comparison_method": "Robust" if settings.method == "robust" else "Simple",
            "categorical_comparison_threshold": settings.of("", is_numeric=False).threshold,
            "categorical_drift_method": "LInfinity",
        },
        "significance": {"method": settings.method, "fdr": settings.fdr},
    }


def _of_constraints(constraints: dict) -> dict[str, Any]:
    """What a constraints.json says, which people edit, or which Model Monitor wrote. Raises DatasetError."""
    try:
        return _read_constraints(constraints)
    except (AttributeError, KeyError, TypeError) as error:
        raise DatasetError(f"the baseline's constraints.json is not as Model Monitor writes it: {error!r}") from None


def _read_constraints(constraints: dict) -> dict[str, Any]:
    config = constraints.get("monitoring_config", {})
    distribution = config.get("distribution_constraints", {})
    significance = config.get("significance", {})
    found = {
        "threshold": distribution.get("comparison_threshold"),
        "categoricalThreshold": distribution.get("categorical_comparison_threshold"),
        "method": significance.get("method", str(distribution.get("comparison_method", "auto")).lower()),
        "fdr": significance.get("fdr"),
        "typeShare": config.get("datatype_check_threshold"),
        "domainShare": config.get("domain_content_threshold"),
        "features": _overrides(constraints),
    }
    return {name: value for name, value in found.items() if value is not None}


def _overrides(constraints: dict) -> dict[str, dict]:
    """The thresholds of single features; the sources disagree on how the place is spelt."""
    overrides = {}
    for feature in constraints.get("features", []):
        own = feature.get("monitoring_config_overrides") or feature.get("monitoringConfigOverrides") or {}
        distribution = own.get("distribution_constraints", own)
        threshold = distribution.get("comparison_threshold", distribution.get("categorical_comparison_threshold"))
        method = distribution.get("comparison_method")
        found = {"threshold": threshold, "method": method and method.lower()}
        kept = {name: value for name, value in found.items() if value is not None}
        if distribution.get("perform_comparison") == "Disabled":
            kept["watched"] = False
        if kept:
            overrides[feature["name"]] = kept
    return overrides


def _check(settings: Settings) -> None:
    _one_of("method", settings.method, METHODS)
    for name in ("threshold", "categorical_threshold", "completeness_slack", "quality_slack", "fairness_threshold"):
        value = getattr(settings, name)
        if value is not None and not (_is_number(value) and value >= 0):
            raise DatasetError(f"settings: {_camel(name)} must be a number of 0 or more, got {value!r}")
    if not isinstance(settings.attribution, bool):
        raise DatasetError(f"settings: attribution must be true or false, got {settings.attribution!r}")
    for name in ("fdr", "type_share", "domain_share", "least_ndcg"):
        value = getattr(settings, name)
        if not (_is_number(value) and 0 < value <= 1):
            raise DatasetError(f"settings: {_camel(name)} must be a share above 0, at most 1, got {value!r}")
    windows, found = settings.persistence.get("windows", 1), settings.persistence.get("found", 1)
    if not (isinstance(windows, int) and isinstance(found, int) and 1 <= found <= windows):
        raise DatasetError("settings: persistence.found must be 1 at least, and at most persistence.windows")
    for name, own in (*settings.features.items(), *settings.metrics.items()):
        threshold = own.get("threshold", 0) if isinstance(own, dict) else None
        if not _is_number(threshold):
            raise DatasetError(f"settings: {name} must be an object whose threshold is a number, got {own!r}")
    for name, own in settings.features.items():
        for key in own:
            if key not in ("threshold", "method", "direction", "watched"):
                raise DatasetError(f"settings: features.{name}.{key} is none")
        _one_of(f"features.{name}.method", own.get("method", "auto"), METHODS)
        _one_of(f"features.{name}.direction", own.get("direction", "both"), DIRECTIONS)


def _one_of(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise DatasetError(f"settings: {name} must be one of {', '.join(choices)}, got {value!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
