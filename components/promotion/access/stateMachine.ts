import { claimStart } from "../../../contracts/ledger";
import { baselineFolder, runFiles } from "../../../contracts/places";
import { useKey } from "../../access/keyUse";
import type { PolicyStatement } from "../../access/policyStatement";
import { arnOf, bucketArnOf, functionArnOf, roleArnOf, type Scope } from "../../access/scope";
import { allow, allowItems, writeObjects } from "../../access/statements";
import { foundationNames } from "../../foundation/names";
import type { PromotionNames } from "../names";

/** What the permissions of a promotion are made of. */
export interface PromotionStatementsArgs {
    readonly scope: Scope;
    /** The stage before. */
    readonly fromScope: Scope;
    readonly names: PromotionNames;
    /** The group of the stage before. */
    readonly fromGroup: string;
    /** `alias/...` of this stack's key. */
    readonly keyAlias: string;
    readonly artifactBucket: string;
    /** Prefix of the artifact buckets, at both stages, that runs leave their files under, with a slash at its end. */
    readonly runsPrefix: string;
    readonly ledgerTable: string;
    /** By which endpoints and transform jobs of this stage run. */
    readonly serveRole: string;
}

/** What the state machine's calls need, no more. */
export function promotionStatements(args: PromotionStatementsArgs): PolicyStatement[] {
    const { scope, fromScope, names, fromGroup } = args;
    return [
        allowItems(scope, args.ledgerTable, "dynamodb:PutItem", `${claimStart(names.stateMachine)}*`),
        allow("sagemaker:DescribeModelPackage", arnOf(fromScope, "sagemaker", `model-package/${fromGroup}/*`)),
        allow(
            "lambda:InvokeFunction",
            [names.checkVersion, names.copyVersion].map((name) => functionArnOf(scope, name)),
        ),
        allow(["sagemaker:CreateModel", "sagemaker:AddTags"], arnOf(scope, "sagemaker", `model/${names.endpoint}-*`)),
        {
            ...allow("iam:PassRole", roleArnOf(scope, args.serveRole)),
            Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
        },
        allow("sagemaker:CreateModelPackage", [
            arnOf(scope, "sagemaker", `model-package-group/${names.modelPackageGroup}`),
            arnOf(scope, "sagemaker", `model-package/${names.modelPackageGroup}/*`),
        ]),
        // As a training run's: who registers a version is the one by whose rights SageMaker can see its artifact.
        allow("s3:GetObject", bucketArnOf(scope, args.artifactBucket, `${args.runsPrefix}*/model/*`)),
        useKey(scope, { alias: args.keyAlias }, ["kms:Decrypt"]),
    ];
}

/** The files of the stage before that the check reads. */
export function checkStatements(args: PromotionStatementsArgs): PolicyStatement[] {
    return [...theirs(args, ["model", transformFolder, baselineFolder])];
}

/** Those that are copied, and where to. */
export function copyStatements(args: PromotionStatementsArgs): PolicyStatement[] {
    const { scope, artifactBucket, runsPrefix } = args;
    return [
        ...theirs(args, copiedFolders),
        ...copiedFolders.map((folder) => writeObjects(scope, artifactBucket, `${runsPrefix}*/${folder}/`)),
        useKey(scope, { alias: args.keyAlias }, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ];
}

const transformFolder = runFiles.transform.split("/")[0] ?? "";

/** What of a run's folder goes along with its version. */
export const copiedFolders = ["model", transformFolder, baselineFolder, "comparison"];

function theirs({ fromScope, runsPrefix }: PromotionStatementsArgs, folders: readonly string[]): PolicyStatement[] {
    const { artifactBucket, keyAlias } = foundationNames(fromScope);
    return [
        allow(
            "s3:GetObject",
            folders.map((folder) => bucketArnOf(fromScope, artifactBucket, `${runsPrefix}*/${folder}/*`)),
        ),
        useKey(fromScope, { alias: keyAlias }, ["kms:Decrypt"]),
    ];
}
