import { ServiceError } from "../sagemaker/core/errors";

/** QuickSight's errors, with their HTTP statuses of the service model. */
export const refused = {
    invalid: (message: string) => new ServiceError("InvalidParameterValueException", message, 400),
    notFound: (what: string) => new ServiceError("ResourceNotFoundException", `${what} is not found`, 404),
    exists: (what: string) => new ServiceError("ResourceExistsException", `${what} already exists`, 409),
    limit: (message: string) => new ServiceError("LimitExceededException", message, 409),
};
