import { invalid, unsupported } from "./errors";

/** Refuses members of a request that the local stage does not act on: ignoring them would change the result unseen. */
export function refuseMembers(operation: string, value: object, supported: readonly string[]): void {
    for (const [name, member] of Object.entries(value)) {
        // What switches a feature off is no use of it.
        const off = member === undefined || member === false || (Array.isArray(member) && member.length === 0);
        if (!supported.includes(name) && !off) {
            throw unsupported(`${name} in ${operation}`);
        }
    }
}

/** Requires members in AWS's words, where the service model itself does not. */
export function requireMembers(value: object, names: readonly string[], at = ""): void {
    const missing = names.filter((name) => (value as Record<string, unknown>)[name] === undefined);
    if (missing.length > 0) {
        const problems = missing.map((name) => {
            const member = `${at}${name[0]!.toLowerCase()}${name.slice(1)}`;
            return `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
        });
        const count = missing.length === 1 ? "1 validation error" : `${missing.length} validation errors`;
        throw invalid(`${count} detected: ${problems.join("; ")}`);
    }
}

/** Instance types with local NVMe disks, which encrypt themselves. */
const nvme = /^ml\.([a-z]+\d+[a-z]*d[a-z]*|g4dn|g5|g6e?|gr6|p4de?|p5e?n?|p6[\w-]*|trn\d\w*|i\d[a-z]*)\./;

/** SageMaker takes no volume key for instance types whose storage is on NVMe disks. */
export function checkVolumeKey(instanceType: string | undefined, volumeKmsKeyId: string | undefined): void {
    if (volumeKmsKeyId && nvme.test(instanceType ?? "")) {
        throw invalid(
            `VolumeKmsKeyId cannot be set for the instance type ${instanceType}, whose local NVMe disks encrypt ` +
                "themselves; leave it out or choose another instance type.",
        );
    }
}
