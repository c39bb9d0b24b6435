import assert from "node:assert/strict";
import { catalogArnsOf, insightNames, workgroupArnOf } from "../../../components/insights/names";

const scope = {
    partition: "aws",
    region: "us-east-1",
    accountId: "123456789012",
    stage: "dev",
    prefix: "drivetrain-dev-used-cars",
};

describe("names of insights", () => {
    it("are made of the stack's prefix, the database without hyphens", () => {
        assert.deepEqual(insightNames(scope), {
            database: "drivetrain_dev_used_cars",
            workgroup: "drivetrain-dev-used-cars",
            recordsWorkgroup: "drivetrain-dev-used-cars.records",
            rowReaders: "drivetrain-dev-used-cars-row-readers",
            recordReaders: "drivetrain-dev-used-cars-record-readers",
        });
        assert.equal(
            workgroupArnOf(scope, "drivetrain-dev-used-cars"),
            "arn:aws:athena:us-east-1:123456789012:workgroup/drivetrain-dev-used-cars",
        );
    });

    it("tell the ARNs that Glue asks for of a table", () => {
        assert.deepEqual(catalogArnsOf(scope, ["drift"]), [
            "arn:aws:glue:us-east-1:123456789012:catalog",
            "arn:aws:glue:us-east-1:123456789012:database/drivetrain_dev_used_cars",
            "arn:aws:glue:us-east-1:123456789012:table/drivetrain_dev_used_cars/drift",
        ]);
    });
});
