import { good, made, told } from "../engine/examples";
import { atMost, field, fields, oneOf, required } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeAll, judgeRequests, judgeResources } from "../engine/targets";
import { domainType, notebookType } from "../reading/notebooks";

const script = "name a lifecycle configuration that stops it when idle";
const idle = "defaultUserSettings.jupyterLabAppSettings.appLifecycleManagement.idleSettings";
const bound = "stop idle applications within that time";
const scripted = field("lifecycleConfigName", required(script));
const idleStopped = field(
    idle,
    fields({
        lifecycleManagement: oneOf(["ENABLED"]),
        idleTimeoutInMinutes: atMost(({ maximumIdleMinutes = 120 }) => Number(maximumIdleMinutes), bound),
    }),
);
const notebook = (lifecycleConfigName?: string) => made(notebookType, "lab", { lifecycleConfigName });
const domain = (idleSettings?: object) =>
    made(domainType, "studio", {
        defaultUserSettings: { jupyterLabAppSettings: { appLifecycleManagement: { idleSettings } } },
    });

export const stopIdleNotebooks: Rule = {
    id: "sagemaker/stopIdleNotebooks",
    group: "cost",
    level: "advisory",
    description: "Every notebook stops when nobody works with it.",
    cause:
        "A notebook instance names no lifecycle configuration, which is the only thing that could stop it, or a Studio " +
        "domain does not stop idle applications within maximumIdleMinutes.",
    explanation: "A notebook costs by the hour, also those nights and weekends for which somebody forgot to stop it.",
    remedy:
        "Set lifecycleConfigName to a script that stops idle instances; of a domain set idleSettings with " +
        "lifecycleManagement ENABLED and idleTimeoutInMinutes.",
    docs: "https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-idle-shutdown.html",
    severity: "low",
    standards: [],
    scope: "resource",
    settings: {
        maximumIdleMinutes: {
            type: "integer",
            default: 120,
            minimum: 60,
            description: "Minutes after which an idle application of a domain is stopped at the latest.",
        },
    },
    judge: judgeAll(
        judgeResources(notebookType, scripted),
        judgeResources(domainType, idleStopped),
        judgeRequests("sagemaker", { createNotebookInstance: scripted, createDomain: idleStopped }),
    ),
    examples: {
        good: [
            good("a notebook with a script", notebook("stop-when-idle")),
            good("a domain that stops", domain({ lifecycleManagement: "ENABLED", idleTimeoutInMinutes: 60 })),
        ],
        bad: [
            told("a notebook alone", `lifecycleConfigName: it is missing; ${script}.`, notebook()),
            told(
                "a domain that does not say",
                [
                    `${idle}.lifecycleManagement: it is missing; set ENABLED.`,
                    `${idle}.idleTimeoutInMinutes: it is missing; ${bound}.`,
                ],
                domain(),
            ),
        ],
        unknown: [
            told(
                "a script that is not known",
                "lifecycleConfigName: undetermined: it is not known before the deployment.",
                notebook(unknownText),
            ),
        ],
    },
};
