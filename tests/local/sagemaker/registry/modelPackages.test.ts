import assert from "node:assert/strict";
import {
    AddTagsCommand,
    CreateModelPackageCommand,
    CreateModelPackageGroupCommand,
    type CreateModelPackageInput,
    DeleteModelPackageCommand,
    DeleteModelPackageGroupCommand,
    DescribeModelPackageCommand,
    DescribeModelPackageGroupCommand,
    ListModelPackageGroupsCommand,
    ListModelPackagesCommand,
    type ListModelPackagesInput,
    ListTagsCommand,
    type SageMakerClient,
    UpdateModelPackageCommand,
} from "@aws-sdk/client-sagemaker";
import { account, image, refusal, Server } from "../support";

const prefix = `arn:aws:sagemaker:us-east-1:${account}`;

describe("SageMaker model registry", () => {
    let server: Server;
    let sagemaker: SageMakerClient;

    before(async () => {
        server = await new Server().start();
        sagemaker = server.client();
    });

    after(() => server.stop());

    const group = (ModelPackageGroupName: string, more: object = {}) =>
        sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName, ...more }));

    function version(ModelPackageGroupName: string, more: Partial<CreateModelPackageInput> = {}) {
        const input: CreateModelPackageInput = {
            ModelPackageGroupName,
            InferenceSpecification: {
                Containers: [{ Image: image("xgboost"), ModelDataUrl: "s3://models/m.tar.gz" }],
                SupportedContentTypes: ["text/csv"],
                SupportedResponseMIMETypes: ["text/csv"],
            },
            ...more,
        };
        return sagemaker.send(new CreateModelPackageCommand(input));
    }

    const described = (ModelPackageName: string) =>
        sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName }));

    async function versions(input: ListModelPackagesInput) {
        const { ModelPackageSummaryList, NextToken } = await sagemaker.send(new ListModelPackagesCommand(input));
        return { versions: ModelPackageSummaryList!.map((each) => each.ModelPackageVersion), NextToken };
    }

    it("makes, describes, lists and deletes groups, with their tags", async () => {
        const made = await group("Cars-A", { ModelPackageGroupDescription: "Cars", Tags: [{ Key: "a", Value: "1" }] });
        assert.equal(made.ModelPackageGroupArn, `${prefix}:model-package-group/cars-a`);
        assert.equal(
            (await refusal(group("Cars-A"), "ValidationException")).message,
            `Model Package Group already exists: ${prefix}:model-package-group/cars-a`,
        );
        const ResourceArn = made.ModelPackageGroupArn;
        await sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
        const { Tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
        assert.deepEqual(
            Tags!.map(({ Key }) => Key),
            ["a", "b"],
        );
        await group("Cars-B");
        const { ModelPackageGroupSummaryList: all } = await sagemaker.send(
            new ListModelPackageGroupsCommand({ NameContains: "cars" }),
        );
        assert.deepEqual(
            all!.map((each) => each.ModelPackageGroupName),
            ["Cars-A", "Cars-B"],
        );
        const named = { ModelPackageGroupName: "Cars-A" };
        for (const name of ["Cars-A", ResourceArn]) {
            const found = await sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName: name }));
            assert.equal(found.ModelPackageGroupDescription, "Cars");
            assert.equal(found.ModelPackageGroupStatus, "Completed");
        }
        await sagemaker.send(new DeleteModelPackageGroupCommand(named));
        const gone = sagemaker.send(new DescribeModelPackageGroupCommand(named));
        assert.equal(
            (await refusal(gone, "ValidationException")).message,
            `ModelPackageGroup ${prefix}:model-package-group/cars-a does not exist.`,
        );
    });

    it("numbers the versions of a group, and describes what was registered", async () => {
        await group("Numbered");
        const first = await version("Numbered", {
            ModelPackageDescription: "the first",
            MetadataProperties: { CommitId: "abc", GeneratedBy: "arn" },
            ModelMetrics: {
                ModelQuality: { Statistics: { ContentType: "application/json", S3Uri: "s3://runs/challenger.json" } },
            },
            CustomerMetadataProperties: { run: "20260101-000000-0a1b2c3d", location: "s3://runs/a" },
        });
        assert.equal(first.ModelPackageArn, `${prefix}:model-package/numbered/1`);
        const found = await described(first.ModelPackageArn);
        assert.equal(found.ModelPackageName, undefined);
        assert.equal(found.ModelPackageGroupName, "Numbered");
        assert.equal(found.ModelPackageVersion, 1);
        assert.equal(found.ModelPackageStatus, "Completed");
        assert.equal(found.ModelApprovalStatus, "PendingManualApproval");
        assert.deepEqual(found.CustomerMetadataProperties, {
            run: "20260101-000000-0a1b2c3d",
            location: "s3://runs/a",
        });
        assert.equal(found.MetadataProperties?.CommitId, "abc");
        assert.equal(found.ModelMetrics?.ModelQuality?.Statistics?.S3Uri, "s3://runs/challenger.json");
        assert.equal(found.InferenceSpecification?.Containers?.[0]?.ModelDataUrl, "s3://models/m.tar.gz");
        assert.equal(found.LastModifiedTime, undefined);

        const byArn = await version(`${prefix}:model-package-group/numbered`);
        assert.equal(byArn.ModelPackageArn, `${prefix}:model-package/numbered/2`);
        await sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: byArn.ModelPackageArn }));
        assert.equal(
            (await refusal(described(byArn.ModelPackageArn), "ValidationException")).message,
            `ModelPackage ${prefix}:model-package/numbered/2 does not exist.`,
        );
        assert.equal((await version("Numbered")).ModelPackageArn, `${prefix}:model-package/numbered/3`);
    });

    it("gives the same version for the same client token", async () => {
        await group("token");
        const [first, again] = [
            await version("token", { ClientToken: "t" }),
            await version("token", { ClientToken: "t" }),
        ];
        assert.equal(again.ModelPackageArn, first.ModelPackageArn);
        assert.deepEqual((await versions({ ModelPackageGroupName: "token" })).versions, [1]);
    });

    it("changes a version's approval and metadata", async () => {
        await group("approved");
        const { ModelPackageArn } = await version("approved", { CustomerMetadataProperties: { a: "1", b: "2" } });
        const update = (more: object) => sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn, ...more }));
        await update({
            ModelApprovalStatus: "Approved",
            ApprovalDescription: "served well",
            CustomerMetadataProperties: { b: "3", c: "4" },
            CustomerMetadataPropertiesToRemove: ["a"],
        });
        const found = await described("approved/1");
        assert.equal(found.ModelApprovalStatus, "Approved");
        assert.equal(found.ApprovalDescription, "served well");
        assert.deepEqual(found.CustomerMetadataProperties, { b: "3", c: "4" });
        assert.ok(found.LastModifiedTime! > found.CreationTime!);
        const source = await refusal(update({ SourceUri: "s3://a/b" }), "ValidationException");
        assert.match(source.message, /does not support SourceUri in UpdateModelPackage/);
        const long = await refusal(
            update({ CustomerMetadataProperties: { a: "x".repeat(257) } }),
            "ValidationException",
        );
        assert.match(long.message, /length less than or equal to 256/);
    });

    it("lists versions by approval, in both orders, by page, and unversioned packages by default", async () => {
        await group("listed");
        for (let count = 0; count < 11; count++) {
            await version("listed", { ModelApprovalStatus: count % 2 ? "Approved" : "Rejected" });
        }
        const ModelPackageGroupName = "listed";
        const approved = { ModelPackageGroupName, ModelApprovalStatus: "Approved" as const };
        assert.deepEqual((await versions({ ...approved, MaxResults: 100 })).versions, [2, 4, 6, 8, 10]);
        const newest = {
            ...approved,
            SortBy: "CreationTime" as const,
            SortOrder: "Descending" as const,
            MaxResults: 4,
        };
        const page = await versions(newest);
        assert.deepEqual(page.versions, [10, 8]);
        assert.deepEqual((await versions({ ...newest, NextToken: page.NextToken })).versions, [6, 4]);
        assert.deepEqual((await versions({})).versions, []);
        assert.ok((await versions({ ModelPackageType: "Both", MaxResults: 100 })).versions.length >= 11);
        const missing = await refusal(versions({ ModelPackageGroupName: "none" }), "ValidationException");
        assert.match(missing.message, /model-package-group\/none does not exist/);
    });

    it("cuts pages before it filters by approval, so that one may be empty and not the last", async () => {
        await group("rejected");
        for (const ModelApprovalStatus of ["Approved", "Rejected", "PendingManualApproval"] as const) {
            await version("rejected", { ModelApprovalStatus });
        }
        const approved: ListModelPackagesInput = {
            ...{ ModelPackageGroupName: "rejected", ModelApprovalStatus: "Approved" },
            ...{ SortBy: "CreationTime", SortOrder: "Descending", MaxResults: 1 },
        };
        const seen: unknown[] = [];
        let NextToken: string | undefined;
        do {
            const page = await versions({ ...approved, NextToken });
            seen.push(page.versions);
            NextToken = page.NextToken;
        } while (NextToken !== undefined);
        assert.deepEqual(seen, [[], [], [1]]);
    });

    it("keeps a group that has versions", async () => {
        await group("full");
        const { ModelPackageArn } = await version("full");
        const remove = () => sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: "full" }));
        assert.match((await refusal(remove(), "ConflictException")).message, /still contains model packages/);
        await sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
        await remove();
    });

    it("refuses what SageMaker refuses, and by name what it does not do", async () => {
        await group("refused");
        const InferenceSpecification = { Containers: [{ Image: image("xgboost") }, { Image: image("xgboost") }] };
        const cases: [Partial<CreateModelPackageInput>, RegExp][] = [
            [{ Tags: [{ Key: "a", Value: "b" }] }, /Tags cannot be supplied for a versioned model package/],
            [{ ModelPackageName: "x" }, /^Both ModelPackageName and ModelPackageGroupName are provided/],
            [{ ModelPackageName: "x", ModelPackageGroupName: undefined }, /a model package without a group/],
            [{ ModelPackageGroupName: undefined }, /^Missing ARN\.$/],
            [{ ModelPackageGroupName: "none" }, /model-package-group\/none does not exist/],
            [{ InferenceSpecification: undefined }, /Value null at 'inferenceSpecification'/],
            [{ InferenceSpecification }, /more than one container/],
            [
                { ModelLifeCycle: { Stage: "a", StageStatus: "b" } },
                /does not support ModelLifeCycle in CreateModelPackage/,
            ],
            [{ ModelApprovalStatus: "Yes" as never }, /enum value set: \[Approved, Rejected, PendingManualApproval\]/],
        ];
        for (const [more, message] of cases) {
            assert.match((await refusal(version("refused", more), "ValidationException")).message, message);
        }
        assert.deepEqual((await versions({ ModelPackageGroupName: "refused" })).versions, []);
    });
});
