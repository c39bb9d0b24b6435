"""What IAM judges Application Auto Scaling's requests on, and what callers must be allowed besides."""

from ministack.core.responses import get_account_id, get_region
from services import application_auto_scaling as scaling

PLACE = (get_region(), get_account_id())
VARIANT = "endpoint/Cars/variant/AllTraffic"
SAGEMAKER = "arn:aws:sagemaker:{}:{}:".format(*PLACE)
ALARMS = "arn:aws:cloudwatch:{}:{}:alarm:".format(*PLACE)

# A narrow permission on the service's own alarms does not do: no alarm is named.
PROBE = ("cloudwatch:DescribeAlarms", ALARMS + "*")


def actions(operation: str, config: str | None = "Cars-1", linked: bool = True) -> list[tuple[str, str]]:
    checks = scaling.dependent_actions(operation, {"ResourceId": VARIANT}, *PLACE, config, linked)
    return [(action, resource) for action, resource, _ in checks]


def test_requests_are_told_by_their_target() -> None:
    assert scaling.operation_of({"x-amz-target": "AnyScaleFrontendService.PutScalingPolicy"}) == "PutScalingPolicy"
    assert scaling.operation_of({"x-amz-target": "SageMaker.CreateModel"}) is None


def test_targets_are_judged_all_together_with_conditions() -> None:
    every = "arn:aws:application-autoscaling:{}:{}:scalable-target/*".format(*PLACE)
    assert scaling.resource_arn("RegisterScalableTarget") == every
    assert scaling.resource_arn("DescribeScalableTargets") == "*"
    body = {"ServiceNamespace": "sagemaker", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount"}
    assert scaling.condition_keys(body) == {
        "application-autoscaling:service-namespace": "sagemaker",
        "application-autoscaling:scalable-dimension": "sagemaker:variant:DesiredInstanceCount",
    }


def test_registering_reads_and_scales_the_endpoint() -> None:
    assert actions("RegisterScalableTarget") == [
        PROBE,
        ("sagemaker:DescribeEndpoint", SAGEMAKER + "endpoint/cars"),
        ("sagemaker:UpdateEndpointWeightsAndCapacities", SAGEMAKER + "endpoint/cars"),
        ("sagemaker:DescribeEndpointConfig", SAGEMAKER + "endpoint-config/cars-1"),
    ]


def test_the_first_registration_makes_the_service_linked_role() -> None:
    body = {"ResourceId": VARIANT}
    [*_, (action, role, context)] = scaling.dependent_actions("RegisterScalableTarget", body, *PLACE, None, False)
    assert action == "iam:CreateServiceLinkedRole"
    assert role.endswith(
        ":role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
    )
    assert context == {"iam:AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com"}


def test_policies_come_with_alarms() -> None:
    alarm = f"{ALARMS}TargetTracking-{VARIANT}-*"
    assert actions("PutScalingPolicy") == [
        PROBE,
        ("cloudwatch:PutMetricAlarm", alarm),
    ]
    assert actions("DeleteScalingPolicy") == [PROBE, ("cloudwatch:DeleteAlarms", alarm)]
    assert actions("DeregisterScalableTarget") == [PROBE, ("cloudwatch:DeleteAlarms", alarm)]
    assert actions("DescribeScalingPolicies") == []
