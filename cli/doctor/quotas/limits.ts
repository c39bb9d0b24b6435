import {
    ListAWSDefaultServiceQuotasCommand,
    ListServiceQuotasCommand,
    type ServiceQuota,
    type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";

/** What an account has of a quota. */
export interface Limit {
    readonly value: number;
    /** By which an increase is asked for. */
    readonly code: string;
    readonly adjustable: boolean;
}

/** An account's limits of one service, by the quotas' names. */
export type Limits = ReadonlyMap<string, Limit>;

/**
 * Reads an account's limits. Service Quotas lists a quota as applied only once the account has a value of its own, or
 * has used the service: for all others the default counts
 * (https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html).
 */
export async function readLimits(client: ServiceQuotasClient, service: string): Promise<Limits> {
    const defaults = await pages((NextToken) =>
        client.send(new ListAWSDefaultServiceQuotasCommand({ ServiceCode: service, NextToken, MaxResults: 100 })),
    );
    const applied = await pages((NextToken) =>
        client.send(new ListServiceQuotasCommand({ ServiceCode: service, NextToken, MaxResults: 100 })),
    );
    return new Map([...defaults, ...applied].flatMap(limitOf));
}

async function pages(
    ask: (token: string | undefined) => Promise<{ Quotas?: ServiceQuota[]; NextToken?: string }>,
): Promise<ServiceQuota[]> {
    const found: ServiceQuota[] = [];
    let token: string | undefined;
    do {
        const page = await ask(token);
        found.push(...(page.Quotas ?? []));
        token = page.NextToken;
    } while (token !== undefined);
    return found;
}

function limitOf({ QuotaName, QuotaCode, Value, Adjustable }: ServiceQuota): [string, Limit][] {
    if (QuotaName === undefined || Value === undefined) return [];
    return [[QuotaName, { value: Value, code: QuotaCode ?? "", adjustable: Adjustable ?? false }]];
}
