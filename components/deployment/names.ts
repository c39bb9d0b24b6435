import { leaseId } from "../../contracts/ledger";
import {
    deploymentMachineName,
    endpointLogGroup,
    endpointName,
    modelPackageGroupName,
    parameterPrefix,
    rollbackAlarmPrefix,
    trainingMachineName,
} from "../../contracts/names";
import type { Scope } from "../access/scope";
import type { AlarmNames } from "./alarms";

/** The physical names of one deployment pipeline, all known before anything exists. */
export interface DeploymentNames {
    /** The endpoint; the configurations that deployments make are called `<endpoint>-<id>`. */
    readonly endpoint: string;
    /** The model package group whose versions are deployed. */
    readonly modelPackageGroup: string;
    /** The ledger's key of the lease that the one execution holds which may change the endpoint. */
    readonly lease: string;
    /** What tells people that the endpoint does badly. */
    readonly alarms: AlarmNames;
    /** What rolls an update back: alarms of the new fleet alone, which a deployment puts and its end removes. */
    readonly rollbackAlarms: AlarmNames;
    readonly scalingPolicy: string;
    /** Parameter Store path under which deployments write `champion/`. */
    readonly parameterPrefix: string;
    readonly stateMachine: string;
    /** The state machine of training runs: one of its executions may hold the lease. */
    readonly training: string;
    readonly statusRule: string;
    /** Where approval is manual. */
    readonly approvalRole: string;
    readonly approvalRule: string;
    /** By which a version's rejection starts its rollback. */
    readonly rejectionRole: string;
    readonly rejectionRule: string;
    readonly notifyDeployment: string;
    readonly endDeployment: string;
    readonly undelivered: string;
    /** What SageMaker logs the endpoint to. */
    readonly logGroup: string;
    readonly adoptLogs: string;
}

export function deploymentNames(scope: Scope, model: string, algorithm: string): DeploymentNames {
    const prefix = `${scope.prefix}-${algorithm}`;
    const trained = { stage: scope.stage, model, algorithm };
    const endpoint = endpointName(trained);
    return {
        endpoint,
        modelPackageGroup: modelPackageGroupName(trained),
        lease: leaseId(endpoint),
        alarms: alarmNames(endpoint),
        rollbackAlarms: alarmNames(rollbackAlarmPrefix(endpoint)),
        scalingPolicy: `${endpoint}-invocations`,
        parameterPrefix: parameterPrefix(trained),
        stateMachine: deploymentMachineName(scope.prefix, algorithm),
        training: trainingMachineName(scope.prefix, algorithm),
        statusRule: `${prefix}-deploy-status`,
        approvalRole: `${prefix}-approval`,
        approvalRule: `${prefix}-approval`,
        rejectionRole: `${prefix}-rejection`,
        rejectionRule: `${prefix}-rejection`,
        notifyDeployment: `${prefix}-deploy-notify`,
        endDeployment: `${prefix}-deploy-end`,
        undelivered: `${prefix}-deploy-missed`,
        logGroup: endpointLogGroup(endpoint),
        adoptLogs: `${prefix}-endpoint-logs`,
    };
}

function alarmNames(base: string): AlarmNames {
    return { serverErrors: `${base}-5xx`, modelErrors: `${base}-errors`, latency: `${base}-latency` };
}
