"""What Athena refuses of a workgroup, and what of it is in force for a query.

https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html
https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
"""

from __future__ import annotations

from typing import Any, NamedTuple

from athena.requests import Refused

# Bytes: the least limit that Athena takes.
LEAST_CUTOFF = 10_000_000
ENGINE = "Athena engine version 3"
UNSUPPORTED = (
    *("AdditionalConfiguration", "CustomerContentEncryptionConfiguration", "EnableMinimumEncryptionConfiguration"),
    *("EngineConfiguration", "ExecutionRole", "IdentityCenterConfiguration", "ManagedQueryResultsConfiguration"),
    *("MonitoringConfiguration", "QueryResultsS3AccessGrantsConfiguration"),
)


class Settings(NamedTuple):
    """What is in force for a query."""

    output: str
    encryption: dict[str, Any]
    cutoff: int | None


def check_configuration(given: dict[str, Any]) -> None:
    """Raises Refused for settings that Athena, or the local stage, does not take."""
    for name in UNSUPPORTED:
        if given.get(name):
            raise Refused(f"The local stage does not offer {name} of a workgroup.")
    cutoff = given.get("BytesScannedCutoffPerQuery")
    if cutoff is not None and cutoff < LEAST_CUTOFF:
        raise Refused(f"BytesScannedCutoffPerQuery must be {LEAST_CUTOFF} at least; it is {cutoff}.")
    engine = (given.get("EngineVersion") or {}).get("SelectedEngineVersion", ENGINE)
    if engine not in ("AUTO", ENGINE):
        raise Refused(f"The local stage does not offer {engine}; it offers {ENGINE}.")
    results = given.get("ResultConfiguration") or given.get("ResultConfigurationUpdates") or {}
    check_encryption(results.get("EncryptionConfiguration") or {})
    output = results.get("OutputLocation")
    if output is not None and not output.startswith("s3://"):
        raise Refused(f"outputLocation is not a valid S3 path: {output}")


def check_encryption(encryption: dict[str, Any]) -> None:
    """Raises Refused for an encryption without its key, or by the client."""
    option = encryption.get("EncryptionOption")
    if option == "CSE_KMS":
        raise Refused("The local stage does not offer CSE_KMS; it offers SSE_S3 and SSE_KMS.")
    if option == "SSE_KMS" and not encryption.get("KmsKey"):
        raise Refused("KmsKey is required for SSE_KMS.")


def updated(configuration: dict[str, Any], updates: dict[str, Any]) -> dict[str, Any]:
    """A workgroup's settings after UpdateWorkGroup."""
    check_configuration(updates)
    news = dict(configuration)
    for name in (
        *("EnforceWorkGroupConfiguration", "PublishCloudWatchMetricsEnabled", "RequesterPaysEnabled"),
        *("BytesScannedCutoffPerQuery", "EngineVersion"),
    ):
        if name in updates:
            news[name] = updates[name]
    if updates.get("RemoveBytesScannedCutoffPerQuery"):
        news.pop("BytesScannedCutoffPerQuery", None)
    changes = updates.get("ResultConfigurationUpdates") or {}
    results = dict(news.get("ResultConfiguration") or {})
    for name in ("OutputLocation", "EncryptionConfiguration", "ExpectedBucketOwner", "AclConfiguration"):
        if name in changes:
            results[name] = changes[name]
        if changes.get(f"Remove{name}"):
            results.pop(name, None)
    return {**news, "ResultConfiguration": results}


def in_force(workgroup: dict[str, Any], request: dict[str, Any]) -> Settings:
    """The workgroup's settings, and the request's own where the workgroup leaves it to them. Raises Refused."""
    configuration = workgroup.get("Configuration") or {}
    results = configuration.get("ResultConfiguration") or {}
    own = request.get("ResultConfiguration") or {}
    # https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html: enforced unless it says otherwise.
    if not configuration.get("EnforceWorkGroupConfiguration", True):
        check_encryption(own.get("EncryptionConfiguration") or {})
        results = {**results, **own}
    output = results.get("OutputLocation")
    if not output:
        raise Refused(
            "No output location provided. An output location is required either through the Workgroup result "
            "configuration setting or as an API input."
        )
    return Settings(
        output, results.get("EncryptionConfiguration") or {}, configuration.get("BytesScannedCutoffPerQuery")
    )
