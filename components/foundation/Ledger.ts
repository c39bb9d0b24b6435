import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../blocks/Component";

export interface LedgerArgs {
    readonly tableName: string;
    readonly keyArn: pulumi.Input<string>;
    /** Whether the table has to be freed by hand before it can be destroyed. @default false */
    readonly deletionProtection?: boolean;
}

/**
 * What runs agree on, an item each, by `id`:
 *
 * - `claim#<state machine>#<bucket>/<key>#<version>`: this version of a file has a run, `execution`. Forgotten by
 *   itself at `forgetAt`.
 * - `lease#<endpoint>`: the one run that may change the endpoint, `execution`, until `expiresAt`; and the data that the
 *   serving model was trained on, `dataTime`, `dataKey` and `dataSequencer`, which outlasts the lease.
 */
export class Ledger extends Component {
    /** The table's name. */
    readonly table: pulumi.Output<string>;

    constructor(name: string, args: LedgerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("drivetrain:foundation:Ledger", name, opts);
        const table = new aws.dynamodb.Table(
            name,
            {
                name: args.tableName,
                billingMode: "PAY_PER_REQUEST",
                attributes: [{ name: "id", type: "S" }],
                hashKey: "id",
                ttl: { attributeName: "forgetAt", enabled: true },
                serverSideEncryption: { enabled: true, kmsKeyArn: args.keyArn },
                pointInTimeRecovery: { enabled: true },
                deletionProtectionEnabled: args.deletionProtection ?? false,
            },
            { parent: this },
        );
        this.table = table.name;
        this.registerOutputs({ table: this.table });
    }
}
