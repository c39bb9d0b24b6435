import { invalid } from "./errors";

/** The kinds of SageMaker resource that have an ARN here, by the word that stands in it. */
export type ResourceKind =
    | "training-job"
    | "hyper-parameter-tuning-job"
    | "processing-job"
    | "transform-job"
    | "model"
    | "model-package-group"
    | "model-package"
    | "endpoint-config"
    | "endpoint";

/** One AWS account in one region. What it holds each kind of resource keeps for itself: see {@link PerAccount}. */
export class Account {
    constructor(
        readonly id: string,
        readonly region: string,
    ) {}

    /** The ARN of a resource: SageMaker writes names in ARNs in lower case. */
    arn(kind: ResourceKind, name: string): string {
        return `arn:aws:sagemaker:${this.region}:${this.id}:${kind}/${name.toLowerCase()}`;
    }
}

/**
 * What accounts hold of one kind, each its own: `const models = new PerAccount(() => new Map<string, Model>())`. It lives
 * in memory, as long as its account.
 */
export class PerAccount<Held> {
    private readonly held = new WeakMap<Account, Held>();

    /** @param make makes what an account holds before anything has come into it */
    constructor(private readonly make: () => Held) {}

    of(account: Account): Held {
        const held = this.held.get(account) ?? this.make();
        this.held.set(account, held);
        return held;
    }
}

/** All accounts and regions that have been called, each apart from the others. */
export class Accounts {
    private readonly accounts = new Map<string, Account>();

    /**
     * @param id a 12-digit account number
     * @param region an AWS region's name
     */
    get(id: string | undefined, region: string | undefined): Account {
        if (!id || !/^\d{12}$/.test(id)) {
            throw invalid("The header x-drivetrain-account must hold a 12-digit account number.");
        }
        const place = region || "us-east-1";
        const key = `${id}/${place}`;
        let account = this.accounts.get(key);
        if (!account) {
            account = new Account(id, place);
            this.accounts.set(key, account);
        }
        return account;
    }

    [Symbol.iterator](): IterableIterator<Account> {
        return this.accounts.values();
    }
}
