import { DescribeAccountSubscriptionCommand, QuickSightClient } from "@aws-sdk/client-quicksight";
import type { Look } from "../finding";
import { attempt } from "../reading";

const check = "QuickSight";

/** Whether the account has subscribed to QuickSight, where the stack shows something in it. */
export const lookAtQuickSight: Look = async ({ stack, settings, platform }) => {
    if (settings.quicksight === "off") return [{ check, standing: "ok", found: "off" }];
    if (platform?.quicksight === "off") {
        return [
            {
                ...{
                    check,
                    standing: "problem",
                    found: `the stack shows something, and ${stack.platform} has no groups`,
                },
                remedy: `Set drivetrain:quicksight for ${stack.platform}, or to off for ${stack.name}.`,
            },
        ];
    }
    if (stack.local) return [{ check, standing: "unknown", found: "subscriptions are not known to the local stage" }];
    const region = platform?.quicksightIdentityRegion || stack.region;
    return attempt(check, "quicksight:DescribeAccountSubscription", async () => {
        const subscription = await subscriptionOf(new QuickSightClient({ region }), stack.accountId);
        const { Edition: edition = "none", AccountSubscriptionStatus: status = "no subscription" } = subscription;
        const found = `${status}, edition ${edition}, identities in ${region}`;
        if (status === "ACCOUNT_CREATED" && edition !== "STANDARD") return [{ check, standing: "ok", found }];
        const remedy =
            "Subscribe the account to QuickSight's Enterprise edition in the console (it costs money by the author and " +
            "reader), or set drivetrain:quicksight to off.";
        return [{ check, standing: "problem", found, remedy }];
    });
};

async function subscriptionOf(client: QuickSightClient, AwsAccountId: string) {
    try {
        return (await client.send(new DescribeAccountSubscriptionCommand({ AwsAccountId }))).AccountInfo ?? {};
    } catch (error) {
        if ((error as Error).name === "ResourceNotFoundException") return {};
        throw error;
    }
}
