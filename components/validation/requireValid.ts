import * as pulumi from "@pulumi/pulumi";
import { type Problem, renderProblem } from "./problem";

/** @throws pulumi.ResourceError that names every problem of a component's arguments, a line each, without a stack trace */
export function requireValid(problems: readonly Problem[], resource: pulumi.Resource): void {
    if (problems.length > 0) throw new pulumi.ResourceError(problems.map(renderProblem).join("\n"), resource, true);
}
