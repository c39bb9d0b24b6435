import { type Check, field, fields, isMissing, known } from "./fields";
import { fail, listOf, pass, undetermined } from "./judgement";
import type { Rule } from "./rule";

/** The setting that says whether a stage demands a VPC. */
export const demanded: NonNullable<Rule["settings"]> = {
    demanded: {
        type: "boolean",
        default: true,
        description: "Whether the stage demands a VPC.",
    },
};

/** A `vpcConfig` with subnets and security groups, where the stage demands one. @param name the field's */
export function inVpc(name: string): Check {
    const whole = fields({ subnets: named("subnets"), securityGroupIds: named("security groups") });
    const check = known((value, place) =>
        isMissing(value)
            ? [fail(place.path, "it is missing; name subnets and security groups of your VPC.")]
            : whole(value, place),
    );
    return (value, place) => (place.settings["demanded"] === false ? [] : field(name, check)(value, place));
}

/**
 * SageMaker refuses an empty list, so nothing runs outside a VPC by one: a preview has it where the network is another
 * stack's that is still to come. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html
 */
function named(what: string): Check {
    return known((value, { path }) => {
        if (listOf(value).length > 0) return [pass(path)];
        return Array.isArray(value)
            ? [undetermined(path, `it is empty, which SageMaker refuses: its ${what} are still to come.`)]
            : [fail(path, `it is missing; name ${what} of your VPC.`)];
    });
}
