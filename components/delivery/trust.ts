import type { Scope } from "../access/scope";

/** Who gives GitHub's workflows their tokens: the URL of the identity provider, less `https://`. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Whom a token is for: what `aws-actions/configure-aws-credentials` asks GitHub for. */
export const audience = "sts.amazonaws.com";

/** A repository of GitHub, and what of it is delivered. */
export interface Repository {
    /** `owner/name`. */
    readonly repository: string;
    /** The branch whose commits are deployed. */
    readonly branch: string;
    /** The GitHub environment that approves deployments. Absent: none does. */
    readonly environment?: string;
}

/**
 * Subjects of tokens, as GitHub words them: of a job that names an environment its token says the environment, and the
 * branch no more (the environment's own rules on branches then say which).
 *
 * https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
 */
export const subjects = {
    branch: ({ repository, branch }: Repository) => `repo:${repository}:ref:refs/heads/${branch}`,
    deployment: (source: Repository) =>
        source.environment === undefined
            ? subjects.branch(source)
            : `repo:${source.repository}:environment:${encodeSubject(source.environment)}`,
    pullRequest: ({ repository }: Repository) => `repo:${repository}:pull_request`,
};

/** A colon in an environment's name is `%3A` in a subject. */
function encodeSubject(name: string): string {
    return name.replaceAll(":", "%3A");
}

/** Lets workflows with one subject assume a role; both conditions are equalities, so that nothing is left open. */
export function githubTrust(providerArn: string, subject: string): object {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "sts:AssumeRoleWithWebIdentity",
                Principal: { Federated: providerArn },
                Condition: {
                    StringEquals: { [`${githubIssuer}:aud`]: audience, [`${githubIssuer}:sub`]: subject },
                },
            },
        ],
    };
}

/** The ARN of the account's provider for GitHub: it is made of the URL, so that there is one at most. */
export function githubProviderArn({ partition, accountId }: Scope): string {
    return `arn:${partition}:iam::${accountId}:oidc-provider/${githubIssuer}`;
}
