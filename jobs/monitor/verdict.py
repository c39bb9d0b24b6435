"""Which findings are violations, and which of them matter most.

A finding of a test holds where it passes its threshold and chance is unlikely: over all tests of the window together,
the share of false findings is bounded (significance.py). A rule's finding holds where its threshold is passed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.attribution import CHECK as ATTRIBUTION
from monitor.checks import Finding
from monitor.settings import Settings
from monitor.significance import significant


@dataclass(frozen=True)
class Judged:
    """A finding with its verdict; `weight` is what it is ranked by."""

    finding: Finding
    found: bool
    violation: bool
    importance: float | None
    weight: float
    windows: int
    """In how many of the last windows, this one among them, it was found."""

    @property
    def why(self) -> str:
        """Which method judged, and by what."""
        finding = self.finding
        side = "is beyond" if finding.exceeds else "is within"
        if finding.probability is None:
            return f"{finding.method}: {finding.value:.4g} {side} {finding.threshold:.4g}"
        likely = f"chance does as much with probability {finding.probability:.2g}"
        holds = "" if self.found or not finding.exceeds else ", which is too likely among so many tests"
        size = f"{finding.value:.4g} {side} {finding.threshold:.4g}"
        return f"{finding.method} over {finding.rows} rows: {likely}{holds}; {size}"


def judge(
    findings: Sequence[Finding], settings: Settings, importance: dict[str, float], earlier: Sequence[set[tuple]] = ()
) -> list[Judged]:
    """The findings in the order of their weight: distance times importance, violations first.

    `earlier` are the keys of what was found in the windows before, the newest first.
    """
    tested = [finding for finding in findings if finding.probability is not None]
    holding = significant([finding.probability for finding in tested], settings.fdr)
    likely = {id(finding) for finding, holds in zip(tested, holding, strict=True) if not holds}
    windows, enough = settings.persistence.get("windows", 1), settings.persistence.get("found", 1)
    before = Counter(key for keys in earlier[: windows - 1] for key in keys)
    judged = []
    for finding in findings:
        found = finding.exceeds and id(finding) not in likely
        times = before[key_of(finding)] + found
        own = importance.get(finding.feature)
        weight = _size(finding) * (1.0 if not importance else own or 0.0)
        judged.append(Judged(finding, found, found and times >= enough, own, weight, times))
    return sorted(judged, key=lambda one: (not one.violation, not one.found, -one.weight, one.finding.feature))


def key_of(finding: Finding) -> tuple[str, str, str]:
    """What names a finding in every window."""
    return finding.feature, finding.check, finding.slice


def _size(finding: Finding) -> float:
    """How far off a finding is: one distance, whichever judged, so that they compare; else what is beyond."""
    if finding.distances is not None:
        return finding.distances.simple
    return abs(finding.value - finding.threshold) / (abs(finding.threshold) or 1.0) if finding.exceeds else 0.0


def violation_of(finding: Finding) -> dict:
    """A violation as constraint_violations.json has it: of a feature, of a metric, or of all attributions together.

    The last is Clarify's: it names the answer, and the method of attribution for a metric.
    https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-model-monitor-model-attribution-drift-violations.html
    """
    where = f" (where {finding.slice})" if finding.slice else ""
    violation = {"constraint_check_type": finding.check, "description": finding.description + where}
    if finding.check == ATTRIBUTION:
        return {"label": finding.feature, "metric_name": "shap", **violation}
    if finding.check.endswith("_check"):
        return {"feature_name": finding.feature, **violation}
    return {**violation, "metric_name": finding.feature}
