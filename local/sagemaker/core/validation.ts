import { invalid, ServiceError } from "./errors";
import type { ServiceModel, Shape } from "./serviceModel";

/**
 * Checks a request against the service model, and words what is wrong as AWS does.
 *
 * The shapes are walked as they stand: AWS's wording needs the value, the path and the shape's own constraint
 * together, which a compiled JSON schema would have to be unpicked for.
 */
export class RequestValidator {
    private readonly patterns = new Map<string, RegExp>();

    constructor(private readonly model: ServiceModel) {}

    /** Whether SageMaker has an operation of this name at all. */
    knows(operation: string): boolean {
        return operation in this.model.operations;
    }

    /**
     * @param operation the name of an operation of the model
     * @param input the request's JSON body
     * @throws ServiceError `SerializationException` for a value of the wrong type, `ValidationException` for all
     *     broken constraints at once, or for members that the operation does not have
     */
    check(operation: string, input: unknown): void {
        const shape = this.model.operations[operation]?.input?.shape;
        if (!shape) {
            return;
        }
        const problems: string[] = [];
        this.visit(shape, input, "", problems);
        if (problems.length > 0) {
            const count = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
            throw invalid(`${count} detected: ${problems.join("; ")}`);
        }
    }

    private visit(name: string, value: unknown, at: string, problems: string[]): void {
        const shape = this.model.shapes[name]!;
        switch (shape.type) {
            case "structure":
                return this.visitStructure(shape, value, at, problems);
            case "list":
                return this.visitList(shape, value, at, problems);
            case "map":
                return this.visitMap(shape, value, at, problems);
            case "string":
                return this.visitString(shape, value, at, problems);
            case "blob":
                return expectType(typeof value === "string", value, at, "Blob");
            case "boolean":
                return expectType(typeof value === "boolean", value, at, "Boolean");
            case "timestamp":
                return expectType(typeof value === "number", value, at, "Timestamp");
            default:
                return visitNumber(shape, value, at, problems);
        }
    }

    private visitStructure(shape: Shape, value: unknown, at: string, problems: string[]): void {
        expectType(isRecord(value), value, at, "Structure");
        const record = value as Record<string, unknown>;
        const members = shape.members ?? {};
        for (const name of Object.keys(record).filter((key) => !(key in members))) {
            throw invalid(
                `Unknown parameter in ${at || "input"}: "${name}", must be one of: ${Object.keys(members).join(", ")}`,
            );
        }
        for (const name of shape.required ?? []) {
            if (isAbsent(record[name])) {
                problems.push(constraint("null", join(at, name), "Member must not be null"));
            }
        }
        for (const [name, member] of Object.entries(members)) {
            if (!isAbsent(record[name])) {
                this.visit(member.shape, record[name], join(at, name), problems);
            }
        }
        if (shape.union && Object.values(record).filter((member) => !isAbsent(member)).length !== 1) {
            problems.push(constraint(show(value), at, "Member must have exactly one member set"));
        }
    }

    private visitList(shape: Shape, value: unknown, at: string, problems: string[]): void {
        expectType(Array.isArray(value), value, at, "List");
        const list = value as unknown[];
        checkLength(shape, list.length, value, at, problems);
        list.forEach((item, index) => this.visit(shape.member!.shape, item, `${at}.${index + 1}.member`, problems));
    }

    private visitMap(shape: Shape, value: unknown, at: string, problems: string[]): void {
        expectType(isRecord(value), value, at, "Map");
        const entries = Object.entries(value as Record<string, unknown>);
        checkLength(shape, entries.length, value, at, problems);
        for (const [key, item] of entries) {
            const inner: string[] = [];
            this.visit(shape.key!.shape, key, at, inner);
            if (inner.length > 0) {
                problems.push(constraint(show(value), at, `Map keys must satisfy constraint: [${limits(inner)}]`));
            }
            inner.length = 0;
            this.visit(shape.value!.shape, item, `${at}.${key}`, inner);
            if (inner.length > 0) {
                problems.push(constraint(show(value), at, `Map value must satisfy constraint: [${limits(inner)}]`));
            }
        }
    }

    private visitString(shape: Shape, value: unknown, at: string, problems: string[]): void {
        expectType(typeof value === "string", value, at, "String");
        const text = value as string;
        checkLength(shape, text.length, value, at, problems);
        if (shape.enum && !shape.enum.includes(text)) {
            problems.push(constraint(text, at, `Member must satisfy enum value set: [${shape.enum.join(", ")}]`));
        }
        if (shape.pattern && !this.pattern(shape.pattern).test(text)) {
            problems.push(constraint(text, at, `Member must satisfy regular expression pattern: ${shape.pattern}`));
        }
    }

    /** A model's pattern, which the whole value must match. */
    private pattern(source: string): RegExp {
        let compiled = this.patterns.get(source);
        if (!compiled) {
            compiled = compile(source);
            this.patterns.set(source, compiled);
        }
        return compiled;
    }
}

/** The model writes patterns in Java's dialect: what JavaScript has not is rewritten, loose escapes are allowed. */
function compile(source: string): RegExp {
    const rewritten = source.replaceAll("\\p{Alnum}", "a-zA-Z0-9").replaceAll("\\p{Print}", "[\\x20-\\x7e]");
    const whole = `^(?:${rewritten.replace(/\$\{\d+,\d+\}$/, "")})$`;
    try {
        return new RegExp(whole, "us");
    } catch {
        return new RegExp(whole, "s");
    }
}

function visitNumber(shape: Shape, value: unknown, at: string, problems: string[]): void {
    const whole = shape.type === "integer" || shape.type === "long";
    const type = shape.type[0]!.toUpperCase() + shape.type.slice(1);
    expectType(typeof value === "number" && (!whole || Number.isInteger(value)), value, at, type);
    const number = value as number;
    if (shape.min !== undefined && number < shape.min) {
        problems.push(constraint(show(value), at, `Member must have value greater than or equal to ${shape.min}`));
    }
    if (shape.max !== undefined && number > shape.max) {
        problems.push(constraint(show(value), at, `Member must have value less than or equal to ${shape.max}`));
    }
}

function checkLength(shape: Shape, length: number, value: unknown, at: string, problems: string[]): void {
    if (shape.min !== undefined && length < shape.min) {
        problems.push(constraint(show(value), at, `Member must have length greater than or equal to ${shape.min}`));
    }
    if (shape.max !== undefined && length > shape.max) {
        problems.push(constraint(show(value), at, `Member must have length less than or equal to ${shape.max}`));
    }
}

function expectType(holds: boolean, value: unknown, at: string, type: string): void {
    if (!holds) {
        const kind = Array.isArray(value) ? "LIST" : value === null ? "NULL" : typeof value;
        throw new ServiceError(
            "SerializationException",
            `${kind.toUpperCase()}_VALUE can not be converted to ${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}` +
                (at ? ` at '${at}'` : ""),
        );
    }
}

function constraint(value: string, at: string, rule: string): string {
    const shown = value === "null" ? "Value null" : `Value '${value}'`;
    return `${shown} at '${at}' failed to satisfy constraint: ${rule}`;
}

/** The rules alone of inner problems, as AWS nests them for map entries. */
function limits(problems: readonly string[]): string {
    return problems.map((problem) => problem.slice(problem.indexOf("constraint: ") + "constraint: ".length)).join(", ");
}

function show(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

function join(at: string, name: string): string {
    const member = name[0]!.toLowerCase() + name.slice(1);
    return at ? `${at}.${member}` : member;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
    return value === undefined || value === null;
}
