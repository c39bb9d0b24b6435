/** States in which an execution waits for machines, or until a quota has room (components/asl/jobStates.ts). */
const forMachines = /^(?:(.+): wait for machines|Wait for machines to serve)$/;

/** What a state that waits for machines stands for, in words; undefined for any other. */
export function machinesText(state: string): string | undefined {
    const waits = forMachines.exec(state);
    if (waits === null) return undefined;
    const what = waits[1] === undefined ? "to serve" : `for "${waits[1]}"`;
    return `waits for machines ${what}: AWS is short of them, or a quota is full; a notice has the reason`;
}
