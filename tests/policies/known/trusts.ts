import { attached, type Known, known, own, provider, service, trust } from "./documents";

const eks = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";
const github = "token.actions.githubusercontent.com";
const identity = "cognito-identity.amazonaws.com";
const foreign = { AWS: "arn:aws:iam::222222222222:root" };
const web = "sts:AssumeRoleWithWebIdentity";

/** Trusts of roles, with what AWS's guides attach to them. */
export const trusts: readonly Known[] = [
    known(
        "a function at the edge",
        "AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html",
        trust("edge", { Service: ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] }),
    ),
    known(
        "a third party by an external id",
        "IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
        provider,
        trust("third", foreign, { StringEquals: { "sts:ExternalId": "12345" } }),
    ),
    known(
        "an organisation, by the names of its roles",
        "IAM/latest/UserGuide/reference_policies_condition-keys.html",
        provider,
        trust(
            "org",
            { AWS: "*" },
            {
                StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
                ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" },
            },
        ),
    ),
    known(
        "people of the own account who signed in with a device",
        "IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
        provider,
        trust("mfa", { AWS: `arn:aws:iam::${own}:root` }, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
    ),
    known(
        "a service account of EKS",
        "eks/latest/userguide/associate-service-account-role.html",
        trust(
            "pods",
            { Federated: `arn:aws:iam::${own}:oidc-provider/${eks}` },
            {
                StringEquals: {
                    [`${eks}:sub`]: "system:serviceaccount:kube-system:aws-node",
                    [`${eks}:aud`]: "sts.amazonaws.com",
                },
            },
            web,
        ),
    ),
    known(
        "pods of EKS",
        "eks/latest/userguide/pod-id-role.html",
        trust("pods", { Service: "pods.eks.amazonaws.com" }, undefined, ["sts:AssumeRole", "sts:TagSession"]),
    ),
    known(
        "a cluster of EKS",
        "eks/latest/userguide/cluster-iam-role.html",
        trust("cluster", service("eks")),
        attached("cluster", "AmazonEKSClusterPolicy"),
    ),
    known(
        "machines of EKS, as awsx and CDK make them",
        "eks/latest/userguide/create-node-role.html",
        trust("nodes", service("ec2")),
        ...["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"].map((name) =>
            attached("nodes", name),
        ),
        ...["AmazonEC2ContainerRegistryReadOnly", "AmazonSSMManagedInstanceCore"].map((name) =>
            attached("nodes", name),
        ),
    ),
    known(
        "a repository of GitHub",
        "IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        trust(
            "delivery",
            { Federated: `arn:aws:iam::${own}:oidc-provider/${github}` },
            {
                StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" },
                StringLike: { [`${github}:sub`]: "repo:octo-org/octo-repo:*" },
            },
            web,
        ),
    ),
    known(
        "users of a Cognito pool",
        "cognito/latest/developerguide/iam-roles.html",
        trust(
            "users",
            { Federated: identity },
            {
                StringEquals: { [`${identity}:aud`]: "us-east-1:12345678-corner-cafe-123456790ab" },
                "ForAnyValue:StringLike": { [`${identity}:amr`]: "authenticated" },
            },
            web,
        ),
    ),
    known(
        "people who sign in by SAML",
        "IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
        trust(
            "people",
            { Federated: `arn:aws:iam::${own}:saml-provider/ADFS` },
            { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
            "sts:AssumeRoleWithSAML",
        ),
    ),
    known(
        "Firehose",
        "firehose/latest/dev/controlling-access.html",
        trust("stream", service("firehose"), { StringEquals: { "sts:ExternalId": own } }),
    ),
    known(
        "AWS Backup",
        "aws-backup/latest/devguide/iam-service-roles.html",
        trust("backup", service("backup")),
        attached("backup", "service-role/AWSBackupServiceRolePolicyForBackup"),
    ),
    known(
        "machines with a certificate",
        "rolesanywhere/latest/userguide/trust-model.html",
        trust(
            "anywhere",
            service("rolesanywhere"),
            { ArnEquals: { "aws:SourceArn": `arn:aws:rolesanywhere:us-east-1:${own}:trust-anchor/TA` } },
            ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        ),
    ),
    known(
        "a database that tells how it is",
        "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
        trust("database", service("monitoring.rds")),
        attached("database", "service-role/AmazonRDSEnhancedMonitoringRole"),
    ),
    known(
        "functions with AWS's policies for one purpose each",
        "lambda/latest/dg/lambda-intro-execution-role.html",
        trust("function", service("lambda")),
        ...["VPCAccess", "SQSQueue", "DynamoDB", "Kinesis"].map((name) =>
            attached("function", `service-role/AWSLambda${name}ExecutionRole`),
        ),
        ...["AWSXRayDaemonWriteAccess", "CloudWatchLambdaInsightsExecutionRolePolicy"].map((name) =>
            attached("function", name),
        ),
    ),
];
