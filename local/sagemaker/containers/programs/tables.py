"""Numbers of large payloads, such as transform jobs send, read at once by pyarrow."""

import io

#: Bytes from which on a payload is large: a smaller one is not worth loading pyarrow for.
LARGE = 2**16


def csv_table(payload):
    """The numbers of a large CSV without a header, an empty field being NaN; None where it needs a closer look."""
    odd = (b'"', b"\r", b"\n\n")
    if len(payload) < LARGE or any(one in payload for one in odd) or b"n" in payload.lower():
        return None
    import pyarrow as pa
    from pyarrow import csv

    names = [str(place) for place in range(payload[: payload.find(b"\n") + 1].count(b",") + 1)]
    try:
        table = csv.read_csv(
            io.BytesIO(payload),
            read_options=csv.ReadOptions(column_names=names, block_size=len(payload) + 1),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.float64()), null_values=[""]),
        )
    except pa.ArrowInvalid:
        return None
    return _array([column.to_numpy() for column in table.columns])


def features_table(payload):
    """The features of large JSON Lines, ``{"features": [...]}`` each; None where it needs a closer look."""
    if len(payload) < LARGE:
        return None
    import pyarrow as pa
    import pyarrow.compute
    from pyarrow import json

    try:
        table = json.read_json(
            io.BytesIO(payload),
            read_options=json.ReadOptions(block_size=len(payload) + 1),
            parse_options=json.ParseOptions(
                explicit_schema=pa.schema([("features", pa.list_(pa.float64()))]), unexpected_field_behavior="error"
            ),
        )
    except pa.ArrowInvalid:
        return None
    lists = table.column("features").combine_chunks()
    values = lists.flatten()
    width, rest = divmod(len(values), max(1, len(lists)))
    lengths = lists.value_lengths()
    if rest or lists.null_count or values.null_count or not pa.compute.all(pa.compute.is_finite(values)).as_py():
        return None
    if lengths.to_numpy().tolist() != [width] * len(lists):
        return None
    return values.to_numpy().reshape(len(lists), width)


def _array(columns):
    import numpy as np

    return np.column_stack(columns)
