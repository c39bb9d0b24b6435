"""Serves as SageMaker's Linear Learner does: it reads CSV, JSON and JSON Lines, and answers JSON or JSON Lines.

It cannot answer CSV (aws/amazon-sagemaker-examples#821).
"""

import json
import sys

import contract
from linear_learner import data
from serving import HttpError, media_type, serve

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
        try:
            rows = data.payload_rows(payload, kind)
            if any(len(row) != len(weights) for row in rows):
                raise ValueError(f"records must have {len(weights)} features")
        except (ValueError, KeyError, TypeError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            raise HttpError(400, "unable to evaluate payload provided") from error
        scores = [{"score": sum(map(float.__mul__, row, weights)) + bias} for row in rows]
        if wanted == "application/json":
            return json.dumps({"predictions": scores}).encode(), wanted
        return "".join(f"{json.dumps(score)}\n" for score in scores).encode(), wanted

    serve(invoke)


if __name__ == "__main__":
    main()
