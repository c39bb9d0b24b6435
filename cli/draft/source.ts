import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { AlgorithmDefinition } from "../../components/model/model";
import { root } from "../checkout";
import { number } from "../terminal/format";
import type { Decision, Draft } from "./draft";

/** A draft as the source of its model's file, formatted as the project's sources are. */
export async function sourceOf(draft: Draft): Promise<string> {
    const { xgboost, "linear-learner": linearLearner } = draft.model.algorithms as Record<string, AlgorithmDefinition>;
    const source = [
        `import type { AlgorithmDefinition, JobResources, ModelDefinition } from "../../components/model/model";`,
        ``,
        `const job: JobResources = ${literal(xgboost?.preprocessing)};`,
        `const endpoint = ${literal(xgboost?.endpoint)};`,
        ``,
        `// The standard deviation of the target, which is the error of always answering its mean: the least that a model`,
        `// must be better than. Set it to what you need once you have seen what the algorithms reach.`,
        `const threshold = ${xgboost?.gate.threshold};`,
        ``,
        `/** https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html */`,
        `const xgboost: AlgorithmDefinition = ${algorithm(xgboost)};`,
        ``,
        `/** https://docs.aws.amazon.com/sagemaker/latest/dg/ll_hyperparameters.html */`,
        `const linearLearner: AlgorithmDefinition = ${algorithm(linearLearner)};`,
        ``,
        ...modelText(draft),
    ].join("\n");
    const path = join(root, "infra", "models", `${draft.model.name}.ts`);
    return format(source, { ...(await resolveConfig(path)), filepath: path });
}

function modelText({ model, source, decisions }: Draft): string[] {
    const { name, delimiter, identifier, target, missing, split, maxQuarantinedShare, combine } = model;
    return [
        `// Drafted by \`drivetrain new-model\` from the ${number(source.rows)} rows of ${literal(source.file)}:`,
        `// docs/add-a-model.md says what to look at.`,
        `export const ${constantOf(name)}: ModelDefinition = {`,
        `name: ${literal(name)},`,
        ...(delimiter ? [`delimiter: ${literal(delimiter)},`] : []),
        `identifier: ${literal(identifier)},`,
        `target: ${literal(target)},`,
        ...(missing ? [`missing: ${literal(missing)},`] : []),
        `columns: [`,
        ...decisions.map(columnText),
        `],`,
        `split: ${literal(split)},`,
        `maxQuarantinedShare: ${maxQuarantinedShare},`,
        `algorithms: { xgboost, "linear-learner": linearLearner },`,
        `combine: ${literal(combine)},`,
        `};`,
        ``,
    ];
}

function columnText({ name, role, column, because, doubt }: Decision): string {
    if (role === "left out") return `// ${literal(name)} is left out: ${because}.\n${literal(column)},`;
    const warning = doubt ? `// Probably carries no information: ${doubt}. Remove it if so.\n` : "";
    return `${warning}${literal(column)},`;
}

/** Resources and the threshold stand at the top of the file, once. */
function algorithm(definition: AlgorithmDefinition | undefined): string {
    if (definition === undefined) return "{}";
    const { image, hyperparameters, batchFormat, gate } = definition;
    return [
        `{`,
        `image: ${literal(image)},`,
        // On lines of their own: prettier keeps an object open that begins so.
        `hyperparameters: {\n${Object.entries(hyperparameters)
            .map(([name, value]) => `${name}: ${literal(value)},`)
            .join("\n")}\n},`,
        `preprocessing: job,`,
        `training: job,`,
        ...(batchFormat ? [`batchFormat: ${literal(batchFormat)},`] : []),
        `endpoint,`,
        `gate: { metric: ${literal(gate.metric)}, threshold },`,
        `}`,
    ].join("\n");
}

/** `used-cars` as `usedCarsModel`: never a word of the language, nor a constant of the file. */
function constantOf(name: string): string {
    return `${name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Model`;
}

/** A value as TypeScript; prettier takes the quotes off keys that need none. */
function literal(value: unknown): string {
    return JSON.stringify(value)
        .replace(/\u2028/g, "\\u2028")
        .replace(/\u2029/g, "\\u2029");
}
