import * as pulumi from "@pulumi/pulumi";
import { namePattern, nameRule, stackPrefix } from "../../contracts/names";
import { type Problem, problemIf, within } from "../validation/problem";
import { requireValid } from "../validation/requireValid";
import type { Scope } from "./scope";

/**
 * The scope of what a stack has by this name: region and account are those of the stack's config, and the stack's name
 * is the stage.
 *
 * Nothing else would tell them before anything exists; what config lacks is for {@link validateScope} to say.
 *
 * @param given what is to be otherwise
 */
export function stackScope(name: string, given: Partial<Scope> = {}): Scope {
    const { stage = pulumi.getStack() } = given;
    return {
        partition: "aws",
        region: new pulumi.Config("aws").get("region") ?? "",
        accountId: configuredAccount(),
        stage,
        prefix: stackPrefix(stage, name),
        ...given,
    };
}

function configuredAccount(): string {
    const [allowed] = new pulumi.Config("aws").getObject<unknown[]>("allowedAccountIds") ?? [];
    return String(allowed ?? new pulumi.Config("drivetrain").get("accountId") ?? "");
}

/** The scope of a component that is given none, or a part of one. @throws pulumi.ResourceError for what is missing */
export function requireScope(name: string, given: Partial<Scope> | undefined, resource: pulumi.Resource): Scope {
    const scope = stackScope(name, given);
    requireValid(validateScope(scope), resource);
    return scope;
}

/** Regions as AWS calls them. */
export const regionPattern = /^[a-z]{2,4}(-[a-z]+)+-\d$/;

/** Regions of China, of the United States' government, and of the isolated and sovereign partitions. */
export const otherPartitions = /^(cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/;

/** What S3, ECR or SageMaker would refuse of all physical names, whose start is made of a stack's name. */
export function validateNaming({ stage, prefix }: Pick<Scope, "stage" | "prefix">): Problem[] {
    if (!namePattern.test(stage)) {
        const message =
            `The stage "${stage}" becomes part of the names of buckets, repositories and endpoints, so it must have ` +
            `${nameRule} (${namePattern.source}): call the stack otherwise.`;
        return [{ path: [], message }];
    }
    return problemIf(
        !namePattern.test(prefix),
        [],
        `"${prefix}", which the names of buckets, repositories and roles begin with, must have ${nameRule} ` +
            `(${namePattern.source}).`,
    );
}

/** What is missing or wrong of a scope, by the paths in config. */
export function validateScope(scope: Scope): Problem[] {
    return [...validateNaming(scope), ...validatePlace(scope)];
}

function validatePlace({ region, accountId }: Scope): Problem[] {
    const file = `Pulumi.${pulumi.getStack()}.yaml`;
    const otherwise = (value: string) => (value === "" ? "is missing; it must be" : `"${value}" must be`);
    return within(
        ["aws:"],
        [
            ...problemIf(
                !regionPattern.test(region) || otherPartitions.test(region),
                ["region"],
                `${otherwise(region)} a region of the partition aws, e.g. us-east-1; set it in ${file}.`,
            ),
            ...problemIf(
                !/^\d{12}$/.test(accountId),
                ["allowedAccountIds", 0],
                `${otherwise(accountId)} the twelve digits of the one AWS account that the stack may touch; set it in ` +
                    `${file}, in quotes.`,
            ),
        ],
    );
}
