import { PartialFailure } from "./engine/errors";
import { parseUrn } from "./engine/naming";

/**
 * What was created, by URN. An engine that is killed in the middle of a creation does not learn its id, while the
 * provider goes on and has it: whoever mends the engine's state asks here.
 */
export class Creations {
    private readonly ids = new Map<string, string>();
    private readonly underWay = new Set<{ readonly urn: string; readonly end: Promise<unknown> }>();

    /** Carries out a creation, and keeps its id. */
    noting<T extends { readonly id: string }>(urn: string, create: () => Promise<T>): Promise<T> {
        return this.awaiting(urn, async () => {
            try {
                const created = await create();
                this.ids.set(urn, created.id);
                return created;
            } catch (error) {
                if (error instanceof PartialFailure) this.ids.set(urn, error.id);
                throw error;
            }
        });
    }

    /** Carries out what changes a resource, for {@link of} to wait for. */
    async awaiting<T>(urn: string, work: () => Promise<T>): Promise<T> {
        const one = { urn, end: work() };
        this.underWay.add(one);
        try {
            return await one.end;
        } finally {
            this.underWay.delete(one);
        }
    }

    /** The id that each URN of a stack was created with last, once nothing of the stack is under way. */
    async of(stack: string): Promise<Record<string, string>> {
        const isOfStack = (urn: string): boolean => parseUrn(urn).stack === stack;
        const ends = [...this.underWay].filter(({ urn }) => isOfStack(urn)).map(({ end }) => end);
        await Promise.allSettled(ends);
        return Object.fromEntries([...this.ids].filter(([urn]) => isOfStack(urn)));
    }
}
