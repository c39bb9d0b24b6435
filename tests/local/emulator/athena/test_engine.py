"""What Athena's tables and queries give on the local stage, and what it does not take."""

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from athena import serdes
from athena.engine import Answer, Catalog, run
from athena.requests import TooMuch, Unusable
from athena.statements import prepared, with_parameters

DAYS = {
    "projection.enabled": "true",
    "projection.day.type": "date",
    "projection.day.format": "yyyy-MM-dd",
    "projection.day.range": "2026-01-01,2026-12-31",
    "storage.location.template": "s3://data/drift/date=${day}/",
}
DRIFT = {
    "StorageDescriptor": {
        "Location": "s3://data/drift/",
        "Columns": [{"Name": "feature", "Type": "string"}, {"Name": "value", "Type": "string"}],
        "SerdeInfo": {"SerializationLibrary": serdes.OPEN_CSV, "Parameters": {"separatorChar": ","}},
    },
    "PartitionKeys": [{"Name": "day", "Type": "string"}],
    "Parameters": {**DAYS, "skip.header.line.count": "1"},
}
REQUESTS = {
    "StorageDescriptor": {
        "Location": "s3://data/requests/",
        "Columns": [
            {"Name": "inference_id", "Type": "string"},
            {"Name": "features", "Type": "map<string,string>"},
            {"Name": "answers", "Type": "string"},
            {"Name": "result", "Type": "double"},
        ],
        "SerdeInfo": {
            "SerializationLibrary": serdes.OPENX_JSON,
            "Parameters": {
                "case.insensitive": "FALSE",
                "mapping.inference_id": "inferenceId",
                "mapping.features": "values",
            },
        },
    },
    "PartitionKeys": [{"Name": "endpoint", "Type": "string"}, {"Name": "day", "Type": "string"}],
    "Parameters": {
        "projection.enabled": "true",
        "projection.endpoint.type": "enum",
        "projection.endpoint.values": "cars,homes",
        "projection.day.type": "date",
        "projection.day.format": "yyyy/MM/dd",
        "projection.day.range": "NOW-3650DAYS,NOW",
        "storage.location.template": "s3://data/requests/${endpoint}/${day}/",
    },
}
ROWS = {
    "StorageDescriptor": {
        "Location": "s3://data/rows/",
        "Columns": [
            {"Name": "mileage", "Type": "double"},
            {"Name": "predicted_at", "Type": "timestamp"},
            {"Name": "later", "Type": "bigint"},
        ],
        "SerdeInfo": {"SerializationLibrary": serdes.PARQUET},
    },
}
REQUEST = {"inferenceId": "a:0", "values": {"Mileage (km)": "1"}, "answers": {"xgboost": {"score": 2.5}}, "result": 2.5}
OBJECTS = {
    "drift/date=2026-02-01/run-1.csv": b'feature,value\nmileage,0.5\n"a, ""b""",\n',
    "drift/date=2026-02-02/run-2.csv": b"feature,value\nmileage,0.75\n",
    "drift/date=2025-12-31/run-0.csv": b"feature,value\nbefore,1\n",
    "drift/date=2026-02-02/_temporary.csv": b"feature,value\nhidden,1\n",
    "drift/date=today/run-3.csv": b"feature,value\nnowhere,1\n",
    "requests/cars/2026/02/01/13/a.jsonl": (json.dumps(REQUEST) + "\n").encode(),
    "requests/boats/2026/02/01/13/a.jsonl": (json.dumps(REQUEST) + "\n").encode(),
}


@pytest.fixture
def objects(tmp_path: Path) -> dict[str, bytes]:
    file = tmp_path / "rows.parquet"
    sql = "SELECT 5::DOUBLE AS \"Mileage\", TIMESTAMPTZ '2026-02-01 10:00:00+01' AS predicted_at, 'x' AS other"
    duckdb.sql(f"COPY ({sql}) TO '{file}' (FORMAT parquet)")
    return {**OBJECTS, "rows/part-0.parquet": file.read_bytes()}


def catalog(objects: dict[str, bytes], read: list[str]) -> Catalog:
    tables = {"drift": DRIFT, "requests": REQUESTS, "rows": ROWS}

    def table(database: str, name: str) -> dict:
        if database != "cars" or name not in tables:
            raise Unusable(f"TABLE_NOT_FOUND: Table 'awsdatacatalog.{database}.{name}' does not exist")
        return tables[name]

    def keys(bucket: str, prefix: str) -> Iterable[str]:
        assert bucket == "data"
        return sorted(key for key in objects if key.startswith(prefix))

    def content(bucket: str, key: str) -> bytes:
        read.append(key)
        return objects[key]

    return Catalog(table, keys, content, lambda bucket, key: len(objects[key]))


def ask(sql: str, objects: dict[str, bytes], limit: int | None = None) -> tuple[Answer, list[str]]:
    read: list[str] = []
    return run(sql, "cars", catalog(objects, read), limit), read


def test_csv_is_read_by_place_in_the_partitions_that_are_projected(objects: dict[str, bytes]) -> None:
    answer, _ = ask("SELECT day, feature, value FROM drift ORDER BY day, feature", objects)
    assert answer.columns == ["day", "feature", "value"]
    assert answer.rows == [
        ["2026-02-01", 'a, "b"', ""],
        ["2026-02-01", "mileage", "0.5"],
        ["2026-02-02", "mileage", "0.75"],
    ]


def test_only_the_partitions_that_are_asked_for_are_read(objects: dict[str, bytes]) -> None:
    sql = "SELECT count(*) FROM cars.drift d WHERE d.day > '2026-02-01' AND d.day <= cast(current_date as varchar)"
    answer, read = ask(sql, objects)
    assert (answer.rows, answer.types, read) == ([["1"]], ["bigint"], ["drift/date=2026-02-02/run-2.csv"])
    assert answer.scanned == len(objects[read[0]])


def test_json_is_read_by_its_mapped_keys(objects: dict[str, bytes]) -> None:
    sql = """SELECT inference_id, element_at(features, 'Mileage (km)') AS km, element_at(features, 'x') AS x,
        json_extract_scalar(answers, '$.xgboost.score') AS score, result, endpoint, day FROM requests"""
    answer, _ = ask(sql, objects)
    assert answer.rows == [["a:0", "1", None, "2.5", "2.5", "cars", "2026/02/01"]]


def test_functions_do_as_trinos_do(objects: dict[str, bytes]) -> None:
    sql = "SELECT split_part('a:b', ':', 2), split_part('a:b', ':', 3), split_part('', ':', 1) FROM rows"
    assert ask(sql, objects)[0].rows == [["b", None, ""]]


def test_unnest_makes_columns_of_rows_and_leaves_other_items(objects: dict[str, bytes]) -> None:
    kind = "ARRAY(ROW(name VARCHAR, rows BIGINT))"
    rows = f"(SELECT CAST(ARRAY[ROW('x', 1), ROW('y', 2)] AS {kind}) AS of)"
    sql = f"SELECT a.name, a.count FROM {rows} AS b CROSS JOIN UNNEST(b.of) AS a (name, count) ORDER BY 1"
    assert ask(sql, objects)[0].rows == [["x", "1"], ["y", "2"]]
    for none in ("ARRAY[]", "NULL"):
        sql = (
            f"SELECT a.name FROM (SELECT CAST({none} AS {kind}) AS of) AS b CROSS JOIN UNNEST(b.of) AS a (name, count)"
        )
        assert ask(sql, objects)[0].rows == []
    sql = "SELECT a.item FROM (SELECT ARRAY[ARRAY[1, 2], ARRAY[3]] AS of) AS b CROSS JOIN UNNEST(b.of) AS a (item)"
    assert ask(sql, objects)[0].rows == [["[1, 2]"], ["[3]"]]
    sql = f"SELECT a.name FROM {rows} AS b CROSS JOIN UNNEST(b.of) AS a (name, count, more)"
    with pytest.raises(Unusable, match="SYNTAX_ERROR"):
        ask(sql, objects)


def test_parquet_is_read_by_name_in_any_case_and_times_are_in_utc(objects: dict[str, bytes]) -> None:
    answer, _ = ask("SELECT mileage, predicted_at, later FROM rows", objects)
    assert answer.rows == [["5.0", "2026-02-01 09:00:00.000", None]]
    assert answer.types == ["double", "timestamp", "bigint"]


def test_parquet_of_another_type_is_refused(objects: dict[str, bytes], tmp_path: Path) -> None:
    wrong = {"StorageDescriptor": {**ROWS["StorageDescriptor"], "Columns": [{"Name": "mileage", "Type": "string"}]}}
    with duckdb.connect() as connection, pytest.raises(Unusable, match="HIVE_BAD_DATA: Field mileage's type DOUBLE"):
        serdes.relation(connection, wrong, [tmp_path / "rows.parquet"])


def test_a_table_without_files_has_its_columns(objects: dict[str, bytes]) -> None:
    answer, _ = ask("SELECT * FROM drift", {})
    assert (answer.columns, answer.rows, answer.scanned) == (["feature", "value", "day"], [], 0)


def test_a_query_that_reads_too_much_is_stopped_before_it_reads(objects: dict[str, bytes]) -> None:
    with pytest.raises(TooMuch):
        ask("SELECT * FROM drift", objects, limit=30)
    assert len(ask("SELECT * FROM drift WHERE day = '2026-02-02'", objects, limit=30)[0].rows) == 1


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT * FROM absent", "TABLE_NOT_FOUND: Table 'awsdatacatalog.cars.absent' does not exist"),
        ("SELECT * FROM elsewhere.drift", "TABLE_NOT_FOUND"),
        ("SELECT * FROM 'file.csv'", "TABLE_NOT_FOUND"),
        ("SELECT * FROM read_csv('/etc/passwd')", "FUNCTION_NOT_FOUND"),
        ("SELECT read_text('/etc/passwd')", "FUNCTION_NOT_FOUND: Function 'read_text' not registered"),
        ("SELECT * EXCLUDE (day) FROM drift", "SYNTAX_ERROR"),
        ("SELECT nothing FROM drift", "SYNTAX_ERROR"),
        ("SELECT FROM WHERE", "SYNTAX_ERROR"),
        ("SELECT 1; SELECT 2", "Only one sql statement is allowed"),
        ("DROP TABLE drift", "The local stage runs queries alone"),
        ("SELECT * FROM lambda.cars.drift", "CATALOG_NOT_FOUND"),
    ],
)
def test_what_is_refused(sql: str, message: str, objects: dict[str, bytes]) -> None:
    with pytest.raises(Unusable, match=message):
        ask(sql, objects)


def test_names_of_a_with_are_no_tables(objects: dict[str, bytes]) -> None:
    sql = (
        "WITH a AS (SELECT * FROM drift WHERE day = '2026-02-02') SELECT a.feature FROM a JOIN a AS b ON a.day = b.day"
    )
    assert ask(sql, objects)[0].rows == [["mileage"]]


def test_parameters_take_their_places_in_the_text() -> None:
    sql = "SELECT '?' AS a FROM drift WHERE day >= ? AND feature = ? -- why?"
    assert with_parameters(sql, ["'2026-01-01'", "'it''s'"]) == (
        "SELECT '?' AS a FROM drift WHERE day >= '2026-01-01' AND feature = 'it''s' -- why?"
    )
    with pytest.raises(Unusable, match="expected 2 but found 1"):
        with_parameters(sql, ["1"])
    for wrong in ("mileage", "1 OR 1 = 1", "(SELECT 1)", "'a' || 'b'", ""):
        with pytest.raises(Unusable, match="is no literal"):
            with_parameters("SELECT ?", [wrong])


def test_execute_names_a_statement_and_its_parameters() -> None:
    assert prepared("EXECUTE drift") == ("drift", [])
    assert prepared("execute drift USING 'a, b', 2;") == ("drift", ["'a, b'", "2"])
    assert prepared("SELECT 1") is None
    with pytest.raises(Unusable, match="EXECUTE takes"):
        prepared("EXECUTE drift WITH 1")
