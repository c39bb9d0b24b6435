import type { Account } from "../sagemaker/core/account";
import type { Operation, Services } from "../sagemaker/core/services";
import { refused } from "./errors";

interface GroupInput {
    readonly GroupName: string;
    readonly Namespace: string;
    readonly Description?: string;
}

/** The groups of each account, whichever region they are asked for in: QuickSight keeps them in one. */
const groups = new WeakMap<Services, Map<string, GroupInput>>();

function held(services: Services): Map<string, GroupInput> {
    const all = groups.get(services) ?? new Map<string, GroupInput>();
    groups.set(services, all);
    return all;
}

const arnOf = ({ id, region }: Account, { Namespace, GroupName }: GroupInput): string =>
    `arn:aws:quicksight:${region}:${id}:group/${Namespace}/${GroupName}`;

const described = (account: Account, group: GroupInput) => ({
    Group: { Arn: arnOf(account, group), GroupName: group.GroupName, Description: group.Description },
});

function find(account: Account, input: GroupInput, services: Services): GroupInput {
    const found = held(services).get(arnOf(account, input));
    if (!found) throw refused.notFound(`Group ${input.GroupName}`);
    return found;
}

/** Whether there is a group of this ARN. */
export function isGroup(services: Services, arn: string): boolean {
    return held(services).has(arn);
}

export const groupOperations: Readonly<Record<string, Operation>> = {
    CreateGroup(account, input: GroupInput, services) {
        if (isGroup(services, arnOf(account, input))) throw refused.exists(`Group ${input.GroupName}`);
        held(services).set(arnOf(account, input), input);
        return described(account, input);
    },
    DescribeGroup: (account, input: GroupInput, services) => described(account, find(account, input, services)),
    UpdateGroup(account, input: GroupInput, services) {
        find(account, input, services);
        held(services).set(arnOf(account, input), input);
        return described(account, input);
    },
    DeleteGroup(account, input: GroupInput, services) {
        find(account, input, services);
        held(services).delete(arnOf(account, input));
        return {};
    },
};
