"""What batch transform jobs take: part files whose lines hold a row's own columns beside its vector.

A transform job sends the vector alone to the model (its input filter), and joins the answer with the rest, so that each
line of its output names the row that it is about.

| format | a line |
| --- | --- |
| text/csv | the carried columns, then the vector |
| application/jsonlines | `{"row": {column: text, ...}, "vector": {"features": [...]}}` |
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from dataset import UsedRow
from transform import encode_feature

# One request of a transform job holds some megabytes, so a part is many requests; several parts may go to several
# machines.
PART_ROWS = 100_000

# Different texts of a column whose places are remembered.
_MOST_KNOWN = 10_000

_BREAK = re.compile(r"\r\n|\r|\n")

_ENDINGS = {"text/csv": "csv", "application/jsonlines": "jsonl"}
FORMATS = tuple(_ENDINGS)


def carried_texts(row: UsedRow, carried: list[str]) -> list[str]:
    """The carried columns of a row as they were sent, but for line breaks: in a part file a line is a row."""
    texts = [row.texts.get(column, "") for column in carried]
    whole = "".join(texts)
    return [_BREAK.sub(" ", text) for text in texts] if "\n" in whole or "\r" in whole else texts


class BatchWriter:
    """Writes rows for one algorithm into `part-00000.csv` and so on, encoded by the transform of its version.

    To be used in a `with` statement, after which the files are whole.
    """

    def __init__(self, folder: Path, transform: dict, format: str, carried: list[str]):
        self.rows = 0
        self._folder = folder
        self._ending = _ENDINGS[format]
        self._line = self._csv_line if format == "text/csv" else self._json_line
        self._carried = carried
        self._encode_json = json.JSONEncoder(separators=(",", ":")).encode
        self._places: list[tuple[dict, dict[str, str]]] = [(feature, {}) for feature in transform["features"]]
        self._file = None

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(self, *_) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: UsedRow, texts: list[str]) -> None:
        """Writes a row; `texts` are its carried columns (carried_texts)."""
        if self.rows % PART_ROWS == 0:
            self._next_part()
        self.rows += 1
        self._file.write(self._line(texts, self._vector(row)))

    def _next_part(self) -> None:
        self.__exit__()
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"part-{self.rows // PART_ROWS:05}.{self._ending}"
        self._file = (self._folder / name).open("w", encoding="utf-8", newline="")

    def _vector(self, row: UsedRow) -> str:
        """The vector's numbers with commas between them, which is both CSV and the inside of a JSON array.

        The places of a feature depend on one text alone (not on its value: 0 and -0 are equal, and are encoded apart).
        """
        vector = []
        for feature, known in self._places:
            column = feature["column"]
            text = row.texts.get(column, "")
            places = known.get(text)
            if places is None:
                places = ",".join(map(repr, encode_feature(feature, row.values.get(column))))
                if len(known) < _MOST_KNOWN:
                    known[text] = places
            if places:
                vector.append(places)
        return ",".join(vector)

    def _csv_line(self, texts: list[str], vector: str) -> str:
        carried = ",".join(texts)
        if '"' in carried or carried.count(",") >= len(texts):
            carried = ",".join(map(_quoted, texts))
        return f"{carried},{vector}\n"

    def _json_line(self, texts: list[str], vector: str) -> str:
        row = self._encode_json(dict(zip(self._carried, texts, strict=True)))
        return f'{{"row":{row},"vector":{{"features":[{vector}]}}}}\n'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text
