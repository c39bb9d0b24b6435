import type { Account } from "../sagemaker/core/account";
import type { Operation } from "../sagemaker/core/services";
import { type Asset, findAsset, type Ingestion } from "./assets";
import { refused } from "./errors";

/** Full refreshes of a data set in 24 hours (Enterprise edition; "Refreshing SPICE data" of the user guide). */
const refreshesADay = 32;
const day = 86_400_000;

interface IngestionInput {
    readonly DataSetId: string;
    readonly IngestionId: string;
}

function described({ arn, state }: Asset, { id, at }: Ingestion) {
    return {
        Arn: `${arn}/ingestion/${id}`,
        IngestionId: id,
        // Nothing is read here: the state machines that ask for it do not wait for its end.
        IngestionStatus: "COMPLETED",
        CreatedTime: at,
        IngestionTimeInSeconds: 0,
        IngestionSizeInBytes: 0,
        RequestSource: "MANUAL",
        RequestType: state["ImportMode"] === "SPICE" ? "FULL_REFRESH" : undefined,
    };
}

function find(account: Account, { DataSetId, IngestionId }: IngestionInput) {
    const asset = findAsset(account, "dataset", DataSetId);
    const ingestion = asset.ingestions.find(({ id }) => id === IngestionId);
    if (!ingestion) throw refused.notFound(`Ingestion ${IngestionId}`);
    return described(asset, ingestion);
}

export const ingestionOperations: Readonly<Record<string, Operation>> = {
    CreateIngestion(account, { DataSetId, IngestionId }: IngestionInput) {
        const asset = findAsset(account, "dataset", DataSetId);
        if (asset.ingestions.some(({ id }) => id === IngestionId)) throw refused.exists(`Ingestion ${IngestionId}`);
        const now = new Date();
        const recent = asset.ingestions.filter(({ at }) => now.getTime() - at.getTime() < day);
        if (recent.length >= refreshesADay) {
            throw refused.limit(`Dataset ${DataSetId} has had ${refreshesADay} refreshes in the last 24 hours.`);
        }
        asset.ingestions.push({ id: IngestionId, at: now });
        return { Arn: `${asset.arn}/ingestion/${IngestionId}`, IngestionId, IngestionStatus: "INITIALIZED" };
    },
    DescribeIngestion: (account, input: IngestionInput) => ({ Ingestion: find(account, input) }),
    ListIngestions(account, { DataSetId }: IngestionInput) {
        const asset = findAsset(account, "dataset", DataSetId);
        return { Ingestions: asset.ingestions.map((one) => described(asset, one)).reverse() };
    },
};
