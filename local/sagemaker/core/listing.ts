import { invalid } from "./errors";

/** The filters that SageMaker's List operations share; timestamps come as epoch seconds. */
export interface ListInput {
    readonly NextToken?: string;
    readonly MaxResults?: number;
    readonly NameContains?: string;
    readonly StatusEquals?: string;
    readonly CreationTimeAfter?: unknown;
    readonly CreationTimeBefore?: unknown;
    readonly LastModifiedTimeAfter?: unknown;
    readonly LastModifiedTimeBefore?: unknown;
    readonly SortBy?: string;
    readonly SortOrder?: string;
}

/** What List operations filter and sort by. */
export interface Listed {
    readonly name: string;
    readonly created: Date;
    readonly modified: Date;
    readonly status?: string;
}

/** One page of the resources that a List operation asks for, newest first unless it says otherwise. */
export function list<T extends Listed>(resources: Iterable<T>, input: ListInput) {
    const wanted = [...resources].filter((resource) => matches(resource, input)).sort(order(input));
    return page(wanted, input, 10);
}

/** Cuts a page; the token is the index of the next item. */
export function page<T>(items: readonly T[], input: { NextToken?: string; MaxResults?: number }, standard: number) {
    const start = input.NextToken ? Number(input.NextToken) : 0;
    if (!Number.isInteger(start) || start < 0) {
        throw invalid("NextToken is not one that this operation gave; call without it to start again.");
    }
    const end = start + (input.MaxResults ?? standard);
    return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
}

function matches(resource: Listed, input: ListInput): boolean {
    return (
        (!input.NameContains || resource.name.toLowerCase().includes(input.NameContains.toLowerCase())) &&
        (!input.StatusEquals || resource.status === input.StatusEquals) &&
        within(resource.created, input.CreationTimeAfter, input.CreationTimeBefore) &&
        within(resource.modified, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore)
    );
}

function within(time: Date, after: unknown, before: unknown): boolean {
    const seconds = time.getTime() / 1000;
    return !(typeof after === "number" && seconds <= after) && !(typeof before === "number" && seconds >= before);
}

function order(input: ListInput): (a: Listed, b: Listed) => number {
    const sign = input.SortOrder === "Ascending" ? 1 : -1;
    return (a, b) => sign * (compare(a, b, input.SortBy) || compare(a, b, "Name"));
}

function compare(a: Listed, b: Listed, by: string | undefined): number {
    switch (by) {
        case "Name":
            return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
        case "Status":
            return (a.status ?? "").localeCompare(b.status ?? "");
        case "LastModifiedTime":
            return a.modified.getTime() - b.modified.getTime();
        default:
            return a.created.getTime() - b.created.getTime();
    }
}
