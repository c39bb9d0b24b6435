import { accountOf, Settings } from "./engine/settings";
import { Properties } from "./engine/values";
import { policyDocument } from "./services/iam/policyDocument";

/**
 * The functions of the `aws` package that the program calls. All are answered from config and tables: a preview of a
 * stack that is not local has neither credentials nor an emulator.
 */
const functions: Readonly<Record<string, (args: Properties, settings: Settings) => Properties>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_, settings) => {
        const accountId = accountOf(settings);
        return { accountId, id: accountId, userId: accountId, arn: `arn:aws:iam::${accountId}:root` };
    },
    "aws:index/getRegion:getRegion": (args, settings) => {
        const region = (args.region ?? settings.region) as string;
        const endpoint = `ec2.${region}.amazonaws.com`;
        return { id: region, name: region, region, endpoint, description: region };
    },
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (args, settings) => {
        const region = (args.region ?? settings.region) as string;
        const names = ["a", "b", "c", "d", "e", "f"].map((letter) => region + letter);
        const zoneIds = names.map((_, index) => `${shortRegion(region)}-az${index + 1}`);
        return { ...args, id: region, region, names, zoneIds, groupNames: [`${region}-zg-1`] };
    },
    "aws:sagemaker/getPrebuiltEcrImage:getPrebuiltEcrImage": prebuiltImage,
    "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/** @throws for a function that is not in the table, naming it. */
export function invoke(token: string, args: Properties, settings: Settings): Properties {
    const answer = functions[token];
    if (!answer) {
        throw new Error(`The local provider does not know the function ${token}: add it to local/provider/invokes.ts.`);
    }
    return answer(args, settings);
}

/**
 * Accounts of the registries that hold SageMaker's images, as "Docker Registry Paths and Example Code" in the SageMaker
 * developer guide lists them: the framework containers' and the first-generation algorithms'.
 */
const registries: Readonly<Record<string, { readonly frameworks: string; readonly algorithms: string }>> = {
    "us-east-1": { frameworks: "683313688378", algorithms: "382416733822" },
    "us-east-2": { frameworks: "257758044811", algorithms: "404615174143" },
    "us-west-1": { frameworks: "746614075791", algorithms: "632365934929" },
    "us-west-2": { frameworks: "246618743249", algorithms: "174872318107" },
    "eu-central-1": { frameworks: "492215442770", algorithms: "664544806723" },
    "eu-west-1": { frameworks: "141502667606", algorithms: "438346466558" },
};

const repositories: Readonly<Record<string, "frameworks" | "algorithms">> = {
    "sagemaker-scikit-learn": "frameworks",
    "sagemaker-xgboost": "frameworks",
    "linear-learner": "algorithms",
};

function prebuiltImage(args: Properties, settings: Settings): Properties {
    const region = (args.region ?? settings.region) as string;
    const repositoryName = args.repositoryName as string;
    const kind = repositories[repositoryName];
    const registryId = kind && registries[region]?.[kind];
    if (!registryId) {
        throw new Error(`The local provider knows no SageMaker image "${repositoryName}" in the region ${region}.`);
    }
    const dnsSuffix = (args.dnsSuffix ?? "amazonaws.com") as string;
    const imageTag = (args.imageTag ?? "1") as string;
    const registryPath = `${registryId}.dkr.ecr.${region}.${dnsSuffix}/${repositoryName}:${imageTag}`;
    return { ...args, id: registryId, dnsSuffix, imageTag, region, registryId, registryPath };
}

/** The region's name in zone ids: `use1` for us-east-1. */
function shortRegion(region: string): string {
    const [area = "", direction = "", number = ""] = region.split("-");
    return `${area}${direction[0]}${number}`;
}
