import { explain } from "../terminal/errors";
import type { Finding } from "./finding";

/**
 * What a look finds, or why it could not look: credentials that may deploy need not be allowed to read everything.
 * @param needs what the look calls, as an IAM policy names it
 */
export async function attempt(
    check: string,
    needs: string,
    look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
    try {
        return await look();
    } catch (error) {
        return [
            {
                ...{ check, standing: "unknown", found: explain(error) },
                remedy: `Ask again with credentials that allow ${needs}, or look in AWS's console.`,
            },
        ];
    }
}
