/**
 * Families that bring disks of their own though their name does not say so. In the others' names a `d` after the
 * generation does: `m5d`, `c6id`, `g4dn`, `p4d`.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html
 */
const familiesWithDisks = /^(g5|g6e?|gr6|p5e?n?|p6[a-z0-9-]*|trn\d[a-z]*|i\d[a-z]*)$/;

/**
 * Whether machines of a type, e.g. `ml.g5.xlarge`, bring disks of their own. The hardware encrypts those, and SageMaker
 * refuses a key for them: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html
 */
export function hasLocalStorage(instanceType: string): boolean {
    const family = /^ml\.([^.]+)\./.exec(instanceType)?.[1] ?? "";
    return /^[a-z]+\d+[a-z]*d/.test(family) || familiesWithDisks.test(family);
}
