import assert from "node:assert/strict";
import type { Rule } from "../../policies/engine/rule";
import { rules } from "../../policies/rules";

/**
 * Every rule with its group and severity, changed by hand where a rule comes or goes: a file that is lost, or a rule that
 * only advises from now on, must not pass unseen.
 */
const list: readonly string[] = [
    "apigateway/authorizeCalls iam high",
    "apigateway/guardStages network low advises",
    "apigateway/logAccess reliability medium",
    "apigateway/requireCurrentTls network medium",
    "apigateway/throttleStages cost medium",
    "apigateway/validateRequests reliability low",
    "athena/encryptResults encryption medium",
    "athena/enforceWorkgroups encryption medium",
    "athena/limitScans cost low",
    "budgets/alertOnSpending cost low advises",
    "cloudwatch/actOnAlarms reliability medium",
    "cloudwatch/encryptLogs encryption medium",
    "cloudwatch/keepUndeliveredEvents reliability medium",
    "cloudwatch/retainLogs cost medium",
    "dynamodb/encryptTables encryption medium",
    "dynamodb/protectTables reliability medium",
    "dynamodb/recoverTables reliability medium",
    "ec2/closeDefaultSecurityGroups network high",
    "ec2/closeIngress network high",
    "ec2/logFlows network low advises",
    "ecr/encryptRepositories encryption medium",
    "ecr/expireImages cost low",
    "ecr/fixTags reliability low advises",
    "ecr/scanImages reliability high",
    "events/forbidOpenBuses iam high",
    "glue/encryptCatalogs encryption medium",
    "glue/encryptSecurityConfigurations encryption medium",
    "glue/secureJobs encryption medium",
    "iam/forbidBroadManagedPolicies iam critical",
    "iam/forbidEscalation iam critical",
    "iam/forbidPublicAccess iam critical",
    "iam/forbidPublicTrust iam critical",
    "iam/forbidWildcardActions iam high",
    "iam/forbidWildcardResources iam high",
    "iam/guardCrossAccountTrust iam high",
    "iam/guardServiceAccess iam medium",
    "iam/guardServiceTrust iam medium",
    "iam/nameFederatedSubjects iam critical advises",
    "iam/narrowPassRole iam critical",
    "iam/requireBoundary iam high",
    "iam/separateRoles iam medium",
    "iam/shareWithPartners iam high",
    "kms/delayDeletion reliability medium",
    "kms/forbidPublicKeys iam critical",
    "kms/rotateKeys encryption medium",
    "lambda/encryptEnvironment encryption medium",
    "lambda/forbidPublicFunctions iam critical",
    "lambda/keepFailedEvents reliability medium",
    "lambda/keepFunctionLogs reliability medium",
    "lambda/nameInvoker iam medium",
    "lambda/placeFunctionsInVpc network low advises",
    "lambda/reserveConcurrency reliability low advises",
    "lambda/traceFunctions reliability low advises",
    "lambda/useSupportedRuntimes reliability medium",
    "quicksight/requireTls network high",
    "quicksight/shareWithGroups iam high",
    "s3/blockPublicAccess network critical",
    "s3/disableAcls iam medium",
    "s3/encryptBuckets encryption high",
    "s3/expireObjects cost low",
    "s3/forbidPublicBuckets iam critical",
    "s3/logAccess reliability low advises",
    "s3/requireTls network high",
    "s3/versionBuckets reliability medium",
    "sagemaker/boundJobRuntimes cost medium",
    "sagemaker/captureBothSides data-capture high",
    "sagemaker/captureToApprovedBuckets data-capture high",
    "sagemaker/captureUnderModelPrefix data-capture medium",
    "sagemaker/closeNotebooks network high advises",
    "sagemaker/compareWithBaselines data-capture medium",
    "sagemaker/denyNotebookRoot iam high advises",
    "sagemaker/enableDataCapture data-capture high",
    "sagemaker/encryptCaptures data-capture high",
    "sagemaker/encryptEndpointVolumes encryption high",
    "sagemaker/encryptJobOutputs encryption high",
    "sagemaker/encryptJobTraffic encryption medium",
    "sagemaker/encryptJobVolumes encryption high",
    "sagemaker/encryptNotebooks encryption high advises",
    "sagemaker/expireCaptures data-capture medium",
    "sagemaker/isolateJobs network high",
    "sagemaker/isolateModels network high",
    "sagemaker/keepCapturesPrivate data-capture critical",
    "sagemaker/limitInstanceCounts cost medium",
    "sagemaker/limitInstanceTypes cost medium",
    "sagemaker/listCapturedContentTypes data-capture medium",
    "sagemaker/monitorCaptures data-capture medium",
    "sagemaker/placeNotebooksInVpc network high advises",
    "sagemaker/pullImagesFromTrustedRegistries network medium",
    "sagemaker/requireNotebookImdsV2 network medium advises",
    "sagemaker/runJobsInVpc network medium",
    "sagemaker/sampleEnoughRequests data-capture medium",
    "sagemaker/scaleEndpoints cost low advises",
    "sagemaker/sendCapturesOverTls data-capture high",
    "sagemaker/serveByManyInstances reliability medium",
    "sagemaker/serveModelsInVpc network medium",
    "sagemaker/stopIdleNotebooks cost low advises",
    "sagemaker/tagRequests tagging low",
    "sagemaker/useCurrentNotebookPlatform reliability medium advises",
    "sfn/encryptExecutions encryption low advises",
    "sfn/grantCalls iam high",
    "sfn/grantNothingElse iam medium",
    "sfn/logExecutions reliability medium",
    "sfn/traceExecutions reliability low",
    "sns/encryptTopics encryption high",
    "sns/forbidPublicTopics iam critical",
    "sns/requireTls network medium",
    "sqs/encryptQueues encryption medium",
    "sqs/forbidPublicQueues iam critical",
    "sqs/redriveMessages reliability low",
    "sqs/requireTls network medium",
    "sqs/watchDeadLetters reliability medium",
    "ssm/encryptParameters encryption high",
    "tags/tagResources tagging low",
];

const told = (judged: readonly Rule[]): readonly string[] =>
    judged.map(({ id, group, severity, level }) => [id, group, severity, level && "advises"].filter(Boolean).join(" "));

describe("the list of rules", () => {
    it("is what it is known to be", () => assert.deepEqual(told(rules), list));

    it("misses every rule that goes, only advises, or changes its group or severity", () => {
        for (const rule of rules) {
            const other = rules.filter((one) => one !== rule);
            assert.notDeepEqual(told(other), list, rule.id);
            const changed = (change: Partial<Rule>) => rules.map((one) => (one === rule ? { ...one, ...change } : one));
            const { level, ...mandatory } = rule;
            const levels = level === undefined ? changed({ level: "advisory" }) : [...other, mandatory];
            assert.notDeepEqual(told(levels), list, rule.id);
            assert.notDeepEqual(told(changed({ severity: rule.severity === "low" ? "high" : "low" })), list, rule.id);
            assert.notDeepEqual(told(changed({ group: rule.group === "cost" ? "iam" : "cost" })), list, rule.id);
        }
    });
});
