import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type Group, groups, type Rule, type TellingExample } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";
import { coverage } from "./coverage";
import { code, plain, table } from "./markdown";

/** What is written: every rule of the policy pack. */
export const rulesFile = join(dirname(dirname(__dirname)), "docs", "RULES.md");

/** What each group is about. */
const about: Readonly<Record<Group, string>> = {
    iam: "Who may do what",
    "data-capture": "What endpoints keep of what they are asked and answer",
    encryption: "What is encrypted, and by whose key",
    network: "What is reached by whom, and how",
    reliability: "What goes on, or is told, when something fails",
    cost: "What costs money, and is bounded",
    tagging: "Whose it is, and who pays for it",
};

/** Every rule of the pack, as its own file tells it, formatted as the project's files are. */
export async function rulesText(): Promise<string> {
    const text = [
        "<!-- Written by `npm run docs`: the rules' own files say all of it. -->",
        "# Rules",
        `The ${rules.length} rules of [the policy pack](../policies/README.md), by group. A stage says what a group means ` +
            "there (`policies/stages.yaml`): _mandatory_ rules stop a deployment where it says so, those that _advise_ " +
            "never do. What a rule says of its own examples stands below it, word for word; `undetermined` is what is " +
            "not known before the deployment.",
        ...groups.map(summaryOf),
        "## What else is known, and which rules answer to it",
        "What the best-known rule sets check (Security Hub, Checkov, cdk-nag, Prowler), what is known of privilege " +
            "escalation, and what none of them checks: data capture, and what state machines make at run time.",
        table(
            ["check", "rules"],
            coverage.map(({ check, rules }) => [plain(check), rules.map(link).join(", ")]),
        ),
        ...groups.flatMap((group) => [`## ${group}`, ...of(group).map(sectionOf)]),
    ].join("\n\n");
    return format(text, { ...(await resolveConfig(rulesFile)), filepath: rulesFile });
}

const of = (group: Group): readonly Rule[] => rules.filter((rule) => rule.group === group);
const levelOf = ({ level }: Rule): string => (level === undefined ? "mandatory" : "advises");

/** GitHub's anchor of a heading that is a rule's id. */
const link = (id: string): string => `[${id}](#${id.toLowerCase().replace("/", "")})`;

function summaryOf(group: Group): string {
    const rows = of(group).map((rule) => [link(rule.id), plain(rule.description), rule.severity ?? "", levelOf(rule)]);
    return `**${group}**: ${about[group]}.\n\n${table(["rule", "what must hold", "severity", "level"], rows)}`;
}

function sectionOf(rule: Rule): string {
    const { id, description, cause, explanation, remedy, docs, standards, scope, examples } = rule;
    const judged = scope === "resource" ? "each resource alone" : "each resource with the stack around it";
    return [
        `### ${id}`,
        plain(description),
        `_${rule.severity}, ${levelOf(rule)}; judges ${judged}._ [Source](../policies/${id}.ts), [AWS](${docs})`,
        [
            `- **Fails where**: ${plain(cause)}`,
            `- **Why**: ${plain(explanation)}`,
            `- **How to mend it**: ${plain(remedy)}`,
            ...(standards.length > 0 ? [`- **Asked for by**: ${standards.map(code).join(", ")}`] : []),
            ...settingsOf(rule),
            `- **Passes**: ${plain(examples.good.map(({ title }) => title).join("; "))}`,
            ...examples.bad.map((example) => toldOf("Fails", example)),
            ...examples.unknown.map((example) => toldOf("Leaves open", example)),
        ].join("\n"),
    ].join("\n\n");
}

function settingsOf({ settings = {} }: Rule): readonly string[] {
    return Object.entries(settings).map(([name, schema]) => {
        const { description = "", default: byDefault } = schema as { description?: string; default?: unknown };
        return `- **Setting** ${code(name)}, by default ${code(JSON.stringify(byDefault))}: ${plain(description)}`;
    });
}

function toldOf(word: string, { title, messages }: TellingExample): string {
    return [`- **${word}**: ${plain(title)}`, ...messages.map((message) => `  - ${code(message)}`)].join("\n");
}
