import { DescribeRegionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fileOf } from "../../stacks/stackFile";
import { explain } from "../../terminal/errors";
import type { Finding, Look } from "../finding";
import { attempt } from "../reading";

const credentials = "credentials and account";

/** Whose credentials these are, and whether the region takes calls. Nothing else can be asked where they are not. */
export const lookAtAccount: Look = async ({ stack }) => {
    const { accountId, region, name } = stack;
    let caller: { Account?: string; Arn?: string };
    try {
        caller = await new STSClient({}).send(new GetCallerIdentityCommand({}));
    } catch (error) {
        return [
            {
                ...{ check: credentials, standing: "problem", found: explain(error) },
                remedy: `Sign in to account ${accountId}: \`aws sso login\` or \`aws configure\`, and AWS_PROFILE.`,
            },
        ];
    }
    if (caller.Account !== accountId) {
        return [
            {
                ...{ check: credentials, standing: "problem" },
                found: `these are of account ${caller.Account}, and ${fileOf(name)} names ${accountId}`,
                remedy:
                    "Set another AWS_PROFILE, or, before the stack is first brought up, put your account's number into " +
                    `aws:allowedAccountIds and drivetrain:accountId of ${fileOf(name)}.`,
            },
        ];
    }
    const who: Finding = { check: credentials, standing: "ok", found: `${caller.Arn} of account ${accountId}` };
    return [who, ...(await attempt("region", "ec2:DescribeRegions", async () => [await regionOf(region)]))];
};

async function regionOf(region: string): Promise<Finding> {
    const { Regions = [] } = await new EC2Client({}).send(new DescribeRegionsCommand({ AllRegions: true }));
    const found = Regions.find(({ RegionName }) => RegionName === region);
    const check = "region";
    if (found === undefined) {
        return {
            ...{ check, standing: "problem", found: `AWS has no region ${region}` },
            remedy: "Set aws:region in the stack's file to one that AWS has.",
        };
    }
    if (found.OptInStatus === "not-opted-in") {
        return {
            ...{ check, standing: "problem", found: `${region} is not enabled for the account` },
            remedy: `Enable it, which takes minutes: \`aws account enable-region --region-name ${region}\`.`,
        };
    }
    return { check, standing: "ok", found: region };
}
