import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../../../components/blocks/Component";
import { record } from "../../support/recorder";

class Parts extends Component {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Parts", name, opts);
        new aws.sns.Topic("topic", { name: "cars" }, { parent: this });
        new aws.sns.Topic("otherwise", { name: "vans" }, { parent: this, deleteBeforeReplace: false });
        new aws.kms.Key("key", {}, { parent: this, retainOnDelete: true });
    }
}

describe("a component", () => {
    it("has what AWS knows by its name deleted before it is replaced, however deep in the component it is", async () => {
        const { resources } = await record(() => {
            new aws.sns.Topic("beside", { name: "beside" });
            new (class extends Component {
                constructor() {
                    super("test:index:Whole", "whole");
                    new Parts("parts", { parent: this });
                }
            })();
        });
        assert.deepEqual(
            Object.fromEntries(resources.map(({ name, options }) => [name, options.deleteBeforeReplace])),
            { beside: false, topic: true, otherwise: false, key: false },
        );
        assert.ok(resources.find(({ name }) => name === "key")?.options.retainOnDelete);
    });

    it("keeps the transformations that it is given", async () => {
        const renamed: pulumi.ResourceTransformation = ({ type, props, opts }) =>
            type === "aws:sns/topic:Topic" ? { props: { ...props, displayName: "seen" }, opts } : undefined;
        const { inputs } = await record(() => new Parts("parts", { transformations: [renamed] }));
        assert.deepEqual(inputs("aws:sns/topic:Topic", "topic"), { name: "cars", displayName: "seen" });
    });
});
