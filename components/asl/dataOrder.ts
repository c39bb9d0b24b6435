import { jsonata } from "./jsonata";
import { part } from "./states";
import { propertyTextOf } from "./versionProperties";

/**
 * A newer file's model is never replaced by an older one's: events may come late or out of order.
 * @param older where an execution goes whose data (`$data`) is older than that of what serves (`$serving`)
 */
export function orderData<const Older extends string, const Next extends string>(older: Older, next: Next) {
    return part("Is the data newer?", {
        "Is the data newer?": {
            Type: "Choice",
            Comment:
                "S3 orders the changes of one key by its sequencer, padded on the right; other keys have their time",
            Choices: [{ Condition: isOlder, Next: older }],
            Default: next,
        },
    });
}

/** Why an execution is superseded, as an expression. */
export const olderData =
    "$data.key & ' of ' & $data.time & ' is older than what the serving model was trained on: ' & $serving.key & ' of ' & $serving.time";

/** A key has passed through the registry where a version is deployed, which keeps some characters only. */
const isOlder = jsonata(`(
    $tidy := function($key) { ${propertyTextOf("$key")} };
    $longest := function($one, $another) { $max([$length($one), $length($another)]) };
    $before := function($one, $another) {(
        $width := $longest($one, $another);
        $pad($one, $width, '0') < $pad($another, $width, '0')
    )};
    $serving = null ? false
        : $tidy($serving.key) = $tidy($data.key) and $serving.sequencer != '' and $data.sequencer != ''
            ? $before($data.sequencer, $serving.sequencer)
            : $data.time < $serving.time
)`);
