"""Rules of security groups that are changed: MiniStack looks for the referenced group where answers have it.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
"""

from typing import Any

REQUESTED, READ = ".ReferencedGroupId", ".ReferencedGroupInfo.GroupId"


def as_read(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a request, with referenced groups where MiniStack reads them too."""
    found = {name: value for name, value in params.items() if name.endswith(REQUESTED)}
    return {**params, **{name.removesuffix(REQUESTED) + READ: value for name, value in found.items()}}


def install() -> None:
    """Changes MiniStack's ModifySecurityGroupRules."""
    from ministack.services import ec2

    modify = ec2._ACTION_MAP["ModifySecurityGroupRules"]
    ec2._ACTION_MAP["ModifySecurityGroupRules"] = lambda params: modify(as_read(params))
