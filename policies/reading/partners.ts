import { type Fields, isObject, listOf } from "../engine/judgement";
import { parseObject } from "./json";

/** A stack's config: each value as text, by its full key. */
export type StackConfig = Readonly<Record<string, string>>;

/** Accounts of the stages that a stack's versions come from, or go to, as its config says it. */
export function partnersIn(config: StackConfig): readonly string[] {
    const { from, to }: Fields = parseObject(config["drivetrain:promotion"] ?? "") ?? {};
    return [...listOf(from), ...listOf(to)].flatMap((partner) =>
        isObject(partner) && typeof partner["accountId"] === "string" ? [partner["accountId"]] : [],
    );
}

/** The config of the stack that the engine has judged, which it hands to a pack as it does to programs. */
export function engineConfig(): StackConfig {
    return (parseObject(process.env["PULUMI_CONFIG"] ?? "") ?? {}) as StackConfig;
}
