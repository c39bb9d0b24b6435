import type { Account } from "../core/account";
import type { OwnImage } from "../core/aws";
import { invalid } from "../core/errors";
import type { Services } from "../core/services";

/** Undefined for SageMaker's images: they are in registries of other accounts, which let every role pull. */
function ownImage(account: Account, uri: string): OwnImage | undefined {
    const { owner, repository, digest } =
        /^(?<owner>\d{12})\.dkr\.ecr\.[^/]+\/(?<repository>[^@:]+)@(?<digest>sha256:[0-9a-f]{64})$/.exec(uri)?.groups ??
        {};
    return owner === account.id && repository && digest ? { repository, digest } : undefined;
}

/** Refuses a model whose role may not pull its image. */
export async function checkModelImage(services: Services, account: Account, role: string, uri: string): Promise<void> {
    const image = ownImage(account, uri);
    if (image && !(await services.aws.mayPull(account, role, image))) {
        throw invalid(
            `Role "${role}" does not have BatchGetImage permission for the image: "${uri}", or there is no such image.`,
        );
    }
}

/** @throws Error with the failure reason of a training job whose role may not pull its image */
export async function checkTrainingImage(
    services: Services,
    account: Account,
    role: string,
    uri: string,
): Promise<void> {
    const image = ownImage(account, uri);
    if (image && !(await services.aws.mayPull(account, role, image))) {
        throw new Error(
            "ClientError: Cannot pull algorithm container. Either the image does not exist or its permissions are " +
                "incorrect.",
        );
    }
}
