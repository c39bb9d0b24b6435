/**
 * What a request answers; undefined where it is about something that is not there any more. SageMaker says "Could not
 * find ..." or "... does not exist" as a ValidationException; an execution or a job may have ended by itself meanwhile.
 */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
    try {
        return await request;
    } catch (error) {
        const { name, message } = error as Error;
        const gone =
            [
                "ResourceNotFound",
                "ResourceNotFoundException",
                "ObjectNotFoundException",
                "ExecutionDoesNotExist",
                "StateMachineDoesNotExist",
            ].includes(name) ||
            /could not find|does not exist|not running|not in a (valid|stoppable) state|already (stopped|ended)/i.test(
                message,
            );
        if (!gone) throw error;
        return undefined;
    }
}
