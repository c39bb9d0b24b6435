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
 * Bytes of a file's name that a run keeps. S3 takes keys of 1,024 bytes, of which the run's own folder needs some, and a
 * file system takes names of 255, to which tools add an ending while they write. Of a longer name the start is kept, and
 * a hash that tells it from others.
 */
const mostNameBytes = 200;
/** Of four bytes each at most. */
const keptCharacters = 40;

/**
 * What a run that S3's "Object Created" event started is called, and where it leaves its files:
 * `{ id, name, location, source, data }`.
 *
 * The id is as contracts/runIds.ts spells it. `source` is the
 * version that landed, as CopyObject takes it, and `data` the key of the run's own copy, by the file's name as far as
 * {@link mostNameBytes} goes. In an event of S3 the key is
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
        $file := $path[-1];
        $bytes := $length($replace($encodeUrlComponent($file), /%[0-9A-F]{2}/, '_'));
        $ending := $contains($file, /\\.parquet$/) ? '.parquet' : '.csv';
        {
            'id': $id,
            'name': '${base}-' & $id,
            'location': '${s3Uri(bucket)}' & $folder,
            'source': $states.input.detail.bucket.name & '/' & $encoded
                & ($exists($version) ? '?versionId=' & $encodeUrlComponent($version) : ''),
            'data': $folder & '/input/' & ($bytes <= ${mostNameBytes} ? $file
                : $substring($file, 0, ${keptCharacters}) & '-' & $substring($hash($object.key, 'SHA-256'), 0, 16) & $ending)
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
 * What S3's event says of the data: `{ key, keyHash, version, time, sequencer, claim }`.
 *
 * `key` is bucket and key, and `keyHash` tells keys apart where characters of theirs were lost. `version` and
 * `sequencer` are empty where the event has none. `claim` is the ledger's key of the claim on this version, which
 * contracts/ledger.ts spells alike.
 */
export function nameData(stateMachineName: string): string {
    return jsonata(`(
        $bucket := $states.input.detail.bucket.name;
        $object := $states.input.detail.object;
        $version := $lookup($object, 'version-id');
        $told := function($value) { $exists($value) ? $value : '' };
        {
            'key': $bucket & '/' & $object.key,
            'keyHash': $hash($bucket & '/' & $object.key, 'SHA-256'),
            'version': $told($version),
            'time': $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime,
            'sequencer': $told($object.sequencer),
            'claim': '${claimStart(stateMachineName)}' & $bucket & '/' & $object.key & '#'
                & ($exists($version) ? $version : $told($object.sequencer))
        }
    )`);
}
