"""Serves as SageMaker's Linear Learner does: it reads CSV, JSON and JSON Lines, and answers JSON or JSON Lines.

It cannot answer CSV (aws/amazon-sagemaker-examples#821).
"""

import json
import math
import sys

import contract
from linear_learner import data
from serving import HttpError, media_type, serve
from tables import features_table

CONTENT_TYPES = ("text/csv", "application/json", "application/jsonlines")
ACCEPTS = ("application/json", "application/jsonlines")


def load():
    path = contract.model_folder() / data.MODEL_NAME
    if not path.exists():
        sys.exit(f"There is no model file {data.MODEL_NAME} in {contract.model_folder()}.")
    model = json.loads(path.read_text())
    return model["weights"], model["bias"]


def main():
    weights, bias = load()

    def invoke(payload, content_type, accept):
        kind = media_type(content_type)
        if kind not in CONTENT_TYPES:
            raise HttpError(415, f"content-type {kind or 'none'} not supported. Supported: {', '.join(CONTENT_TYPES)}")
        wanted = media_type(accept)
        if wanted in ("", "*/*"):
            wanted = "application/json"
        if wanted not in ACCEPTS:
            raise HttpError(406, f"accept type {wanted} not supported. Supported: {', '.join(ACCEPTS)}")
        table = features_table(payload) if kind == "application/jsonlines" else None
        if table is not None and table.shape[1] == len(weights):
            return encode(predict_all(table, weights, bias), wanted), wanted
        try:
            rows = data.payload_rows(payload, kind)
            if any(len(row) != len(weights) for row in rows):
                raise ValueError(f"records must have {len(weights)} features")
        except (ValueError, KeyError, TypeError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            raise HttpError(400, "unable to evaluate payload provided") from error
        return encode([predict(row, weights, bias) for row in rows], wanted), wanted

    serve(invoke)


def predict(row, weights, bias):
    """The prediction of a record. Not by `sum`, which rounds otherwise from Python 3.12 on."""
    total = 0.0
    for value, weight in zip(row, weights, strict=True):
        total += value * weight
    return total + bias


def predict_all(table, weights, bias):
    """The predictions of all records, the additions being in the order of `predict`."""
    total = 0.0
    for values, weight in zip(table.T, weights, strict=True):
        total = total + values * weight
    return (total + bias).tolist()


def encode(predictions, accept):
    """The answer's bytes."""
    if accept == "application/json":
        return json.dumps({"predictions": [{"score": prediction} for prediction in predictions]}).encode()
    # As json writes it, at a fifth of its time.
    written = map(float.__repr__ if all(map(math.isfinite, predictions)) else json.dumps, predictions)
    return "".join([f'{{"score": {prediction}}}\n' for prediction in written]).encode()


if __name__ == "__main__":
    main()
