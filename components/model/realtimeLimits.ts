/** How much the prediction API takes. Every field has a default; config can override each. */
export interface RealtimeLimits {
    /**
     * The largest request body, in bytes. API Gateway hands a body to Lambda inside an event of at most 6 MB.
     * @default 4194304
     */
    readonly maxRequestBytes?: number;
    /**
     * Requests a second, for the API and for a caller's usage plan.
     * @default 50
     */
    readonly requestsPerSecond?: number;
    /**
     * Requests that may come at once above the rate.
     * @default 100
     */
    readonly burst?: number;
    /**
     * Requests a day that the usage plan allows.
     * @default 100000
     */
    readonly requestsPerDay?: number;
    /**
     * Seconds after which a warm function asks anew which model version serves.
     * @default 30
     */
    readonly cacheSeconds?: number;
    /**
     * Seconds after which an endpoint that does not answer counts as down. Less than `timeoutSeconds`.
     * @default 20
     */
    readonly endpointTimeoutSeconds?: number;
    /**
     * Seconds that the function may take. API Gateway waits 29 seconds at most.
     * @default 29
     */
    readonly timeoutSeconds?: number;
    /**
     * The function's memory, in MB; Lambda gives processor time in proportion.
     * @default 512
     */
    readonly memoryMegabytes?: number;
}
