import { z } from "zod";
import { matchesPattern } from "./patterns";
import { groups, type Rule, type Settings } from "./rule";
import { readEntries } from "./yamlFile";

const level = z.enum(["mandatory", "advisory", "disabled"]);

const stageSchema = z.strictObject({
    /** Names of stacks, with `*` for any characters. */
    stacks: z.array(z.string()).min(1),
    /** What a failure means, by default. */
    level: level.default("mandatory"),
    /** What it means otherwise, by group. */
    groups: z.partialRecord(z.enum(groups), level).default({}),
    /** What a value means that is not known yet: shown (`advise`), or as good as a failure (`refuse`). */
    undetermined: z.enum(["advise", "refuse"]).default("advise"),
    /** What rules set by themselves instead of refusing it. @default nothing */
    remediation: z
        .strictObject({
            rules: z.array(z.string()).min(1),
            key: z
                .string()
                .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/, "must be the ARN of a KMS key")
                .optional(),
            tags: z.record(z.string().min(1), z.string().min(1)).optional(),
        })
        .optional(),
    /** Settings of rules, by their ids. */
    settings: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** What the rules mean in the stacks of a stage. */
export type Stage = z.infer<typeof stageSchema>;

/** Where the file says nothing of a stack. */
export const strictest: Stage = stageSchema.parse({ stacks: ["*"] });

/**
 * Reads `stages.yaml`: a list, of which the first entry counts whose pattern matches a stack's name.
 * @throws Error that tells what is wrong with the file, and where
 */
export function readStages(file: string): readonly Stage[] {
    return readEntries(file, stageSchema, "stages");
}

/** The stage of a stack. */
export function stageOf(stages: readonly Stage[], stack: string): Stage {
    return stages.find(({ stacks }) => stacks.some((pattern) => matchesPattern(pattern, stack))) ?? strictest;
}

/** What a failure of a rule means at a stage; a rule that only advises never stops anything. */
export function levelOf(stage: Stage, rule: Pick<Rule, "group" | "level">): "mandatory" | "advisory" | "disabled" {
    const own = stage.groups[rule.group] ?? stage.level;
    return rule.level === "advisory" && own === "mandatory" ? "advisory" : own;
}

/** A rule's settings at a stage: the stage's own, else the rule's defaults. */
export function settingsOf(stage: Stage, { id, settings = {} }: Pick<Rule, "id" | "settings">): Settings {
    const defaults = Object.entries(settings).map(([name, schema]) => [
        name,
        (schema as { default?: unknown }).default,
    ]);
    return { ...(Object.fromEntries(defaults) as Settings), ...stage.settings[id] };
}
