import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, type Scope } from "../../access/scope";
import { allow } from "../../access/statements";
import { endpointArn, ownArn, ownBuckets } from "./resources";

/** What `drivetrain smoke` does once a stack is up: it asks what serves, and trains where nothing does. */
export function smokeStatements(scope: Scope): PolicyStatement[] {
    return [
        allow("s3:PutObject", ownBuckets(scope, "landing", "*")),
        allow("states:ListExecutions", ownArn(scope, "states", "stateMachine:")),
        allow(["states:DescribeExecution", "states:GetExecutionHistory"], ownArn(scope, "states", "execution:", ":*")),
        allow(
            ["ssm:GetParameters", "ssm:GetParametersByPath"],
            [
                arnOf(scope, "ssm", `parameter/drivetrain/${scope.stage}`),
                arnOf(scope, "ssm", `parameter/drivetrain/${scope.stage}/*`),
            ],
        ),
        allow("sagemaker:ListModelPackages", endpointArn(scope, "sagemaker", "model-package-group/")),
        allow("sagemaker:DescribeModelPackage", endpointArn(scope, "sagemaker", "model-package/", "/*")),
        allow("sagemaker:DescribeEndpoint", endpointArn(scope, "sagemaker", "endpoint/")),
        // An API's id is AWS's; what is named is the one thing that is asked of it.
        allow("execute-api:Invoke", arnOf(scope, "execute-api", "*/*/POST/predictions")),
    ];
}
