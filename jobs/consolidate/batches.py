"""What scoring runs scored: each run's record names its result, which has the rows of all transform outputs merged.

A record is the last that a run leaves (contracts/records.ts), so a result that is not whole is never read.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.rows import read_rows

from consolidate.canonical import canonical_text, model_columns, name_of
from consolidate.objects import ObjectMissing, Opened, open_object
from consolidate.reading import MISSING, Broken, BrokenLine, json_object, member, number_of, time_of


def read_batches(opened: Opened, spec: dict) -> Iterator[tuple]:
    """The rows of the run that a record tells of, as PREDICTION has them."""
    try:
        record = json_object(opened.content.read())
        run = member(record, "run", str, "a text")
        result = member(record, "result", str, "a text")
        time = time_of(record.get("ended_at"), "ended_at")
        models = {
            member(one, "algorithm", str, "a text"): member(one, "model_name", str, "a text")
            for one in member(record, "algorithms", list, "a list")
        }
    except BrokenLine as error:
        yield Broken(opened.uri, 0, str(error))
        return
    try:
        content = open_object(result).content
    except ObjectMissing:
        yield Broken(result, 0, MISSING)
        return
    columns = {column["name"]: column for column in spec["columns"]}
    header: tuple[str, ...] | None = None
    for number, row in enumerate(read_rows(content), 1):
        if header is None:
            header = row.fields
            continue
        if row.problem is not None or len(row.fields) != len(header):
            yield Broken(
                result, number, row.problem or f"it has {len(row.fields)} fields, and the header {len(header)}"
            )
            continue
        fields = dict(zip(header, row.fields, strict=True))
        try:
            scores = {algorithm: number_of(fields.get(algorithm), algorithm) for algorithm in models}
            combined = number_of(fields.get("result"), "result")
        except BrokenLine as error:
            yield Broken(result, number, str(error))
            continue
        identifier = fields.get(spec["identifier"])
        yield (
            run,
            number - 2,
            time,
            "batch",
            identifier,
            name_of(spec, identifier),
            {name: canonical_text(columns[name], fields.get(name, "")) for name in model_columns(spec)},
            models,
            scores,
            combined,
            opened.version,
            number,
        )
