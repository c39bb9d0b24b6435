/** Step Functions matches errors by name; a class of its own would lose it when the function is serialized. */
export function namedError(name: string, message: string): Error {
    const error = new Error(message);
    error.name = name;
    return error;
}
