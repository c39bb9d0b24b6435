import assert from "node:assert/strict";
import { Server } from "../sagemaker/support";
import { caller, makeAssets, requestsOf, scopeOf } from "./support";

describe("QuickSight on the local stage", () => {
    const scope = scopeOf("dev", "333333333333");
    const AwsAccountId = scope.accountId;
    const call = (target: string, input: object) => caller(server, scope.accountId)(`QuickSight.${target}`, input);
    const drift = { AwsAccountId, DataSetId: `${scope.prefix}-drift` };
    let server: Server;
    before(async () => {
        server = await new Server().start();
        await makeAssets(server, scope);
    });
    after(() => server.stop());

    const request = (operation: string) => structuredClone(requestsOf(scope).find(([name]) => name === operation)![1]);
    const refuses = async (operation: string, input: object, error: string, words: RegExp) => {
        const answer = await call(operation, input);
        assert.equal(answer.error, error, JSON.stringify(answer.body));
        assert.match(String(answer.body["message"]), words);
    };

    it("has what the component asks for, each request as the service model has it", async () => {
        const { body } = await call("DescribeDashboardDefinition", { AwsAccountId, DashboardId: scope.prefix });
        const { Sheets } = body["Definition"] as { Sheets: { Name: string }[] };
        assert.deepEqual(
            Sheets.map(({ Name }) => Name),
            ["Drift over time", "Features", "Predicted and actual", "Batches"],
        );
    });

    it("has a prompt for model, version, feature and window", async () => {
        const { body } = await call("DescribeAnalysisDefinition", { AwsAccountId, AnalysisId: scope.prefix });
        const { ParameterDeclarations } = body["Definition"] as {
            ParameterDeclarations: { StringParameterDeclaration: { Name: string } }[];
        };
        assert.deepEqual(
            ParameterDeclarations.map((one) => one.StringParameterDeclaration.Name),
            ["model", "version", "feature", "window"],
        );
    });

    it("refuses actions that are no set of QuickSight's, and principals that are no group", async () => {
        const input: Record<string, unknown> = { ...request("CreateDataSet"), DataSetId: "another" };
        const [{ Principal, Actions }] = input["Permissions"] as [{ Principal: string; Actions: string[] }];
        const given = (permission: object) => ({ ...input, Permissions: [permission] });
        const error = "InvalidParameterValueException";
        await refuses(
            "CreateDataSet",
            given({ Principal, Actions: Actions.slice(1) }),
            error,
            /unsupported permission/,
        );
        const nobody = Principal.replace("authors", "nobody");
        await refuses("CreateDataSet", given({ Principal: nobody, Actions }), error, /invalid principal/);
    });

    it("refuses what refers to what is not there", async () => {
        const input = request("CreateAnalysis");
        const broken = (from: string, to: string) =>
            JSON.parse(JSON.stringify({ ...input, AnalysisId: "another" }).replaceAll(from, to)) as object;
        const error = "InvalidParameterValueException";
        await refuses(
            "CreateAnalysis",
            broken('"ColumnName":"violated"', '"ColumnName":"broken"'),
            error,
            /column broken/,
        );
        await refuses(
            "CreateAnalysis",
            broken('"ParameterName":"window"', '"ParameterName":"w"'),
            error,
            /parameter w /,
        );
        await refuses("CreateAnalysis", broken('"ElementId":"distance"', '"ElementId":"d"'), error, /element d /);
        await refuses("CreateAnalysis", broken("-batches", "-gone"), "ResourceNotFoundException", /dataset\/.*-gone/);
        await refuses("CreateAnalysis", input, "ResourceExistsException", /already exists/);
    });

    it("refuses members that the service model has not", async () => {
        const input = { ...request("CreateDataSet"), DataSetId: "another", Refresh: "hourly" };
        await refuses("CreateDataSet", input, "ValidationException", /Unknown parameter in input: "Refresh"/);
    });

    it("refreshes a data set 32 times in 24 hours, the first import included", async () => {
        for (let run = 1; run < 32; run++) {
            const { status } = await call("CreateIngestion", { ...drift, IngestionId: `run-${run}` });
            assert.equal(status, 200);
        }
        await refuses("CreateIngestion", { ...drift, IngestionId: "run-32" }, "LimitExceededException", /32 refreshes/);
        const { body } = await call("DescribeIngestion", { ...drift, IngestionId: "run-31" });
        assert.equal((body["Ingestion"] as { IngestionStatus: string }).IngestionStatus, "COMPLETED");
    });

    it("is made, changed and deleted by Cloud Control, whose requests end after they were answered", async () => {
        const control = (target: string, input: object) =>
            caller(server, scope.accountId)(`CloudApiService.${target}`, input);
        const end = async (answer: { body: Readonly<Record<string, unknown>> }) => {
            const event = answer.body["ProgressEvent"] as { RequestToken: string; OperationStatus: string };
            assert.equal(event.OperationStatus, "IN_PROGRESS");
            const { body } = await control("GetResourceRequestStatus", { RequestToken: event.RequestToken });
            return body["ProgressEvent"] as Record<string, string>;
        };
        const TypeName = "AWS::QuickSight::Dashboard";
        const wanted = { ...request("CreateDashboard"), DashboardId: "second" };
        const made = await end(await control("CreateResource", { TypeName, DesiredState: JSON.stringify(wanted) }));
        assert.equal(made["OperationStatus"], "SUCCESS", made["StatusMessage"]);
        const Identifier = `${scope.accountId}|second`;
        assert.equal(made["Identifier"], Identifier);
        const PatchDocument = JSON.stringify([{ op: "replace", path: "/Name", value: "renamed" }]);
        const changed = await end(await control("UpdateResource", { TypeName, Identifier, PatchDocument }));
        assert.equal(changed["OperationStatus"], "SUCCESS", changed["StatusMessage"]);
        const { body } = await control("GetResource", { TypeName, Identifier });
        const { Properties } = body["ResourceDescription"] as { Properties: string };
        assert.equal((JSON.parse(Properties) as { Name: string }).Name, "renamed");
        const again = await end(await control("CreateResource", { TypeName, DesiredState: JSON.stringify(wanted) }));
        assert.equal(again["OperationStatus"], "FAILED");
        assert.match(again["StatusMessage"] ?? "", /already exists/);
        const gone = await end(await control("DeleteResource", { TypeName, Identifier }));
        assert.equal(gone["OperationStatus"], "SUCCESS");
        assert.equal((await control("GetResource", { TypeName, Identifier })).error, "ResourceNotFoundException");
    });
});
