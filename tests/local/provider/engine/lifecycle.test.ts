import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { catalogue } from "../../../../local/provider/catalogue";
import * as lifecycle from "../../../../local/provider/engine/lifecycle";
import { Settings } from "../../../../local/provider/engine/settings";
import { fieldsOf } from "../../../../local/provider/engine/shape";
import { Properties, UNKNOWN } from "../../../../local/provider/engine/values";
import { inputsOf, rewritten } from "../properties";

const settings: Settings = { region: "us-east-1", account: "111111111111", defaultTags: { stage: "local" } };
const seed = new Uint8Array([1, 2, 3]);

const typeOf = (token: string) => catalogue[token]!;
const bucket = typeOf("aws:s3/bucket:Bucket");
const rolePolicy = typeOf("aws:iam/rolePolicy:RolePolicy");
const lambdaFunction = typeOf("aws:lambda/function:Function");

function check(token: string, news: Properties, olds: Properties = {}, name = "thing") {
    return lifecycle.check(typeOf(token), settings, { name, seed, olds, news });
}

/** What the engine remembers of a resource that was made with these inputs. */
function remembered(token: string, inputs: Properties) {
    return { inputs, state: lifecycle.previewCreate(typeOf(token), settings, inputs) };
}

describe("check", () => {
    it("refuses an unknown input by name, at any depth", () => {
        const { problems } = check("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", {
            bucket: "b",
            rules: [{ id: "all", status: "Enabled", expiry: {} }],
            acl: "private",
        });
        assert.deepEqual(
            problems.map(({ property }) => property),
            ["rules[0].expiry", "acl"],
        );
        assert.match(problems[1]!.reason, /"acl" is not supported by the local provider/);
    });

    it("names required inputs that are missing", () => {
        const { problems } = check("aws:iam/rolePolicy:RolePolicy", { role: "r" });
        assert.deepEqual(problems, [{ property: "policy", reason: '"policy" is required and missing.' }]);
    });

    it("says what a value should have been", () => {
        const lambda = { role: "r", timeout: "soon", packageType: "Tar", tags: { a: { b: 1 } } };
        const reasons = check("aws:lambda/function:Function", lambda).problems.map(({ reason }) => reason);
        assert.deepEqual(reasons, [
            '"timeout" must be a number, not "soon".',
            '"packageType" must be one of Zip, Image, not "Tar".',
            '"tags.a" must be a string, not {"b":1}.',
        ]);
    });

    it("tells where a JSON document is broken", () => {
        const { problems } = check("aws:iam/rolePolicy:RolePolicy", { role: "r", policy: "{" });
        assert.match(problems[0]!.reason, /"policy" is not valid JSON/);
    });

    it("refuses another region than the stage's", () => {
        const { problems } = check("aws:s3/bucket:Bucket", { region: "eu-west-1" });
        assert.equal(problems[0]?.property, "region");
    });

    it("fills in defaults and remembers which", () => {
        const { inputs } = check("aws:lambda/function:Function", { role: "r", name: "f", timeout: 9 });
        assert.equal(inputs.memorySize, 128);
        assert.equal(inputs.timeout, 9);
        const filled = inputs.__defaults as string[];
        assert.ok(filled.includes("memorySize") && !filled.includes("timeout") && !filled.includes("name"));
    });

    it("makes a unique name of seven hex digits and keeps it", () => {
        const first = check("aws:s3/bucket:Bucket", {}, {}, "Landing").inputs;
        assert.match(first.bucket as string, /^landing-[0-9a-f]{7}$/);
        assert.equal(check("aws:s3/bucket:Bucket", {}, first).inputs.bucket, first.bucket);
    });

    it("keeps within the longest name that AWS allows", () => {
        const { inputs } = check("aws:iam/role:Role", { assumeRolePolicy: "{}" }, {}, "r".repeat(90));
        assert.equal((inputs.name as string).length, 64);
    });

    it("writes an object given for a document as JSON, and waits where a part of it is unknown", () => {
        const policy = { Statement: [{ Resource: "*" }] };
        assert.equal(
            check("aws:iam/rolePolicy:RolePolicy", { role: "r", policy }).inputs.policy,
            JSON.stringify(policy),
        );
        const open = { Statement: [{ Resource: UNKNOWN }] };
        assert.equal(check("aws:iam/rolePolicy:RolePolicy", { role: "r", policy: open }).inputs.policy, UNKNOWN);
    });

    it("accepts for every type what its table allows", () => {
        for (const [token, type] of Object.entries(catalogue)) {
            fc.assert(
                fc.property(inputsOf(type.inputs), (news) => {
                    assert.deepEqual(check(token, news).problems, [], token);
                }),
                { numRuns: 20 },
            );
        }
    });
});

describe("diff", () => {
    it("finds no change between inputs and themselves, however they are written", () => {
        for (const [token, type] of Object.entries(catalogue)) {
            fc.assert(
                fc.property(inputsOf(type.inputs), (declared) => {
                    const { inputs } = check(token, declared);
                    const again = rewritten(type.inputs, inputs) as Properties;
                    const olds = remembered(token, inputs);
                    const { changed, replaces } = lifecycle.diff(type, settings, olds, again);
                    assert.deepEqual({ changed, replaces }, { changed: [], replaces: [] }, token);
                }),
                { numRuns: 20 },
            );
        }
    });

    it("finds every input that is left out or added", () => {
        for (const [token, type] of Object.entries(catalogue)) {
            fc.assert(
                fc.property(inputsOf(type.inputs), fc.nat(), (declared, pick) => {
                    const { inputs } = check(token, declared);
                    const names = Object.keys(fieldsOf(type.inputs)).filter((name) => inputs[name] !== undefined);
                    const name = names[pick % names.length];
                    if (!name) return;
                    const less = { ...inputs, [name]: undefined };
                    for (const [before, after] of [
                        [inputs, less],
                        [less, inputs],
                    ] as const) {
                        const { changed } = lifecycle.diff(type, settings, remembered(token, before), after);
                        assert.ok(changed.includes(name), `${token}.${name}`);
                    }
                }),
                { numRuns: 20 },
            );
        }
    });

    it("replaces where AWS cannot change in place, and deletes first what has an explicit name", () => {
        const explicit = check("aws:lambda/function:Function", { role: "r", name: "f" }).inputs;
        const olds = remembered("aws:lambda/function:Function", explicit);
        const replaced = lifecycle.diff(lambdaFunction, settings, olds, { ...explicit, packageType: "Image" });
        assert.deepEqual(replaced, { changed: ["packageType"], replaces: ["packageType"], deleteBeforeReplace: true });
        const renamed = lifecycle.diff(lambdaFunction, settings, olds, { ...explicit, name: "g" });
        assert.deepEqual(renamed, { changed: ["name"], replaces: ["name"], deleteBeforeReplace: false });
        const unnamed = check("aws:lambda/function:Function", { role: "r" }).inputs;
        const beside = lifecycle.diff(lambdaFunction, settings, remembered("aws:lambda/function:Function", unnamed), {
            ...unnamed,
            packageType: "Image",
        });
        assert.equal(beside.deleteBeforeReplace, false);
    });

    it("takes policies for equal that mean the same to IAM", () => {
        const document = (Action: unknown, AWS: string) =>
            JSON.stringify({ Statement: [{ Effect: "Allow", Action, Principal: { AWS } }] });
        const olds = remembered("aws:iam/rolePolicy:RolePolicy", {
            role: "r",
            name: "p",
            policy: document(["s3:GetObject"], "111111111111"),
        });
        const same = { ...olds.inputs, policy: document("s3:GetObject", "arn:aws:iam::111111111111:root") };
        assert.deepEqual(lifecycle.diff(rolePolicy, settings, olds, same).changed, []);
        const other = { ...olds.inputs, policy: document("s3:PutObject", "111111111111") };
        assert.deepEqual(lifecycle.diff(rolePolicy, settings, olds, other).changed, ["policy"]);
    });

    it("sees a change of the provider's default tags", () => {
        const olds = remembered("aws:s3/bucket:Bucket", { bucket: "b" });
        const other = { ...settings, defaultTags: { stage: "other" } };
        assert.deepEqual(lifecycle.diff(bucket, other, olds, { bucket: "b" }).changed, ["tagsAll"]);
    });
});

describe("preview", () => {
    it("knows what is given, defaults and tags, and leaves the rest open", () => {
        const { inputs } = check("aws:s3/bucket:Bucket", { bucket: "b", tags: { a: "1" } });
        const outputs = lifecycle.previewCreate(bucket, settings, inputs);
        assert.equal(outputs.bucket, "b");
        assert.equal(outputs.forceDestroy, false);
        assert.equal(outputs.region, "us-east-1");
        assert.deepEqual(outputs.tagsAll, { stage: "local", a: "1" });
        assert.equal(outputs.arn, UNKNOWN);
        assert.ok(!("__defaults" in outputs));
    });

    it("keeps on update what the change does not touch", () => {
        const inputs = check("aws:lambda/function:Function", { role: "r", name: "f" }).inputs;
        const state = { ...inputs, arn: "arn:f", codeSha256: "x", tagsAll: { stage: "local" }, region: "us-east-1" };
        const outputs = lifecycle.previewUpdate(lambdaFunction, settings, { inputs, state }, { ...inputs, timeout: 9 });
        assert.equal(outputs.arn, "arn:f");
        assert.equal(outputs.timeout, 9);
        assert.equal(outputs.codeSha256, UNKNOWN);
    });
});

describe("create", () => {
    it("deletes again what could not be finished", async () => {
        const deleted: string[] = [];
        const type = {
            ...bucket,
            create: async () => ({ id: "b", finish: () => Promise.reject(new Error("AccessDenied")) }),
            delete: async (_: unknown, id: string) => void deleted.push(id),
        };
        await assert.rejects(lifecycle.create(type, settings, { bucket: "b" }), /AccessDenied/);
        assert.deepEqual(deleted, ["b"]);
    });

    it("reports what exists but cannot be read with its id, so that it is not lost", async () => {
        const type = { ...bucket, create: async () => "b", read: () => Promise.reject(new Error("Throttled")) };
        await assert.rejects(lifecycle.create(type, settings, { bucket: "b" }), {
            id: "b",
            message: '"b" could not be read after creation: Throttled',
        });
    });
});

describe("read", () => {
    const live = { bucket: "b", tagsAll: { stage: "local" }, arn: "arn:aws:s3:::b" };
    const reading = (answer: object | undefined) =>
        lifecycle.read({ ...bucket, read: async () => answer }, settings, "b", { bucket: "b" }, { bucket: "b" });

    it("gives no id for what is gone", async () => {
        assert.equal((await reading(undefined)).id, "");
    });

    it("keeps the inputs while the service says the same, and takes over what it says otherwise", async () => {
        assert.deepEqual((await reading(live)).inputs, { bucket: "b" });
        const drifted = await reading({ ...live, tagsAll: { stage: "local", by: "hand" } });
        assert.deepEqual(drifted.inputs, { bucket: "b", tags: { by: "hand" } });
    });
});
