import { type Check, field, fields, isMissing, known, notEmpty } from "./fields";
import { fail } from "./judgement";
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
    const whole = fields({
        subnets: notEmpty("name subnets of your VPC"),
        securityGroupIds: notEmpty("name security groups of your VPC"),
    });
    const check = known((value, place) =>
        isMissing(value)
            ? [fail(place.path, "it is missing; name subnets and security groups of your VPC.")]
            : whole(value, place),
    );
    return (value, place) => (place.settings["demanded"] === false ? [] : field(name, check)(value, place));
}
