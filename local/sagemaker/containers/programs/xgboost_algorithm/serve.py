"""Serves as SageMaker's built-in XGBoost does (aws/sagemaker-xgboost-container, branch ``1.7-1``, ``serve.py``)."""

import json
import os
import sys

import contract
from contract import UserError
from serving import HttpError, media_type, serve
from xgboost_algorithm import data
from xgboost_algorithm.library import xgboost

SUPPORTED_ACCEPTS = ["application/json", "application/jsonlines", "application/x-recordio-protobuf", "text/csv"]


def load():
    """The first model file, whatever its name."""
    files = sorted(path for path in contract.model_folder().glob("*") if path.is_file() and path.name[0] != ".")
    if not files:
        sys.exit(f"There is no model file in {contract.model_folder()}.")
    booster = xgboost.Booster(model_file=bytearray(files[0].read_bytes()))
    booster.set_param("nthread", 1)
    return booster


def main():
    booster = load()
    batch = bool(os.environ.get("SAGEMAKER_BATCH"))

    def invoke(payload, content_type, accept):
        try:
            rows = data.payload_matrix(payload, data.content_type(content_type))
        except UserError as error:
            raise HttpError(415, str(error)) from error
        try:
            predictions = booster.predict(rows, validate_features=False).tolist()
        except (xgboost.core.XGBoostError, ValueError) as error:
            raise HttpError(400, f"Unable to evaluate payload provided: {error}") from error
        return encode(predictions, accept, batch)

    serve(invoke)


def encode(predictions, accept, batch=False):
    """The answer's bytes and type: a number a line in CSV, which is also the default.

    :param batch: whether a transform job asks; it gets a number a line whatever it accepts
    """
    kind = media_type(accept)
    if kind in ("", "*/*"):
        kind = "text/csv"
    if kind not in SUPPORTED_ACCEPTS:
        raise HttpError(
            406, f"Accept type {kind} is not supported. Please use supported accept types: {SUPPORTED_ACCEPTS}."
        )
    if batch:
        return "".join(f"{row}\n" for row in predictions).encode(), kind
    if kind == "text/csv":
        lines = (",".join(map(str, row)) if isinstance(row, list) else str(row) for row in predictions)
        return "".join(f"{line}\n" for line in lines).encode(), "text/csv; charset=utf-8"
    scores = [{"score": prediction} for prediction in predictions]
    if kind == "application/json":
        return json.dumps({"predictions": scores}).encode(), kind
    if kind == "application/jsonlines":
        return "".join(f"{json.dumps(score)}\n" for score in scores).encode(), kind
    raise HttpError(406, f"The local stage does not support the Accept type {kind}.")


if __name__ == "__main__":
    main()
