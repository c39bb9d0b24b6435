import assert from "node:assert/strict";
import { hasLocalStorage } from "../../../components/asl/requests";

describe("disks of an instance type", () => {
    it("are its own in families with NVMe", () => {
        const types = [
            "ml.m5d.large",
            "ml.r5dn.large",
            "ml.c6gd.large",
            "ml.g4dn.xlarge",
            "ml.g5.xlarge",
            "ml.p4d.24xlarge",
        ];
        for (const type of [...types, "ml.p5.48xlarge", "ml.trn1.2xlarge", "ml.p3dn.24xlarge"]) {
            assert.ok(hasLocalStorage(type), type);
        }
        for (const type of [
            "ml.m5.large",
            "ml.c5n.xlarge",
            "ml.p3.2xlarge",
            "ml.t2.medium",
            "ml.m7i.large",
            "ml.r6g.large",
        ]) {
            assert.ok(!hasLocalStorage(type), type);
        }
    });
});
