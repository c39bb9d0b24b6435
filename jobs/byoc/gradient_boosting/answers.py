"""What an invocation asks and gets, by media types, as SageMaker's own algorithms do."""

import json

from .rows import BadRow, read_csv, read_json, read_json_lines

CSV, JSON, JSON_LINES = "text/csv", "application/json", "application/jsonlines"
TYPES = (CSV, JSON, JSON_LINES)


class HttpError(Exception):
    """An answer that is no prediction: its status, and a sentence for who asked."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def read_payload(payload, content_type, width):
    """The payload's rows, each of ``width`` features.

    :param payload: bytes
    :raises HttpError: 415 for a type that is not known, 400 for what is not in it
    """
    kind = _media_type(content_type)
    if kind not in TYPES:
        raise HttpError(415, f'The content type is "{kind}"; it must be one of {", ".join(TYPES)}.')
    try:
        text = payload.decode("utf-8-sig")
        if kind == CSV:
            table = read_csv(text.splitlines(), width)
        else:
            table = read_json(text, width) if kind == JSON else read_json_lines(text, width)
    except UnicodeDecodeError as error:
        raise HttpError(400, "The payload is no UTF-8.") from error
    except BadRow as error:
        raise HttpError(400, str(error)) from error
    if len(table) == 0:
        raise HttpError(400, "The payload has no rows.")
    return table


def answer_type(accept, content_type):
    """The type to answer in: the first one of Accept that is known, else that of the payload.

    :raises HttpError: 406 where none is known
    """
    wanted = [_media_type(part) for part in (accept or "*/*").split(",")]
    for kind in wanted:
        if kind in TYPES:
            return kind
        if kind in ("", "*/*"):
            return _media_type(content_type)
    raise HttpError(406, f'The accepted type is "{accept}"; it must be one of {", ".join(TYPES)}.')


def write_answer(predictions, kind):
    """Bytes: ``{"predictions": [{"score": 1.5}]}``, or a score a line, or a number a line."""
    if kind == JSON:
        return json.dumps({"predictions": [{"score": value} for value in predictions]}).encode()
    if kind == JSON_LINES:
        return "".join(f"{json.dumps({'score': value})}\n" for value in predictions).encode()
    return "".join(f"{value!r}\n" for value in predictions).encode()


def _media_type(header):
    return (header or "").split(";")[0].strip().lower()
