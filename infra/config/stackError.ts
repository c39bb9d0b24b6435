import * as pulumi from "@pulumi/pulumi";
import { type Problem, renderProblem } from "../../components/validation/problem";

/**
 * One error for all problems of a stack, with where each kind is mended. Pulumi prints its message alone, without a
 * stack trace.
 *
 * @param model the name of the stack's model; a platform has none
 */
export function stackError(stack: string, model: string | undefined, problems: readonly Problem[]): pulumi.RunError {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const isConfig = ({ path: [first] }: Problem) => typeof first === "string" && first.endsWith(":");
    const isModel = ({ path: [first] }: Problem) => first === "model";
    const subject = problems.every(isModel) ? `The model ${model}` : `The configuration of the stack ${stack}`;
    return new pulumi.RunError(
        [
            `${subject} has ${count}:`,
            ...problems.map((problem) => `  ${renderProblem(problem)}`),
            ...(problems.some(isConfig)
                ? [`Set a key with \`pulumi config set --stack ${stack} KEY VALUE\`, or in Pulumi.${stack}.yaml.`]
                : []),
            ...(problems.some(isModel) ? [`The model is defined in infra/models/${model}.ts.`] : []),
        ].join("\n"),
    );
}
