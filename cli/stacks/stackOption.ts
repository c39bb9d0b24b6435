/** The stack of a command that names none. */
export const defaultStack = "local";

/** How a command names a stack: nothing for the one that it takes by itself. */
export function stackOption(stack: string): string {
    return stack === defaultStack ? "" : ` -s ${stack}`;
}
