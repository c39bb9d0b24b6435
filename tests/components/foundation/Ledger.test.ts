import assert from "node:assert/strict";
import { Foundation } from "../../../components/foundation/Foundation";
import { foundationNames } from "../../../components/foundation/names";
import { record, valueOf } from "../../support/recorder";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "111111111111",
    stage: "local",
    prefix: "drivetrain-local-used-cars",
};

describe("the ledger of claims and leases", () => {
    it("is encrypted by the stack's key, restorable, and forgets claims by itself", async () => {
        const { result, inputs } = await record(() => new Foundation("cars", { scope }));
        assert.deepEqual(inputs("aws:dynamodb/table:Table"), {
            name: "drivetrain-local-used-cars-ledger",
            billingMode: "PAY_PER_REQUEST",
            attributes: [{ name: "id", type: "S" }],
            hashKey: "id",
            ttl: { attributeName: "forgetAt", enabled: true },
            serverSideEncryption: { enabled: true, kmsKeyArn: "arn:of:aws:kms/key:Key:cars-key" },
            pointInTimeRecovery: { enabled: true },
            deletionProtectionEnabled: true,
        });
        assert.equal(await valueOf(result.ledgerTable), foundationNames(scope).ledgerTable);
    });

    it("goes with its stack where everything may", async () => {
        const { inputs } = await record(() => new Foundation("cars", { scope, forceDestroy: true }));
        assert.equal(inputs("aws:dynamodb/table:Table")["deletionProtectionEnabled"], false);
    });
});
