import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { adoptLogGroups } from "../../functions/shared/adoptLogGroups";
import type { EncryptionKey } from "../access/keyUse";
import { arnOf, type Scope } from "../access/scope";
import { allow } from "../access/statements";
import { Component } from "./Component";
import { NodeFunction } from "./NodeFunction";

export interface AdoptedLogGroupsArgs {
    readonly scope: Scope;
    /** Physical name of the function that gives them key and retention. */
    readonly functionName: string;
    /** Names of the groups. */
    readonly groups: readonly string[];
    readonly key: EncryptionKey;
    /** Days that events are kept. @default 30 */
    readonly logRetentionDays?: number;
}

/**
 * Log groups that a service makes by itself, with a key and a retention: adopted where they are there already, as they
 * are wherever the service ran before, and kept when the stack is destroyed. A `LogGroup` could be neither: it is
 * refused where there is one of its name, and importing takes the very settings that the other one has.
 */
export class AdoptedLogGroups extends Component {
    constructor(name: string, args: AdoptedLogGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:blocks:AdoptedLogGroups", name, opts);
        const { scope, groups, key, logRetentionDays = 30 } = args;
        const adopting = new NodeFunction(
            name,
            {
                ...{ scope, key, logRetentionDays },
                functionName: args.functionName,
                description: "Gives log groups of SageMaker a key and a retention",
                handler: adoptLogGroups,
                statements: [
                    allow(
                        [
                            ...["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
                            ...["logs:AssociateKmsKey", "logs:DisassociateKmsKey"],
                        ],
                        groups.flatMap((group) => {
                            const arn = arnOf(scope, "logs", `log-group:${group}`);
                            return [arn, `${arn}:*`];
                        }),
                    ),
                ],
                timeout: 300,
            },
            { parent: this },
        );
        new aws.lambda.Invocation(
            name,
            {
                functionName: adopting.function.name,
                lifecycleScope: "CRUD",
                input: pulumi.jsonStringify({ groups, retentionInDays: logRetentionDays, kmsKeyId: key.arn }),
            },
            { parent: this, dependsOn: adopting.role.ready },
        );
        this.registerOutputs({});
    }
}
