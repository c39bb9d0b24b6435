import * as fs from "node:fs";
import * as path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Channel, CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { writeJson } from "../containers/privateRoot";
import { messageOf } from "../core/errors";
import { download } from "../core/storage";
import { defaultCheckpointPath } from "./checkpoints";

/** Copies a training job's channels to where its container reads them. */
export async function downloadChannels(input: CreateTrainingJobCommandInput, s3: S3Client, ml: string): Promise<void> {
    for (const channel of input.InputDataConfig ?? []) {
        const uri = channel.DataSource!.S3DataSource!.S3Uri!;
        try {
            await download(s3, uri, path.join(ml, "input", "data", channel.ChannelName!));
        } catch (error) {
            throw new Error(`ClientError: Data download failed: ${uri}: ${messageOf(error)}`);
        }
    }
}

/** What a training container reads of its job. */
export type TrainingConfiguration = Pick<
    CreateTrainingJobCommandInput,
    "HyperParameters" | "InputDataConfig" | "ResourceConfig" | "CheckpointConfig"
>;

/** Writes what a training container reads of its job, and makes the folders that it writes to. */
export function writeConfiguration(input: TrainingConfiguration, ml: string): void {
    const config = path.join(ml, "input", "config");
    const { InstanceType } = input.ResourceConfig!;
    writeJson(path.join(config, "hyperparameters.json"), input.HyperParameters ?? {});
    writeJson(path.join(config, "inputdataconfig.json"), describeChannels(input.InputDataConfig ?? []));
    writeJson(path.join(config, "resourceconfig.json"), {
        current_host: "algo-1",
        current_instance_type: InstanceType,
        current_group_name: "homogeneousCluster",
        hosts: ["algo-1"],
        instance_groups: [
            { instance_group_name: "homogeneousCluster", instance_type: InstanceType, hosts: ["algo-1"] },
        ],
        network_interface_name: "eth0",
    });
    const { CheckpointConfig: checkpoints } = input;
    if (checkpoints) {
        writeJson(path.join(config, "checkpointconfig.json"), {
            S3Uri: checkpoints.S3Uri,
            LocalPath: checkpoints.LocalPath ?? defaultCheckpointPath,
        });
    }
    for (const folder of ["model", "output/data"]) {
        fs.mkdirSync(path.join(ml, folder), { recursive: true });
    }
}

function describeChannels(channels: readonly Channel[]): Record<string, Record<string, string>> {
    return Object.fromEntries(
        channels.map((channel) => [
            channel.ChannelName!,
            {
                ...(channel.ContentType ? { ContentType: channel.ContentType } : {}),
                TrainingInputMode: "File",
                S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
                RecordWrapperType: channel.RecordWrapperType ?? "None",
            },
        ]),
    );
}
