"""The transformation of rows into vectors, as data: fitted here, applied here and by functions/shared/transform.ts.

Standard library arithmetic on 64-bit floats only, with exactly rounded sums, so that the same rows give the same
transform.json on any machine, and both implementations the same vectors to the last bit.

A new version keeps the scales of the champion, and its list of a text column's categories, or its table of what texts
stand for, where that covers the new ones. They are no more than units: what a vector's places are called and how their
numbers are to be read. Two versions with the same units understand each other's vectors, so that rows which were
encoded for one of them may be answered by the other: while a canary takes a part of the traffic, and between an
endpoint's switch and the change of the champion's names. Imputation is no unit, and is fitted anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from data.counts import Counts, counted
from data.labelled import Labelled, labelled
from data.rows import DatasetError
from dataset import Value
from features import domain_of, domain_of_column, encode_value, fit_feature, place_names, target_table
from split import FOLDS


def fit(spec: dict, records: list[dict[str, Value]], champion: dict | None = None) -> dict:
    """The transform of a model, learnt from training rows alone, in the units of the champion's transform.

    Numbers are standardized (the population's standard deviation) and imputed by the median; texts become one place per
    category, in the order of the column's `values` or else by code point, and are imputed by the most frequent one;
    features.py says what else there is. A column without a single value is imputed by 0, or by no category. Raises
    DatasetError where the vector has no place: no algorithm takes an empty line for a row.
    """
    return fit_columns(
        spec,
        lambda name: counted(record[name] for record in records),
        lambda name: labelled([record[name] for record in records], [record[spec["target"]] for record in records]),
        champion,
    )


def fit_columns(
    spec: dict,
    counts_of: Callable[[str], Counts],
    labelled_of: Callable[[str], Labelled],
    champion: dict | None = None,
) -> dict:
    """As `fit`, by what counts the values of a column, and what labels them: one column at a time is kept."""
    columns = [
        column
        for column in spec["columns"]
        if column["name"] not in (spec["identifier"], spec["target"]) and not column.get("ignored")
    ]
    units = {feature["column"]: feature for feature in champion["features"]} if champion is not None else {}
    features = []
    for column in columns:
        name = column["name"]
        features.append(fit_feature(column, counts_of(name), partial(labelled_of, name), units.get(name, {})))
    vector = [name for feature in features for name in place_names(feature)]
    if not vector:
        names = ", ".join(column["name"] for column in columns)
        raise DatasetError(f"there is nothing to learn from: no training row has a value of {names}")
    return {
        "version": 1,
        "model": spec["name"],
        "identifier": spec["identifier"],
        "target": spec["target"],
        "columns": spec["columns"],
        "features": features,
        "vector": vector,
    }


def out_of_fold(transform: dict, labelled_of: Callable[[str], Labelled]) -> list[dict]:
    """A transform for the training rows of each fold (split.py), or none where all rows may be encoded by one.

    A table of targets that has a row's own target would tell a model the answer: each fold's tables are made of the
    rows of the others. Everything else is the same.
    """
    own = {
        feature["column"]: labelled_of(feature["column"])
        for feature in transform["features"]
        if feature.get("of") == "target"
    }
    if not own:
        return []
    return [
        {**transform, "features": [_without_fold(feature, own, fold) for feature in transform["features"]]}
        for fold in range(FOLDS)
    ]


def _without_fold(feature: dict, own: dict[str, Labelled], fold: int) -> dict:
    rows = own.get(feature["column"])
    return feature if rows is None else {**feature, **target_table(rows.without(fold))}


def encode(transform: dict, record: dict[str, Value]) -> list[float]:
    """The vector of a record: a place per name in `transform["vector"]`; an unknown category is none of the places."""
    vector: list[float] = []
    for feature in transform["features"]:
        vector.extend(encode_feature(feature, record.get(feature["column"])))
    return vector


def encode_feature(feature: dict, value: Value) -> list[float]:
    """The places of one feature; a missing value is imputed."""
    return encode_value(feature, value)


def strangers(spec: dict, transform: dict) -> list[str]:
    """The columns of a transform that the model has as another kind, so that their values mean nothing to it."""
    domains = {column["name"]: domain_of_column(column) for column in spec["columns"]}
    return [
        feature["column"]
        for feature in transform["features"]
        if domains.get(feature["column"], domain_of(feature["kind"])) != domain_of(feature["kind"])
    ]
