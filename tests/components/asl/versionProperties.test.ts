import assert from "node:assert/strict";
import { propertyTextOf } from "../../../components/asl/versionProperties";
import { evaluate } from "../../support/jsonata";

describe("the properties of a version", () => {
    it("writes keys of S3 as the registry takes texts", async () => {
        const tidied = (key: string) => evaluate(`{% ${propertyTextOf("$key")} %}`, { key });
        assert.equal(await tidied("landing/a b+c=d@e:f_g.csv"), "landing/a b+c=d@e:f_g.csv");
        assert.equal(await tidied("landing/sales (1), 50%.csv"), "landing/sales _1__ 50_.csv");
        assert.equal(await tidied("landing/Fällig.csv"), "landing/F_llig.csv");
        assert.equal(String(await tidied("k".repeat(1000))).length, 256);
        assert.equal(await tidied("back\\slash"), "back_slash");
    });
});
