import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ECR } from "@aws-sdk/client-ecr";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { ServiceRole } from "../../../components/blocks/ServiceRole";
import { CustomImage } from "../../../components/training/CustomImage";
import type { BuiltImage } from "../../../local/images/image";
import { placeOf } from "../../../local/images/store";
import { Account } from "../../../local/sagemaker/core/account";
import { Aws } from "../../../local/sagemaker/core/aws";
import { Stage, stageEnvironment, StageOptions, startStage, stopStage } from "../../../local/stage";
import { engineEnvironment } from "../../../tools/engine";

const checkout = resolve(__dirname, "..", "..", "..");
const accountId = "111111111111";
const repository = "drivetrain-local-cars-boosting";

describe("images that awsx builds, under the real engine", () => {
    const environment = { ...process.env };
    const directory = join(checkout, ".drivetrain", "test", `images-${process.pid}`);
    const context = join(directory, "byoc");
    const options: StageOptions = {
        directory: join(directory, "stage"),
        servers: {
            sagemaker: join(checkout, "tests", "local", "emulator", "standIns", "sagemaker.ts"),
            provider: join(checkout, "local", "provider", "server.ts"),
        },
    };
    let stage: Stage;
    let stack: Stack;

    const scope = {
        ...{ partition: "aws", region: "us-east-1", accountId, stage: "local" },
        prefix: "drivetrain-local-cars",
    };

    /** An image, a role that may pull it and a role that may not. */
    const program: PulumiFn = () => {
        const image = new CustomImage("cars-boosting", {
            scope,
            algorithm: "boosting",
            image: { build: relative(checkout, context) },
            key: { arn: `arn:aws:kms:us-east-1:${accountId}:key/1`, alias: "alias/cars" },
            forceDestroy: true,
        });
        const role = (name: string, repositoryArn: pulumi.Input<string>) =>
            new ServiceRole(name, {
                ...{ scope, roleName: name, service: "sagemaker.amazonaws.com", description: "pulls" },
                statements: [
                    { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
                    { Effect: "Allow", Action: "ecr:BatchGetImage", Resource: repositoryArn },
                ],
            });
        role("pulls", image.repositoryArn);
        role("pulls-another", `arn:aws:ecr:us-east-1:${accountId}:repository/another`);
        return Promise.resolve({ uri: image.uri, repositoryArn: image.repositoryArn });
    };

    before(async () => {
        mkdirSync(context, { recursive: true });
        writeFileSync(join(context, "Dockerfile"), "FROM python:3.12\nCOPY --chmod=755 train serve /usr/local/bin/\n");
        for (const name of ["train", "serve"]) writeFileSync(join(context, name), "#!/usr/bin/env python3\n");
        stage = await startStage(undefined, options);
        const backend = join(directory, "state");
        mkdirSync(backend, { recursive: true });
        Object.assign(process.env, engineEnvironment({ local: false }), stageEnvironment(stage, accountId), {
            PULUMI_BACKEND_URL: `file://${backend}`,
            PULUMI_CONFIG_PASSPHRASE: "",
        });
        stack = await LocalWorkspace.createStack({ stackName: "local", projectName: "drivetrain", program });
        await stack.setAllConfig(
            { "aws:region": { value: "us-east-1" }, "aws:allowedAccountIds[0]": { value: accountId } },
            true,
        );
    });
    after(async () => {
        for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
        Object.assign(process.env, environment);
        await stopStage(options);
        rmSync(directory, { recursive: true, force: true });
    });

    const changes = ({ summary }: { summary: { resourceChanges?: Record<string, number> } }) =>
        Object.fromEntries(Object.entries(summary.resourceChanges ?? {}).filter(([kind]) => kind !== "same"));

    const placed = (uri: string) => placeOf(uri, join(options.directory, "images"))!;

    async function build(): Promise<string> {
        const { outputs } = await stack.up();
        const preview = await stack.preview();
        assert.deepEqual(Object.keys(preview.changeSummary), ["same"], preview.stdout);
        assert.equal(outputs.repositoryArn!.value, `arn:aws:ecr:us-east-1:${accountId}:repository/${repository}`);
        return outputs.uri!.value as string;
    }

    it("builds, keeps what models may still name, and takes everything away in the end", async () => {
        const first = await build();
        assert.match(
            first,
            new RegExp(`^${accountId}\\.dkr\\.ecr\\.us-east-1\\.amazonaws\\.com/${repository}@sha256:`),
        );
        const image = JSON.parse(readFileSync(join(placed(first), "image.json"), "utf8")) as BuiltImage;
        assert.deepEqual(image.train.command, ["python3", join(placed(first), "root/usr/local/bin/train")]);

        const { resources } = (await stack.exportStack()).deployment as { resources: { urn: string }[] };
        const children = resources.map(({ urn }) => urn.split("::").slice(2).join(" "));
        assert.deepEqual(
            children
                .filter((child) => child.includes("ecr"))
                .map((child) => child.split("CustomImage$")[1])
                .sort(),
            [
                "aws:ecr/lifecyclePolicy:LifecyclePolicy cars-boosting",
                "aws:ecr/repository:Repository cars-boosting",
                "awsx:ecr:Image cars-boosting",
                "awsx:ecr:Image$docker-build:index:Image cars-boosting",
            ],
        );

        const aws = new Aws(stage.endpoint);
        const account = new Account(accountId, "us-east-1");
        const pull = (role: string) => {
            const [, digest = ""] = first.split("@");
            return aws.mayPull(account, `arn:aws:iam::${accountId}:role/${role}`, { repository, digest });
        };
        assert.deepEqual([await pull("pulls"), await pull("pulls-another")], [true, false]);

        writeFileSync(join(context, "train"), "#!/usr/bin/env python3\nprint('changed')\n");
        const second = await build();
        assert.notEqual(second, first);
        assert.ok(existsSync(placed(first)) && existsSync(placed(second)));
        assert.deepEqual(changes(await stack.refresh()), {});

        writeFileSync(join(context, "train"), "#!/usr/bin/env python3\n");
        assert.equal(await build(), first, "what was there before has its digest again");
        const { imageIds } = await new ECR().listImages({ repositoryName: repository });
        assert.deepEqual(new Set(imageIds!.map(({ imageDigest }) => imageDigest)).size, 2);

        assert.deepEqual(Object.keys(changes(await stack.destroy())), ["delete"]);
        assert.ok(!existsSync(placed(first)));
        assert.deepEqual((await new ECR().describeRepositories({})).repositories, []);
    });

    it("refuses a folder that makes no image for SageMaker, and leaves nothing of it in the registry", async () => {
        writeFileSync(join(context, "Dockerfile"), "FROM python:3.12\nCOPY --chmod=755 train /usr/local/bin/\n");
        await assert.rejects(stack.up(), /The image has no program "serve": SageMaker starts it with that one word/);
        assert.deepEqual((await new ECR().listImages({ repositoryName: repository })).imageIds, []);
        await stack.destroy();
    });
});
