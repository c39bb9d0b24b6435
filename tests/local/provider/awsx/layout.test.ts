import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { parseCidr, size } from "../../../../local/provider/awsx/cidr";
import { planSubnets, SubnetSpec, SubnetType } from "../../../../local/provider/awsx/layout";

const zones = ["us-east-1a", "us-east-1b"];
const blocks = (specs?: SubnetSpec[], cidr = "10.0.0.0/16", of = zones) =>
    planSubnets("net", cidr, of, specs).map(({ name, cidrBlock }) => `${name} ${cidrBlock}`);

describe("the layout of awsx's strategy Auto", () => {
    it("gives every zone a private and a public subnet when nothing is asked for", () => {
        assert.deepEqual(blocks(), [
            "net-public-1 10.0.64.0/19",
            "net-private-1 10.0.0.0/18",
            "net-public-2 10.0.192.0/19",
            "net-private-2 10.0.128.0/18",
        ]);
    });

    it("divides by powers of two: three zones take a quarter each", () => {
        const isolated: SubnetSpec[] = [{ type: "Isolated", name: "jobs" }];
        assert.deepEqual(blocks(isolated, "10.0.0.0/16", [...zones, "us-east-1c"]), [
            "net-jobs-1 10.0.0.0/18",
            "net-jobs-2 10.0.64.0/18",
            "net-jobs-3 10.0.128.0/18",
        ]);
    });

    it("leaves room where a wider subnet follows a narrower one, and where a spec says so", () => {
        const specs: SubnetSpec[] = [
            { type: "Isolated", name: "small", cidrMask: 24 },
            { type: "Unused", cidrMask: 24 },
            { type: "Private", cidrMask: 20 },
        ];
        assert.deepEqual(blocks(specs, "10.0.0.0/16", ["us-east-1a"]), [
            "net-private-1 10.0.16.0/20",
            "net-small-1 10.0.0.0/24",
        ]);
    });

    it("says when a zone is too small, and when two subnets have one name", () => {
        const large: SubnetSpec[] = [{ type: "Private", cidrMask: 16 }];
        assert.throws(() => blocks(large), /VPC has 32768 addresses, but subnets require 65536/);
        assert.throws(
            () => blocks([{ type: "Private" }, { type: "Private" }]),
            /Two subnet specs have the name "private"/,
        );
        assert.throws(() => blocks(undefined, "10.0.0.0/27"), /a zone has only a \/28/);
        assert.throws(() => blocks(undefined, "10.0.0.300/16"), /is not an IPv4 block/);
    });

    it("never overlaps and stays within the VPC", () => {
        const type = fc.constantFrom<SubnetType>("Public", "Private", "Isolated", "Unused");
        const spec = fc.record({ type, cidrMask: fc.integer({ min: 22, max: 28 }) });
        const named = fc
            .array(spec, { minLength: 1, maxLength: 4 })
            .map((specs) => specs.map((one, index) => ({ ...one, name: `s${index}` })));
        fc.assert(
            fc.property(named, fc.integer({ min: 1, max: 4 }), (specs, count) => {
                const of = ["a", "b", "c", "d"].slice(0, count);
                const ranges = planSubnets("net", "10.8.0.0/16", of, specs)
                    .map(({ cidrBlock }) => parseCidr(cidrBlock))
                    .sort((a, b) => a.base - b.base);
                const vpc = parseCidr("10.8.0.0/16");
                let end = vpc.base;
                for (const range of ranges) {
                    assert.ok(range.base >= end);
                    end = range.base + size(range);
                }
                assert.ok(end <= vpc.base + size(vpc));
            }),
        );
    });
});
