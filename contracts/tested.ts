/** The version of an algorithm that did best on the test rows of some data, for the runs of other algorithms. */
export interface TestedVersion {
    readonly modelName: string;
    /** S3 URI of its predictions, a test row a line. */
    readonly predictions: string;
}

/**
 * Where it is told, an S3 URI.
 * @param runs where all algorithms' runs leave their files, with a slash at its end
 * @param data names the version of the file that landed
 */
export function testedPlace(runs: string, algorithm: string, data: string): string {
    return `${runs}${algorithm}/${testedFolder}/${data}.json`;
}

/** Beside the folders of an algorithm's runs. */
export const testedFolder = "tested";
