"""What Athena does with its caller's own permissions: the catalog, the data, and the results.

https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html
https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html
https://docs.aws.amazon.com/athena/latest/ug/encryption.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from athena.requests import Unusable
from glue.permissions import catalog_arns
from iam import encryption_at_rest
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region

UNBOUND_OPERATIONS = (
    *("ListWorkGroups", "ListDataCatalogs", "ListEngineVersions", "CreateDataCatalog", "GetDataCatalog"),
    *("DeleteDataCatalog", "UpdateDataCatalog", "GetDatabase", "ListDatabases", "GetTableMetadata"),
    "ListTableMetadata",
)


@dataclass(frozen=True)
class Caller:
    """Whose permissions count."""

    access_key_id: str

    def denial(self, action: str, resource: str, context: dict[str, Any] | None = None) -> str | None:
        """Why the caller may not do that, in IAM's words; None where it may."""
        encryption_at_rest.forget_denial()
        service = action.split(":")[0]
        denied = iam_evaluator.enforce(
            self.access_key_id, action, service, get_region(), resource_arn=resource, service_context=context
        )
        if not denied:
            return None
        told, on = encryption_at_rest.denied() or (action, resource)
        principal = getattr(denied, "principal_arn", "") or "the caller"
        return iam_actions.identity_denial_message(told, principal, on, getattr(denied, "decision", "") == "Deny")

    def require(self, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
        """Raises Unusable where the caller may not do that."""
        why = self.denial(action, resource, context)
        if why is not None:
            raise Unusable(f"Insufficient permissions to execute the query. {why}")

    def require_database(self, database: str) -> None:
        """Raises Unusable where the caller may not know a database: Glue asks for the catalog, too."""
        for arn in catalog_arns(database):
            self.require("glue:GetDatabase", arn)

    def require_table(self, database: str, table: str) -> None:
        """Raises Unusable where the caller may not know a table: Glue asks for the catalog and the database, too."""
        for arn in catalog_arns(database, table):
            self.require("glue:GetTable", arn)

    def require_listing(self, bucket: str, prefix: str) -> None:
        """Raises Unusable where the caller may not list what is below a prefix."""
        self.require("s3:ListBucket", bucket_arn(bucket), {"s3:prefix": prefix})

    def require_reading(self, bucket: str, key: str) -> None:
        """Raises Unusable where the caller may not read an object, or may not decrypt it."""
        why = self.denial("s3:GetObject", f"{bucket_arn(bucket)}/{key}")
        if why is not None:
            raise Unusable(f"Permission denied on S3 path: s3://{bucket}/{key}. {why}")


def resource_arn(operation: str, body: dict[str, Any]) -> str:
    """The ARN that IAM judges an operation of Athena's on: its workgroup; "*" where it is on none.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
    """
    from ministack.services import athena

    if "ResourceARN" in body:
        return str(body["ResourceARN"])
    if operation in UNBOUND_OPERATIONS:
        return "*"
    queries = [*body.get("NamedQueryIds", []), *([body["NamedQueryId"]] if "NamedQueryId" in body else [])]
    runs = [*body.get("QueryExecutionIds", []), *([body["QueryExecutionId"]] if "QueryExecutionId" in body else [])]
    known = [
        *(athena._named_queries.get(one, {}).get("WorkGroup") for one in queries),
        *(athena._executions.get(one, {}).get("WorkGroup") for one in runs),
    ]
    name = body.get("WorkGroup") or (body.get("Name") if operation == "CreateWorkGroup" else None)
    name = name or next(iter(known), None) or "primary"
    return f"arn:aws:athena:{get_region()}:{get_account_id()}:workgroup/{name}"


def bucket_arn(bucket: str) -> str:
    """The ARN of a bucket."""
    return f"arn:aws:s3:::{bucket}"
