import assert from "node:assert/strict";
import { RealtimeInference, type RealtimeInferenceArgs } from "../../../components/realtime/RealtimeInference";
import { spec } from "../../functions/realtime/example";
import { foundationOf } from "../../support/foundation";
import { document, record, type Recording } from "../../support/recorder";

const own = "us-east-1:111111111111";

const args: RealtimeInferenceArgs = {
    foundation: foundationOf(
        {
            partition: "aws",
            region: "us-east-1",
            accountId: "111111111111",
            stage: "dev",
            prefix: "drivetrain-dev-cars",
        },
        "alias/cars",
    ),
    model: { name: "cars", ...spec, combine: "max" },
    champions: {
        xgboost: {
            endpointName: "cars-xgboost-dev",
            parameterPrefix: "/drivetrain/dev/cars/xgboost",
            runsPrefix: "runs/xgboost/",
        },
        "linear-learner": {
            endpointName: "cars-linear-learner-dev",
            parameterPrefix: "/drivetrain/dev/cars/linear-learner",
            runsPrefix: "elsewhere/linear-learner/",
        },
    },
    limits: { maxRequestBytes: 1_000_000, requestsPerSecond: 7, burst: 9, requestsPerDay: 500, cacheSeconds: 15 },
    logRetentionDays: 14,
};

const build =
    (changes: Partial<RealtimeInferenceArgs> = {}) =>
    () =>
        new RealtimeInference("realtime", { ...args, ...changes });

describe("RealtimeInference", () => {
    let recording: Recording<RealtimeInference>;

    before(async () => {
        recording = await record(build());
    });

    describe("its function", () => {
        it("gets names and limits by environment", () => {
            const made = recording.inputs("aws:lambda/function:Function");
            assert.equal(made["name"], "drivetrain-dev-cars-predict");
            assert.equal(made["timeout"], 29);
            assert.equal(made["memorySize"], 512);
            assert.deepEqual(made["environment"], {
                variables: {
                    PARAMETER_PREFIXES:
                        '{"xgboost":"/drivetrain/dev/cars/xgboost","linear-learner":"/drivetrain/dev/cars/linear-learner"}',
                    MAX_REQUEST_BYTES: "1000000",
                    CACHE_SECONDS: "15",
                    ENDPOINT_TIMEOUT_SECONDS: "20",
                    CAPTURE_BUCKET: "captures",
                    REQUESTS_PREFIX: "requests/",
                    CAPTURE_PERCENTAGE: "100",
                },
            });
        });

        it("may read the champions and their transforms, ask their endpoints and keep requests: nothing else", () => {
            const { Statement } = document(recording.inputs("aws:iam/rolePolicy:RolePolicy")["policy"]) as {
                Statement: { Sid?: string }[];
            };
            assert.equal(Statement.length, 7); // its log and the key: NodeFunction's own, and the key for requests
            const champion = (algorithm: string) =>
                ["endpoint-name", "model-name", "transform", "metrics"].map(
                    (leaf) => `arn:aws:ssm:${own}:parameter/drivetrain/dev/cars/${algorithm}/champion/${leaf}`,
                );
            assert.deepEqual(
                Statement.filter((statement) => statement.Sid !== undefined),
                [
                    {
                        Sid: "ReadChampions",
                        Effect: "Allow",
                        Action: ["ssm:GetParameters"],
                        Resource: [...champion("xgboost"), ...champion("linear-learner")],
                    },
                    {
                        Sid: "ReadTransforms",
                        Effect: "Allow",
                        Action: ["s3:GetObject"],
                        Resource: [
                            "arn:aws:s3:::artifacts/runs/xgboost/*/transform/transform.json",
                            "arn:aws:s3:::artifacts/elsewhere/linear-learner/*/transform/transform.json",
                        ],
                    },
                    {
                        Sid: "AskEndpoints",
                        Effect: "Allow",
                        Action: ["sagemaker:InvokeEndpoint"],
                        Resource: [
                            `arn:aws:sagemaker:${own}:endpoint/cars-xgboost-dev`,
                            `arn:aws:sagemaker:${own}:endpoint/cars-linear-learner-dev`,
                        ],
                    },
                    {
                        Sid: "KeepRequests",
                        Effect: "Allow",
                        Action: ["s3:PutObject"],
                        Resource: ["arn:aws:s3:::captures/requests/*"],
                    },
                ],
            );
        });

        it("keeps no request, and may not, where data capture is off", async () => {
            const off = await record(build({ capturePercentage: 0 }));
            const { variables } = off.inputs("aws:lambda/function:Function")["environment"] as {
                variables: Record<string, string>;
            };
            assert.deepEqual(
                Object.keys(variables).filter((name) => /CAPTURE|REQUESTS/.test(name)),
                [],
            );
            const { policy } = off.inputs("aws:iam/rolePolicy:RolePolicy");
            assert.doesNotMatch(String(policy), /PutObject|GenerateDataKey/);
        });

        it("keeps requests where the model says, as many as endpoints capture", async () => {
            const locations = { requests: "asked/cars/" };
            const made = await record(build({ capturePercentage: 20, model: { ...args.model, locations } }));
            assert.match(
                JSON.stringify(made.inputs("aws:lambda/function:Function")["environment"]),
                /"CAPTURE_PERCENTAGE":"20",.*"REQUESTS_PREFIX":"asked\/cars\/"/,
            );
            assert.match(String(made.inputs("aws:iam/rolePolicy:RolePolicy")["policy"]), /captures\/asked\/cars\/\*"/);
        });

        it("can be called by this method of this API alone", () => {
            const made = recording.inputs("aws:lambda/permission:Permission");
            assert.equal(made["principal"], "apigateway.amazonaws.com");
            assert.equal(made["action"], "lambda:InvokeFunction");
            assert.equal(made["function"], "drivetrain-dev-cars-predict");
            assert.match(String(made["sourceArn"]), /\/v1\/POST\/predictions$/);
        });
    });

    describe("its API", () => {
        it("is regional and has one method, signed by IAM, with an API key and request validation", () => {
            assert.deepEqual(recording.inputs("aws:apigateway/restApi:RestApi")["endpointConfiguration"], {
                types: "REGIONAL",
            });
            assert.equal(recording.inputs("aws:apigateway/resource:Resource")["pathPart"], "predictions");
            const method = recording.inputs("aws:apigateway/method:Method");
            assert.equal(method["httpMethod"], "POST");
            assert.equal(method["authorization"], "AWS_IAM");
            assert.equal(method["apiKeyRequired"], true);
            assert.deepEqual(method["requestModels"], { "application/json": "PredictionRequest" });
            assert.equal(method["requestValidatorId"], "body");
            assert.equal(
                recording.inputs("aws:apigateway/requestValidator:RequestValidator")["validateRequestBody"],
                true,
            );
        });

        it("hands requests to the function as they are, and waits as long as it may take", () => {
            const made = recording.inputs("aws:apigateway/integration:Integration");
            assert.equal(made["type"], "AWS_PROXY");
            assert.equal(made["integrationHttpMethod"], "POST");
            assert.equal(made["timeoutMilliseconds"], 29_000);
            assert.equal(
                made["uri"],
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" +
                    `arn:aws:lambda:${own}:function:drivetrain-dev-cars-predict/invocations`,
            );
        });

        it("describes the model's columns but checks only the outer shape, so that errors can name row and column", () => {
            const { properties, ...shape } = document(recording.inputs("aws:apigateway/model:Model")["schema"]);
            assert.deepEqual(shape, {
                $schema: "http://json-schema.org/draft-04/schema#",
                title: "cars prediction request",
                type: ["object", "array"],
                minProperties: 1,
                minItems: 1,
                items: { type: "object" },
            });
            assert.deepEqual(properties, {
                id: { description: "integer, optional: returned with the prediction." },
                price: { description: "number, at least 0, optional: ignored, it is what is predicted." },
                mileage: { description: "number, at least 0, at most 1000000, required." },
                make: { description: "string, one of Saab, Buick, required." },
                doors: { description: "integer, optional: imputed when missing." },
                colour: { description: "string, optional: imputed when missing." },
            });
        });

        it("is throttled and metered, for all and for the caller", () => {
            assert.deepEqual(recording.inputs("aws:apigateway/methodSettings:MethodSettings")["settings"], {
                metricsEnabled: true,
                loggingLevel: "OFF",
                dataTraceEnabled: false,
                throttlingRateLimit: 7,
                throttlingBurstLimit: 9,
            });
            const plan = recording.inputs("aws:apigateway/usagePlan:UsagePlan");
            assert.deepEqual(plan["throttleSettings"], { rateLimit: 7, burstLimit: 9 });
            assert.deepEqual(plan["quotaSettings"], { limit: 500, period: "DAY" });
            assert.equal(recording.inputs("aws:apigateway/usagePlanKey:UsagePlanKey")["keyType"], "API_KEY");
        });

        it("logs each access with the request's id, encrypted, for as long as configured", () => {
            const group = recording.inputs("aws:cloudwatch/logGroup:LogGroup", "realtime-api-access-logs");
            assert.equal(group["name"], "/aws/apigateway/drivetrain-dev-cars");
            assert.equal(group["retentionInDays"], 14);
            assert.equal(group["kmsKeyId"], args.foundation.key.arn);
            const stage = recording.inputs("aws:apigateway/stage:Stage");
            assert.equal(stage["stageName"], "v1");
            assert.equal(stage["xrayTracingEnabled"], true);
            const { destinationArn, format } = stage["accessLogSettings"] as Record<string, string>;
            assert.match(destinationArn ?? "", /access|apigateway/);
            assert.equal(document(format)["requestId"], "$context.requestId");
        });

        it("answers errors of its own as JSON with the request's id", () => {
            const responses = recording.resources.filter(({ type }) => type === "aws:apigateway/response:Response");
            const answers = responses.map(({ inputs }) => {
                const templates = inputs["responseTemplates"] as Record<string, string>;
                assert.deepEqual(inputs["responseParameters"], {
                    "gatewayresponse.header.x-request-id": "context.requestId",
                });
                // API Gateway puts a quoted text in place of messageString.
                const filled = (templates["application/json"] ?? "").replace("$context.error.messageString", '"why"');
                return [inputs["responseType"], JSON.parse(filled)] as const;
            });
            const requestId = "$context.requestId";
            const message = "The body must be one record (a JSON object) or a non-empty array of records.";
            assert.deepEqual(Object.fromEntries(answers), {
                DEFAULT_4XX: { requestId, message: "why" },
                DEFAULT_5XX: { requestId, message: "why" },
                BAD_REQUEST_BODY: { requestId, message },
            });
        });

        it("is deployed anew when its definition changes, and only then", async () => {
            const trigger = async (changes: Partial<RealtimeInferenceArgs> = {}) => {
                const changed = await record(build(changes));
                return changed.inputs("aws:apigateway/deployment:Deployment")["triggers"];
            };
            const before = await trigger();
            assert.deepEqual(await trigger(), before);
            assert.deepEqual(await trigger({ logRetentionDays: 30 }), before);
            const columns = [...spec.columns, { name: "seats", type: "integer" as const }];
            assert.notDeepEqual(await trigger({ model: { ...args.model, columns } }), before);
        });
    });

    it("refuses every wrong argument at once, each by its path", async () => {
        const wrong = build({
            champions: {},
            limits: { maxRequestBytes: 9_000_000, cacheSeconds: -1, endpointTimeoutSeconds: 29, burst: 1.5 },
            model: { ...args.model, locations: { requests: "cars/asked/" } },
            capturePercentage: 101,
        });
        await assert.rejects(record(wrong), (error: Error) => {
            assert.deepEqual(error.message.split("\n"), [
                "champions: cars needs at least one algorithm to predict with.",
                "limits.maxRequestBytes: 9000000 must be a whole number from 1 to 5242880.",
                "limits.burst: 1.5 must be a whole number of at least 1.",
                "limits.cacheSeconds: -1 must be a whole number of at least 0.",
                "limits.endpointTimeoutSeconds: 29 must be less than timeoutSeconds (29), or an endpoint that hangs " +
                    "takes the whole answer with it.",
                'model.locations.requests: "cars/asked/" and "cars/" (captures) must not be one in the other.',
                "capturePercentage: 101 must be a whole number from 0 to 100.",
            ]);
            return true;
        });
    });

    it("refuses names that would collide in the answer", async () => {
        const champion = { endpointName: "e", parameterPrefix: "/p", runsPrefix: "runs/e/" };
        await assert.rejects(
            record(build({ champions: { result: champion, id: champion } })),
            /model\.identifier: "id" is also a column of the answer.*\n.*champions\.result/,
        );
    });
});
