import { jsonata, oneLine } from "./jsonata";
import { part } from "./states";

/**
 * A newer file's model is never replaced by an older one's: events may come late or out of order.
 * @param older where an execution goes whose data (`$data`) is older than that of what serves (`$serving`)
 */
export function orderData<const Older extends string, const Next extends string>(older: Older, next: Next) {
    return part("Is the data newer?", {
        "Is the data newer?": {
            Type: "Choice",
            Comment:
                "S3 orders the changes of one key by its sequencer, padded on the right; other keys have their time, and " +
                "within one second their versions: any order, but one for all runs",
            Choices: [{ Condition: isOlder, Next: older }],
            Default: next,
        },
    });
}

/** Whether data and what serves are of one exact key: names that were cleaned for the registry are too alike. */
const byKey = `($data.keyHash != '' and $data.keyHash = $serving.keyHash
    and $data.sequencer != '' and $serving.sequencer != '')`;

const at = (data: string) => `(${data}.time = '' ? 0 : $toMillis(${data}.time))`;

const atOnce = `(${at("$data")} = ${at("$serving")})`;

/** Why an execution is superseded, as an expression. */
export const olderData = oneLine(`
    $data.key & ' of ' & $data.time & ' is older than what the serving model was trained on: '
        & $serving.key & ' of ' & $serving.time
        & (${byKey} ? ', by the sequencers of S3' : ${atOnce} ? ', by the versions, as both came at once' : '')
`);

const isOlder = jsonata(`(
    $longest := function($one, $another) { $max([$length($one), $length($another)]) };
    $before := function($one, $another) {(
        $width := $longest($one, $another);
        $pad($one, $width, '0') < $pad($another, $width, '0')
    )};
    $serving = null ? false
        : ${byKey} ? $before($data.sequencer, $serving.sequencer)
        : ${atOnce} ? $data.version < $serving.version and $data.version != ''
        : ${at("$data")} < ${at("$serving")}
)`);
