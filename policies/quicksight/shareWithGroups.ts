import { calls, good, made, told } from "../engine/examples";
import { type Check, comesFrom, every, field, fields, forEach, known, matches, when } from "../engine/fields";
import { fail, isObject, pass, UNKNOWN } from "../engine/judgement";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeCalls, judgeResources } from "../engine/targets";
import { parseObject } from "../reading/json";

const assetType = /^aws:quicksight\/(analysis|dashboard|dataSet|dataSource|folder|template|theme):/;
const groupType = /^aws:quicksight\/group:/;
const cloudControlType = "aws:cloudcontrol/resource:Resource";

const arn = (what: string) => `arn:aws:quicksight:us-east-1:111111111111:${what}`;
const readers = arn("group/default/readers");
const form = "arn:aws:quicksight:<region>:<account>:group/<namespace>/<name>";
const remedy = `name a group: ${form}`;
const notText = "it is not a JSON object, so nobody can tell whom it names.";

const dataSet = (...principals: readonly unknown[]) =>
    made("aws:quicksight/dataSet:DataSet", "drift", {
        dataSetId: "drift",
        permissions: principals.map((principal) => ({ principal, actions: ["quicksight:PassDataSet"] })),
    });
const grants = (...principals: readonly string[]) =>
    principals.map((Principal) => ({ Principal, Actions: ["quicksight:DescribeDashboard"] }));
const dashboard = (state: object | string) =>
    made(cloudControlType, "drift", {
        typeName: "AWS::QuickSight::Dashboard",
        desiredState: typeof state === "string" ? state : JSON.stringify({ DashboardId: "drift", ...state }),
    });

/** A group; one that is not known yet, where it comes from a group of the same stack. */
const isGroup: Check = (value, place) =>
    value === UNKNOWN && comesFrom(place, groupType)
        ? [pass(place.path)]
        : matches(/^arn:aws[a-z-]*:quicksight:[^:]*:\d{12}:group\/[^/]+\/./, remedy)(value, place);

const namesGroups = forEach(field("principal", isGroup));
/** Those of an asset, and those who may open a dashboard by its link: a whole namespace, as the console has it. */
const ofAsset = fields({ permissions: namesGroups, "linkSharingConfiguration.permissions": namesGroups });

/** Cloud Control takes a resource as the text of what CloudFormation would be given. */
const ofText: Check = known((value, place) => {
    const state = parseObject(String(value));
    return state === undefined
        ? [fail(place.path, notText)]
        : ofAsset(state, { ...place, spelt: (name) => name.charAt(0).toUpperCase() + name.slice(1) });
});

const nouns = ["Analysis", "Dashboard", "DataSet", "DataSource", "Folder", "Template", "Theme"];
const grantingCalls = nouns.flatMap((noun) => [`create${noun}`, `update${noun}Permissions`]);
const overridden = ["analyses", "dashboards", "dataSets", "dataSources", "folders", "themes"];

export const shareWithGroups: Rule = {
    id: "quicksight/shareWithGroups",
    group: "iam",
    description: "QuickSight's assets are shared with groups alone.",
    cause:
        "The permissions of a data source, data set, analysis, dashboard, folder, template or theme of QuickSight name a " +
        "user, a namespace or an account.",
    explanation:
        "A user who is named keeps what they may see when they leave the team, and each asset has to be gone through to " +
        "learn who that is. A namespace is everybody in it, also those who come later.",
    remedy: "Name the ARNs of groups, and put people into them.",
    docs: "https://docs.aws.amazon.com/quicksight/latest/APIReference/API_ResourcePermission.html",
    severity: "high",
    standards: ["NIST 800-53 AC-3", "NIST 800-53 AC-6"],
    scope: "resource",
    judge: judgeAll(
        judgeResources(assetType, ofAsset),
        judgeResources(
            cloudControlType,
            when((inputs) => /^AWS::QuickSight::/.test(String(typeOf(inputs))), field("desiredState", ofText)),
        ),
        judgeCalls(
            "quicksight",
            grantingCalls,
            every(ofAsset, fields({ grantPermissions: namesGroups, grantLinkPermissions: namesGroups })),
        ),
        judgeCalls(
            "quicksight",
            ["startAssetBundleImportJob"],
            field(
                "overridePermissions",
                fields(
                    Object.fromEntries(
                        overridden.map((kind) => [kind, forEach(field("permissions.principals", forEach(isGroup)))]),
                    ),
                ),
            ),
        ),
    ),
    examples: {
        good: [
            good("a group", dataSet(readers)),
            good("nobody", dataSet()),
            good("a dashboard by Cloud Control", dashboard({ Permissions: grants(readers) })),
            good("a group of the same stack", made("aws:quicksight/group:Group", "readers", { groupName: "readers" }), {
                ...dataSet(unknownText),
                dependsOn: { permissions: ["readers"] },
            }),
        ],
        bad: [
            told(
                "a user",
                `permissions[1].principal: ${arn("user/default/ann")} is set; ${remedy}.`,
                dataSet(readers, arn("user/default/ann")),
            ),
            told(
                "a whole namespace, by the link of a dashboard",
                `desiredState.LinkSharingConfiguration.Permissions[0].Principal: ${arn("namespace/default")} is set; ${remedy}.`,
                dashboard({
                    Permissions: grants(readers),
                    LinkSharingConfiguration: { Permissions: grants(arn("namespace/default")) },
                }),
            ),
            told("a text that is none", `desiredState: ${notText}`, dashboard("{")),
            told(
                "a user, by a state machine",
                `definition.States.Call.GrantPermissions[0].Principal: ${arn("user/default/ann")} is set; ${remedy}.`,
                calls("aws-sdk:quicksight:updateDashboardPermissions", {
                    DashboardId: "drift",
                    GrantPermissions: grants(arn("user/default/ann")),
                }),
            ),
            told(
                "an account that imports for itself, by a state machine",
                `definition.States.Call.OverridePermissions.DataSets[0].Permissions.Principals[0]: arn:aws:iam::111111111111:root is set; ${remedy}.`,
                calls("aws-sdk:quicksight:startAssetBundleImportJob", {
                    OverridePermissions: {
                        DataSets: [
                            { DataSetIds: ["*"], Permissions: { Principals: ["arn:aws:iam::111111111111:root"] } },
                        ],
                    },
                }),
            ),
        ],
        unknown: [
            told(
                "a principal that is not known",
                "permissions[0].principal: undetermined: it is not known before the deployment.",
                dataSet(unknownText),
            ),
            told(
                "a dashboard that is not known",
                "desiredState: undetermined: it is not known before the deployment.",
                dashboard(unknownText),
            ),
        ],
    },
};

function typeOf(inputs: unknown): unknown {
    return isObject(inputs) ? inputs["typeName"] : undefined;
}
