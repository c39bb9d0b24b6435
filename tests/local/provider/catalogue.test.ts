import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { catalogue, resourceType } from "../../../local/provider/catalogue";
import { fieldsOf, Shape } from "../../../local/provider/engine/shape";
import { publishedBlock, PublishedField, publishedType } from "./published";

const root = resolve(__dirname, "..", "..", "..");

/** Outputs that only features have which the table does not take. */
const neverSet = [
    "autoProvisionZones",
    "autoScalingIps",
    "carrierIp",
    "customerOwnedIp",
    "ptrRecord",
    "regionalNatGatewayAddresses",
    "regionalNatGatewayAutoMode",
    "routeTableId",
];

/** Differences between the accepted fields of a block and the published ones. */
function differences(shape: object, published: Readonly<Record<string, PublishedField>>, path: string): string[] {
    const fields = fieldsOf(shape as Record<string, Shape>);
    const missing = Object.entries(published)
        .filter(([name, { required }]) => required && !fields[name]?.required)
        .map(([name]) => `${path}.${name} is required by @pulumi/aws`);
    return [
        ...missing,
        ...Object.entries(fields).flatMap(([name, field]) => {
            const at = `${path}.${name}`;
            const theirs = published[name];
            if (!theirs) return [`${at} is no input of @pulumi/aws`];
            const stricter = field.required && !theirs.required ? [`${at} is not required by @pulumi/aws`] : [];
            return [...stricter, ...typeDifferences(field.shape, theirs.type, at)];
        }),
    ];
}

function typeDifferences(shape: Shape, type: string, at: string): string[] {
    const block = /inputs\.([\w.]+)/.exec(type)?.[1];
    const list = type.includes("[]");
    if (Array.isArray(shape)) {
        if (!block || !list) return [`${at} is no list of blocks but ${type}`];
        return differences(shape[0] as object, publishedBlock(block), at);
    }
    if (typeof shape === "object") {
        if (!block || list) return [`${at} is no block but ${type}`];
        return differences(shape, publishedBlock(block), at);
    }
    const expected: Record<string, boolean> = {
        boolean: /\bboolean\b/.test(type),
        number: /\bnumber\b/.test(type),
        strings: list && /\bstring\b/.test(type),
        set: list && /\bstring\b/.test(type),
        map: type.includes("[key: string]") && /Input<string/.test(type),
        flags: type.includes("[key: string]") && /Input<boolean/.test(type),
        file: type.includes("pulumi.asset."),
    };
    return (expected[shape as string] ?? (/\bstring\b/.test(type) && !list)) ? [] : [`${at} is ${type}`];
}

function sources(folder: string): string[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(join(root, folder, file), "utf8"));
}

describe("the local provider's table", () => {
    for (const [token, type] of Object.entries(catalogue)) {
        const published = publishedType(token);
        const inputs = Object.keys(fieldsOf(type.inputs));

        it(`${token} takes what @pulumi/aws publishes`, () => {
            assert.deepEqual(differences(type.inputs, published.inputs, token), []);
        });

        it(`${token} gives the outputs that @pulumi/aws publishes`, () => {
            const given = [...type.outputs, ...inputs, ...neverSet];
            assert.deepEqual(
                type.outputs.filter((name) => !published.outputs.includes(name) && !(name in published.inputs)),
                [],
                "outputs that are not published",
            );
            assert.deepEqual(
                published.outputs.filter((name) => !given.includes(name)),
                [],
                "published outputs that are missing",
            );
        });

        it(`${token} names only its own inputs`, () => {
            const named = [
                ...(type.replaceOn ?? []),
                ...(type.computed ?? []),
                ...Object.keys(type.defaults ?? {}),
                ...(type.autoName ? [type.autoName.property] : []),
            ];
            assert.deepEqual(
                named.filter((name) => !inputs.includes(name)),
                [],
            );
        });
    }

    it("has every type that the program uses", () => {
        const declared = /new (aws\.(\w+)\.(\w+)|\w+)[(<]/g;
        const used = new Set<string>();
        for (const source of [...sources("components"), ...sources("infra")]) {
            for (const [, , module, name] of source.matchAll(declared)) {
                if (module) used.add(`${module}.${name}`);
            }
            for (const [, names, module] of source.matchAll(/const \{([^}]*)\} = aws\.(\w+);/g)) {
                for (const name of names!.split(",")) used.add(`${module}.${name.trim()}`);
            }
        }
        const known = new Set(Object.keys(catalogue).map((token) => token.replace(/^aws:(\w+)\/.*:(\w+)$/, "$1.$2")));
        assert.ok(used.size > 10, "the program's types are found");
        assert.deepEqual(
            [...used].filter((name) => !known.has(name)),
            [],
        );
    });

    it("names a type that it does not have", () => {
        assert.throws(() => resourceType("aws:rds/instance:Instance"), /aws:rds\/instance:Instance/);
    });
});
