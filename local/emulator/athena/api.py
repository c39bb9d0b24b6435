"""Athena's queries and workgroups as AWS has them: Trino's SQL over the catalog, by the caller's own permissions.

MiniStack runs DuckDB's SQL over any file, for anybody, and keeps no limit. What is not here is MiniStack's.
https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from athena import permissions, results
from athena.permissions import Caller
from athena.requests import Refused, TooMuch, Unusable, check_parameters
from athena.workgroups import ENGINE, Settings, check_configuration, in_force, updated
from bodies import parse
from ministack.core.responses import error_response_json, json_response, new_uuid

if TYPE_CHECKING:
    from athena.engine import Answer, Catalog

PREFIX = "AmazonAthena."
# Of StartQueryExecution: what would change the result, and nothing here acts on.
UNSUPPORTED = ("ResultReuseConfiguration", "EngineConfiguration")


def operation_of(headers: dict[str, str]) -> str:
    """The operation that a request asks for."""
    return headers.get("x-amz-target", "").removeprefix(PREFIX)


class QueryApi:
    """The operations that are answered in MiniStack's place, each given the request and its caller."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task] = set()
        self.operations: dict[str, Callable[[dict[str, Any], Caller], dict[str, Any]]] = {
            "StartQueryExecution": self.start,
            "StopQueryExecution": self.stop,
            "CreateWorkGroup": self.create_workgroup,
            "UpdateWorkGroup": self.update_workgroup,
            "DeleteWorkGroup": self.delete_workgroup,
            "CreateNamedQuery": self.create_named_query,
            "UpdatePreparedStatement": self.update_prepared_statement,
        }

    def start(self, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Answers StartQueryExecution."""
        from ministack.services import athena

        name = request.get("WorkGroup", "primary")
        workgroup = _workgroup(name)
        if workgroup.get("State", "ENABLED") != "ENABLED":
            raise Refused(f"WorkGroup {name} is disabled.")
        for member in UNSUPPORTED:
            if request.get(member):
                raise Refused(f"The local stage does not offer {member} of a query.")
        settings = in_force(workgroup, request)
        token = request.get("ClientRequestToken")
        for known in athena._executions.values():
            if token and known.get("_token") == token:
                if known["Query"] != request["QueryString"]:
                    raise Refused("Idempotent parameters do not match")
                return {"QueryExecutionId": known["QueryExecutionId"]}
        why = results.check_location(caller, settings.output)
        if why is not None:
            raise Refused(why)
        execution = _execution(request, name, settings)
        athena._executions[execution["QueryExecutionId"]] = execution
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(_execute, execution, request, settings, caller))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return {"QueryExecutionId": execution["QueryExecutionId"]}

    def stop(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers StopQueryExecution; a query that has ended stays as it is."""
        from ministack.services import athena

        execution = athena._executions.get(request["QueryExecutionId"])
        if execution is None:
            raise Refused(f"QueryExecution {request['QueryExecutionId']} was not found")
        _end(execution, "CANCELLED", "Query was cancelled by user")
        return {}

    def create_workgroup(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers CreateWorkGroup."""
        from ministack.services import athena

        check_configuration(request.get("Configuration") or {})
        engine = {"SelectedEngineVersion": ENGINE, "EffectiveEngineVersion": ENGINE}
        given = (request.get("Configuration") or {}).get("EngineVersion") or {}
        configuration = {
            "EnforceWorkGroupConfiguration": True,
            "PublishCloudWatchMetricsEnabled": False,
            "RequesterPaysEnabled": False,
            **(request.get("Configuration") or {}),
            "EngineVersion": {**engine, **given},
        }
        _passed(athena._create_workgroup({**request, "Configuration": configuration}))
        return {}

    def update_workgroup(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers UpdateWorkGroup."""
        workgroup = _workgroup(request["WorkGroup"])
        workgroup["Configuration"] = updated(
            workgroup.get("Configuration") or {}, request.get("ConfigurationUpdates") or {}
        )
        for name in ("Description", "State"):
            if name in request:
                workgroup[name] = request[name]
        return {}

    def delete_workgroup(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers DeleteWorkGroup; one that has something goes only where that is asked for."""
        from ministack.services import athena

        name = request["WorkGroup"]
        _workgroup(name)
        inside = {
            "queries": [key for key, one in athena._named_queries.items() if one["WorkGroup"] == name],
            "statements": [key for key, one in athena._prepared_statements.items() if one["WorkGroupName"] == name],
            "executions": [key for key, one in athena._executions.items() if one["WorkGroup"] == name],
        }
        if any(inside.values()) and not request.get("RecursiveDeleteOption"):
            raise Refused(f"WorkGroup {name} is not empty")
        stores = (athena._named_queries, athena._prepared_statements, athena._executions)
        for store, keys in zip(stores, inside.values(), strict=True):
            for key in keys:
                store.pop(key, None)
        _passed(athena._delete_workgroup(request))
        return {}

    def create_named_query(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers CreateNamedQuery."""
        from ministack.services import athena

        _workgroup(request.get("WorkGroup", "primary"))
        return json.loads(_passed(athena._create_named_query(request)))

    def update_prepared_statement(self, request: dict[str, Any], _: Caller) -> dict[str, Any]:
        """Answers UpdatePreparedStatement."""
        statement = _statement(request["WorkGroup"], request["StatementName"])
        statement["QueryStatement"] = request["QueryStatement"]
        statement["Description"] = request.get("Description", "")
        statement["LastModifiedTime"] = int(time.time())
        return {}


def _passed(answer: tuple) -> bytes:
    """The body of MiniStack's own answer. Raises Refused where it is an error."""
    status, _, body = answer
    if status >= 300:
        told = json.loads(body)
        raise Refused(told.get("message") or told.get("Message", ""), told.get("__type", "InvalidRequestException"))
    return body


def _workgroup(name: str) -> dict[str, Any]:
    from ministack.services import athena

    if name not in athena._workgroups:
        raise Refused(f"WorkGroup {name} is not found.")
    return athena._workgroups[name]


def _statement(workgroup: str, name: str) -> dict[str, Any]:
    from ministack.services import athena

    statement = athena._prepared_statements.get(f"{workgroup}/{name}")
    if statement is None:
        raise Refused(f"PreparedStatement {name} was not found in workGroup {workgroup}", "ResourceNotFoundException")
    return statement


def _execution(request: dict[str, Any], workgroup: str, settings: Settings) -> dict[str, Any]:
    """An execution as GetQueryExecution gives it, and what MiniStack keeps of one."""
    query_id = new_uuid()
    location = results.location_of(settings.output, query_id)
    encryption = {"EncryptionConfiguration": settings.encryption} if settings.encryption else {}
    return {
        "QueryExecutionId": query_id,
        "Query": request["QueryString"],
        "StatementType": "DML",
        "ExecutionParameters": request.get("ExecutionParameters", []),
        "ResultConfiguration": {"OutputLocation": location, **encryption},
        "QueryExecutionContext": request.get("QueryExecutionContext", {}),
        "Status": {"State": "QUEUED", "SubmissionDateTime": time.time()},
        "Statistics": {},
        "WorkGroup": workgroup,
        "EngineVersion": {"SelectedEngineVersion": ENGINE, "EffectiveEngineVersion": ENGINE},
        "_token": request.get("ClientRequestToken"),
        "_results": None,
        "_column_types": None,
    }


def _execute(execution: dict[str, Any], request: dict[str, Any], settings: Settings, caller: Caller) -> None:
    """Runs a query to its end, in a thread of its own."""
    started = time.time()
    execution["Status"]["State"] = "RUNNING"
    try:
        answer = _answer(execution, request, settings, caller)
        results.write(caller, execution["ResultConfiguration"]["OutputLocation"], answer, settings.encryption)
        execution["_results"] = {"columns": answer.columns, "rows": answer.rows}
        execution["_column_types"] = answer.types
        milliseconds = int((time.time() - started) * 1000)
        execution["Statistics"] = {
            "DataScannedInBytes": answer.scanned,
            "EngineExecutionTimeInMillis": milliseconds,
            "TotalExecutionTimeInMillis": milliseconds,
        }
        _end(execution, "SUCCEEDED")
    except Unusable as error:
        _end(execution, "FAILED", str(error))
    except TooMuch:
        _end(execution, "CANCELLED", "Query cancelled! : Bytes scanned limit was exceeded")
    except Exception as error:
        _end(execution, "FAILED", f"INTERNAL_ERROR: {error}")
        raise


def _answer(execution: dict[str, Any], request: dict[str, Any], settings: Settings, caller: Caller) -> Answer:
    # Loaded by the first query: the emulator is up sooner.
    from athena.engine import run
    from athena.statements import prepared, with_parameters

    sql, parameters = request["QueryString"], list(request.get("ExecutionParameters") or [])
    asked = prepared(sql)
    if asked is not None:
        name, using = asked
        try:
            sql = _statement(execution["WorkGroup"], name)["QueryStatement"]
        except Refused as refused:
            raise Unusable(refused.message) from None
        parameters = using or parameters
    database = (request.get("QueryExecutionContext") or {}).get("Database", "default").lower()
    return run(with_parameters(sql, parameters), database, _catalog(caller), settings.cutoff)


def _catalog(caller: Caller) -> Catalog:
    from athena.engine import Catalog
    from ministack.services import glue, s3

    def table(database: str, name: str) -> dict[str, Any]:
        caller.require_database(database)
        caller.require_table(database, name)
        found = glue._tables.get(f"{database}/{name}")
        if database not in glue._databases or found is None:
            raise Unusable(f"TABLE_NOT_FOUND: Table 'awsdatacatalog.{database}.{name}' does not exist")
        return found

    def keys(bucket: str, prefix: str) -> list[str]:
        caller.require_listing(bucket, prefix)
        if bucket not in s3._buckets:
            raise Unusable(f"HIVE_METASTORE_ERROR: The bucket {bucket} does not exist")
        return sorted(key for key in list(s3._buckets[bucket]["objects"]) if key.startswith(prefix))

    def read(bucket: str, key: str) -> bytes:
        caller.require_reading(bucket, key)
        return s3._get_object_data(bucket, key) or b""

    def size(bucket: str, key: str) -> int:
        return int(s3._buckets[bucket]["objects"][key].get("size", 0))

    return Catalog(table, keys, read, size)


def _end(execution: dict[str, Any], state: str, reason: str = "") -> None:
    """Gives an execution its last state, once."""
    status = execution["Status"]
    if status["State"] in ("QUEUED", "RUNNING"):
        status.update({"State": state, "CompletionDateTime": time.time()})
        if reason:
            status["StateChangeReason"] = reason[:1024]


def install() -> None:
    """Answers in MiniStack's place, and asks readers of results for the permission to read them."""
    from ministack import app
    from ministack.core import iam_actions, router

    api, others, arn_of = QueryApi(), app.SERVICE_HANDLERS["athena"], iam_actions.extract_resource_arn

    def extract_resource_arn(service: str, method: str, path: str, headers: dict, body: bytes, *rest: Any) -> str:
        if service == "athena":
            return permissions.resource_arn(operation_of(headers), parse(body))
        return arn_of(service, method, path, headers, body, *rest)

    async def handle(method: str, path: str, headers: dict, body: bytes, query_params: dict) -> tuple:
        operation = operation_of(headers)
        try:
            request = parse(body)
            check_parameters(operation, request)
            caller = Caller(router.extract_access_key_id(headers, query_params))
            _ensure_defaults()
            if operation == "GetQueryResults":
                _require_results(caller, request)
            answer = api.operations.get(operation)
            if answer is not None:
                return json_response(answer(request, caller))
        except Refused as refused:
            return error_response_json(refused.name, refused.message, 400)
        return await others(method, path, headers, body, query_params)

    app.SERVICE_HANDLERS["athena"] = handle
    iam_actions.extract_resource_arn = extract_resource_arn


def _ensure_defaults() -> None:
    from ministack.services import athena

    athena._ensure_default_workgroup()
    athena._ensure_default_data_catalog()


def _require_results(caller: Caller, request: dict[str, Any]) -> None:
    """Raises Refused where the caller may not read the object of results."""
    from ministack.services import athena

    execution = athena._executions.get(request["QueryExecutionId"])
    if execution is None or execution["Status"]["State"] != "SUCCEEDED":
        return
    bucket, _, key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").partition("/")
    try:
        caller.require_reading(bucket, key)
    except Unusable as error:
        raise Refused(f"Access denied when reading the results. {error}") from None
