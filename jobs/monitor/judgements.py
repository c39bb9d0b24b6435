"""The two judgements: of the rows that came, and of the answers whose truth came.

Each reads a table once and knows its files; a baseline is what it says of the rows of training, a window what it says
of the rows that came.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from monitor.answers import Answers
from monitor.baselines import Baseline
from monitor.checks import Finding, check_columns, check_features
from monitor.documents import (
    constraints_document,
    domains_of,
    read_profile,
    read_slices,
    slices_document,
    statistics_document,
)
from monitor.fairness import Fairness, check_fairness, fairness_document
from monitor.figures import feature_figures
from monitor.inputs import Model
from monitor.measures import MeasureCollector
from monitor.profiles import Collector, FeatureCollector
from monitor.quality import RESULT, check_quality, problem_of, quality_constraints, quality_statistics, score_column
from monitor.settings import Settings, monitoring_config
from monitor.source import Source
from monitor.words import shown


class _Fairness:
    """The facet's measures by the answers of each name; nothing where the model's file names none."""

    def __init__(self, model: Model, settings: Settings, names: Sequence[str]):
        self._facet = model.facet(settings)
        facets = [] if self._facet is None else names
        self.collectors = {
            name: MeasureCollector(Fairness(self._facet, model.target, score_column(name))) for name in facets
        }

    def document(self, name: str) -> dict:
        own = self.collectors.get(name)
        return {} if own is None else {"fairness": fairness_document(self._facet, own.measured())}

    def findings(self, baseline: Baseline, settings: Settings) -> list[Finding]:
        own = self.collectors.get(baseline.name)
        if own is None:
            return []
        return list(check_fairness(self._facet, self._before(baseline), own.measured(), own.rows, settings))

    def notes(self, baseline: Baseline) -> list[str]:
        """Why the facet is not judged, where it is not."""
        if self._facet is None or self._before(baseline):
            return []
        column, group = self._facet.column.name, ", ".join(sorted(self._facet.group))
        return [_without(baseline, f"measures of fairness of {column} {group}", "fairness is not judged")]

    def _before(self, baseline: Baseline) -> dict:
        """The baseline's measures of the same facet; nothing where it has none."""
        before = baseline.statistics.get("fairness", {})
        own = self._facet.document
        return before if {name: before.get(name) for name in own} == own else {}


def _without(baseline: Baseline, what: str, consequence: str) -> str:
    return (
        f"the baseline of {baseline.name} has no {what}, since the version was trained before the model's file asked "
        f"for them: {consequence} until a version is trained anew"
    )


class DataQuality:
    """Whether the rows are still those that the model was trained on."""

    name = "data-quality"
    prefix = ""
    # Whose statistics are told although nobody has a baseline of it.
    also: ClassVar[tuple[str, ...]] = ()

    def __init__(self, model: Model, settings: Settings, names: Sequence[str]):
        self._features = model.features
        self._profiles = FeatureCollector(model.features, model.slices(settings))
        self._fairness = _Fairness(model, settings, names)
        self.collectors: list[Collector] = [self._profiles, *self._fairness.collectors.values()]
        # What a window is looked at by, and a baseline is not.
        self.shown: list[Collector] = []

    @property
    def rows(self) -> int:
        return self._profiles.whole.rows

    def statistics(self, name: str, _: datetime) -> dict:
        slices = self._profiles.slices
        return {
            **statistics_document(self._profiles.whole, self._features),
            **({"slices": slices_document(slices, self._features)} if slices else {}),
            **self._fairness.document(name),
        }

    def constraints(self, _: str, settings: Settings) -> dict:
        return constraints_document(self._profiles.whole, self._features, monitoring_config(settings))

    def figures(self, baselines: Sequence[Baseline], ranked: dict[str, list[str]]) -> dict:
        """What charts show, by each baseline that differs from the others."""
        return {
            "names": {
                one.name: feature_figures(
                    self._features, read_profile(one.statistics, self._features), self._profiles.whole, ranked[one.name]
                )
                for one in baselines
                if one.same_as == one.name
            }
        }

    def findings(self, baseline: Baseline, source: Source, settings: Settings) -> list[Finding]:
        """What there is to find of the window; nothing where no row came."""
        if not self.rows:
            return []
        before = read_profile(baseline.statistics, self._features)
        domains = domains_of(baseline.constraints)
        present = [feature for feature in self._features if feature.name in source.columns]
        findings = [
            *check_columns(before, source.columns, source.extra_columns),
            *check_features(present, before, self._profiles.whole, domains, settings),
            *self._fairness.findings(baseline, settings),
        ]
        for (column, value), own in read_slices(baseline.statistics, self._features).items():
            window = self._profiles.slices.get((column, value))
            if window is not None and min(window.rows, own.rows) >= settings.fewest_rows:
                sliced = [feature for feature in present if feature.name != column]
                findings += check_features(sliced, own, window, domains, settings, f"{column} is {shown(value)}")
        return findings

    def notes(self, baseline: Baseline, settings: Settings) -> list[str]:
        """What was asked and is not judged, and why."""
        there = {column for column, _ in read_slices(baseline.statistics, self._features)}
        missing = [column for column in settings.slices if column not in there]
        return [
            *(_without(baseline, f"slices by {column}", "rows are not judged by them") for column in missing),
            *self._fairness.notes(baseline),
        ]


class ModelQuality:
    """Whether the answers are still as good as they were on the test rows."""

    name = "model-quality"
    prefix = "quality_"
    also: ClassVar[tuple[str, ...]] = (RESULT,)

    def __init__(self, model: Model, settings: Settings, names: Sequence[str]):
        self._problem = problem_of(model.spec)
        self._metrics = {name: MeasureCollector(self._problem(model.target, score_column(name))) for name in names}
        self._fairness = _Fairness(model, settings, names)
        self._answers = Answers(model.target, model.features, names)
        self.collectors: list[Collector] = [*self._metrics.values(), *self._fairness.collectors.values()]
        self.shown: list[Collector] = [self._answers]

    @property
    def rows(self) -> int:
        return max(own.rows for own in self._metrics.values())

    def statistics(self, name: str, time: datetime) -> dict:
        own = self._metrics[name]
        return {
            **quality_statistics(self._problem, own.rows, own.measured(), time),
            **self._fairness.document(name),
        }

    def constraints(self, name: str, settings: Settings) -> dict:
        return quality_constraints(self._problem, self._metrics[name].measured(), settings)

    def figures(self, _: Sequence[Baseline], __: dict[str, list[str]]) -> dict:
        """What charts show of each name's answers."""
        return {"answers": self._answers.figures()}

    def told(self) -> dict:
        """What tells rows."""
        return self._answers.told()

    def findings(self, baseline: Baseline, _: Source, settings: Settings) -> list[Finding]:
        """What there is to find of the answers whose truth came."""
        own = self._metrics[baseline.name]
        measured = own.measured()
        return [
            *check_quality(self._problem, baseline.statistics, baseline.constraints, measured, own.rows, settings),
            *self._fairness.findings(baseline, settings),
        ]

    def notes(self, baseline: Baseline, _: Settings) -> list[str]:
        """What was asked and is not judged, and why."""
        return self._fairness.notes(baseline)


JUDGEMENTS = {judgement.name: judgement for judgement in (DataQuality, ModelQuality)}
