import { approve } from "./approve/command";
import { dashboard } from "./dashboard/command";
import type { CommandDefinition } from "./definition";
import { doctor } from "./doctor/command";
import { down } from "./down/command";
import { env } from "./env/command";
import { exportDashboard } from "./exportDashboard/command";
import { govern } from "./govern/command";
import { importDashboard } from "./importDashboard/command";
import { monitor } from "./monitor/command";
import { newModel } from "./newModel/command";
import { predict } from "./predict/command";
import { preview } from "./preview/command";
import { promote } from "./promote/command";
import { query } from "./query/command";
import { reject } from "./reject/command";
import { replay } from "./replay/command";
import { report } from "./report/command";
import { rollback } from "./rollback/command";
import { score } from "./score/command";
import { smoke } from "./smoke/command";
import { start } from "./start/command";
import { status } from "./status/command";
import { stop } from "./stop/command";
import { targets } from "./targets/command";
import { train } from "./train/command";
import { tryOut } from "./try/command";
import { up } from "./up/command";

/** Every command, in the order in which `--help` lists them. */
export const commands: readonly CommandDefinition[] = [
    start,
    up,
    preview,
    govern,
    doctor,
    down,
    train,
    approve,
    reject,
    rollback,
    promote,
    score,
    predict,
    monitor,
    query,
    report,
    dashboard,
    status,
    exportDashboard,
    importDashboard,
    newModel,
    tryOut,
    replay,
    smoke,
    targets,
    stop,
    env,
];
