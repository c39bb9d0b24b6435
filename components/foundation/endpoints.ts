/**
 * The AWS services that jobs, models and functions in the private subnets call, each by an interface endpoint:
 * without it a subnet that has no way to the internet cannot reach them. S3 has a gateway endpoint, which is free.
 */
export const interfaceEndpoints = [
    // Pull the images of jobs and models.
    "ecr.api",
    "ecr.dkr",
    // Jobs and models write logs and metrics.
    "logs",
    "monitoring",
    // Roles and keys.
    "sts",
    "kms",
    // Notebooks and functions start jobs and ask endpoints.
    "sagemaker.api",
    "sagemaker.runtime",
    // Names of what serves.
    "ssm",
] as const;

/** The name under which a region offers a service to a VPC. */
export function endpointServiceName(region: string, service: string): string {
    return `${region.startsWith("cn-") && service.startsWith("ecr.") ? "cn." : ""}com.amazonaws.${region}.${service}`;
}
