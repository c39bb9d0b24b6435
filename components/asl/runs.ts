import { claimStart } from "../../contracts/ledger";
import { s3Uri } from "../../contracts/places";
import { jsonata } from "./jsonata";

export interface RunNaming {
    /** What the names of all that runs make begin with; `-<run id>` follows. */
    readonly base: string;
    /** Where runs leave their files. */
    readonly bucket: string;
    /** With a slash at its end; a folder for each run id is below it. */
    readonly prefix: string;
}

/**
 * What a run that S3's "Object Created" event started is called, and where it leaves its files:
 * `{ id, name, location, source, data }`.
 *
 * The id is as contracts/runIds.ts spells it. `source` is the
 * version that landed, as CopyObject takes it, and `data` the key of the run's own copy. In an event of S3 the key is
 * plain text, and a bucket without versions tells no version.
 */
export function nameRun({ base, bucket, prefix }: RunNaming): string {
    return jsonata(`(
        ${runId};
        $object := $states.input.detail.object;
        $path := $split($object.key, '/');
        $encoded := $join($map($path, function($part) { $encodeUrlComponent($part) }), '/');
        $version := $lookup($object, 'version-id');
        $folder := '${prefix}' & $id;
        {
            'id': $id,
            'name': '${base}-' & $id,
            'location': '${s3Uri(bucket)}' & $folder,
            'source': $states.input.detail.bucket.name & '/' & $encoded
                & ($exists($version) ? '?versionId=' & $encodeUrlComponent($version) : ''),
            'data': $folder & '/input/' & $path[-1]
        }
    )`);
}

/** Sets `$id` inside an expression: the id of the run that this execution is. */
export const runId = `
    $start := $states.context.Execution.StartTime;
    $id := $join($split($substring($start, 0, 10), '-'), '') & '-' & $join($split($substring($start, 11, 8), ':'), '')
        & '-' & $substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8)
`;

/**
 * What S3's event says of the data: `{ key, version, time, sequencer, claim }`.
 *
 * `key` is bucket and key; `version` and `sequencer` are empty where the event has none. `claim` is the ledger's key of
 * the claim on this version, which contracts/ledger.ts spells alike.
 */
export function nameData(stateMachineName: string): string {
    return jsonata(`(
        $bucket := $states.input.detail.bucket.name;
        $object := $states.input.detail.object;
        $version := $lookup($object, 'version-id');
        $told := function($value) { $exists($value) ? $value : '' };
        {
            'key': $bucket & '/' & $object.key,
            'version': $told($version),
            'time': $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime,
            'sequencer': $told($object.sequencer),
            'claim': '${claimStart(stateMachineName)}' & $bucket & '/' & $object.key & '#'
                & ($exists($version) ? $version : $told($object.sequencer))
        }
    )`);
}
