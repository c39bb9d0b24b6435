import { type Path, type Problem, problemIf } from "./problem";

/** What AWS takes as the text of one field. */
export interface AwsText {
    /** Whose field it is, and which, e.g. `IAM takes in a role's description`. */
    readonly taker: string;
    /** The whole text matches it. @default any characters */
    readonly pattern?: RegExp;
    /** The pattern in words. */
    readonly characters?: string;
    /** The greatest length, in characters. */
    readonly most: number;
    /** @default 0 */
    readonly least?: number;
}

const oneLine = { pattern: /^.*$/, characters: "one line" };

/**
 * The fields that are made of a user's text: words of a model's file or of config, or names that a program gives a
 * component. Patterns and lengths are those of each service's API reference.
 */
export const awsTexts = {
    roleName: {
        taker: "IAM takes as a role's name",
        pattern: /^[\w+=,.@-]*$/,
        characters: "letters, digits and _ + = , . @ -",
        ...{ least: 1, most: 64 },
    },
    roleDescription: {
        taker: "IAM takes in a role's description",
        pattern: /^[\t\n\r\x20-\x7e\xa1-\xff]*$/,
        characters: "characters of Latin-1",
        most: 1000,
    },
    functionName: {
        taker: "Lambda takes as a function's name",
        pattern: /^[\w-]*$/,
        characters: "letters, digits, - and _",
        ...{ least: 1, most: 64 },
    },
    functionDescription: { taker: "Lambda takes in a function's description", most: 256 },
    ruleName: {
        taker: "EventBridge takes as a rule's name",
        pattern: /^[\w.-]*$/,
        characters: "letters, digits and . - _",
        ...{ least: 1, most: 64 },
    },
    ruleDescription: { taker: "EventBridge takes in a rule's description", most: 512 },
    stateMachineName: {
        taker: "Step Functions takes as a state machine's name",
        pattern: /^[\w-]*$/,
        characters: "letters, digits, - and _",
        ...{ least: 1, most: 80 },
    },
    hyperparameterName: { taker: "SageMaker takes as a hyperparameter's name", ...oneLine, least: 1, most: 256 },
    hyperparameter: { taker: "SageMaker takes as a hyperparameter", ...oneLine, least: 1, most: 2500 },
    tunedValue: { taker: "SageMaker takes as a value of a search", ...oneLine, least: 1, most: 256 },
    // The registry keeps each metric as a property `metrics/<name>`, of 128 characters at most.
    metricName: {
        taker: "the model registry takes as a metric's name",
        pattern: /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u,
        characters: "letters, digits, blanks and _ . : / = + - @",
        ...{ least: 1, most: 119 },
    },
    imageRepository: {
        taker: "ECR takes as a repository's name",
        pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
        characters: "lower case letters and digits with . _ - or / between them",
        ...{ least: 2, most: 256 },
    },
    imageTag: {
        taker: "ECR takes as an image's tag",
        pattern: /^[\w][\w.-]*$/,
        characters: "letters, digits and _ . -",
        ...{ least: 1, most: 128 },
    },
} as const satisfies Readonly<Record<string, AwsText>>;

/** What AWS would refuse of a text. */
export function validateText(path: Path, text: string, field: AwsText): Problem[] {
    const { taker, pattern, characters, least = 0, most } = field;
    const length = [...text].length;
    if (length < least || length > most) {
        const range = least === 0 ? `${most}` : `${least} to ${most}`;
        return [{ path, message: `${quoted(text)} has ${length} characters, and what ${taker} has ${range}.` }];
    }
    return problemIf(
        pattern !== undefined && !pattern.test(text),
        path,
        `${quoted(text)} must be what ${taker}: ${characters}.`,
    );
}

/** A text as part of a sentence, its end left out where it is long. */
function quoted(text: string): string {
    return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}
