import { type Problem, problemIf } from "../validation/problem";
import { githubIssuer } from "./trust";

/** What a delivery takes that its form can show to be wrong. */
export interface DeliveryTexts {
    readonly repository: string;
    readonly branch?: string;
    readonly environment?: string;
    readonly boundaryArn: string;
    readonly providerArn?: string;
    readonly stateKeyArn?: string;
}

/**
 * What IAM or GitHub would refuse or, worse, take for something else: `*` in a subject would be no wildcard in an
 * equality, and a name with a blank never comes.
 */
export function validateDelivery(args: DeliveryTexts): Problem[] {
    const { repository, branch = "main", environment, boundaryArn, providerArn, stateKeyArn } = args;
    const given = (value: string | undefined, pattern: RegExp) => value !== undefined && !pattern.test(value);
    return [
        ...problemIf(
            !/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(repository),
            ["repository"],
            `"${repository}" must be a repository of GitHub as owner/name.`,
        ),
        ...problemIf(
            !/^[^\s*?~^:\\[]+$/.test(branch),
            ["branch"],
            `"${branch}" must be one branch, without wildcards, e.g. main.`,
        ),
        ...problemIf(
            given(environment, /^[^\s*?][^*?]{0,254}$/),
            ["environment"],
            `"${environment}" must be the name of one GitHub environment, e.g. prod.`,
        ),
        ...problemIf(
            !/^arn:aws:iam::(\d{12}|aws):policy\/.+$/.test(boundaryArn),
            ["boundary"],
            `"${boundaryArn}" must be the ARN of the IAM policy that bounds every role that a deployment makes; ` +
                "docs/delivery.md has one to start from.",
        ),
        ...problemIf(
            given(
                providerArn,
                new RegExp(`^arn:aws:iam::\\d{12}:oidc-provider/${githubIssuer.replaceAll(".", "\\.")}$`),
            ),
            ["provider"],
            `"${providerArn}" must be the ARN of the account's identity provider for ${githubIssuer}.`,
        ),
        ...problemIf(
            given(stateKeyArn, /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/),
            ["stateKey"],
            `"${stateKeyArn}" must be the ARN of the KMS key that encrypts stacks' secrets: of the key, not of an alias.`,
        ),
    ];
}
