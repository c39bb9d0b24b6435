import assert from "node:assert/strict";
import { CommandError, Exit, exitCodeOf, explain, Interrupted, UsageError } from "../../../cli/terminal/errors";

const named = (name: string, message: string, extra: object = {}): Error =>
    Object.assign(new Error(message), { name }, extra);

describe("cli: errors", () => {
    it("have exit codes", () => {
        assert.deepEqual(
            [new CommandError("x"), new UsageError("x"), new Interrupted(), new Error("x")].map(exitCodeOf),
            [Exit.failed, Exit.usage, Exit.interrupted, Exit.failed],
        );
    });

    it("are one sentence in the user's terms", () => {
        assert.equal(explain(new CommandError("As it is")), "As it is");
        assert.match(explain(named("CredentialsProviderError", "Could not load credentials")), /^No AWS credentials/);
        assert.match(explain(named("ExpiredTokenException", "x", { $metadata: {} })), /sign in again/);
        assert.match(explain(named("Error", "connect", { code: "ECONNREFUSED" })), /^Nothing answers/);
        assert.equal(
            explain(named("Error", "getaddrinfo", { code: "EAI_AGAIN", hostname: "sts.mars-1.amazonaws.com" })),
            "sts.mars-1.amazonaws.com cannot be reached: there is no network, or no such region (AWS_REGION).",
        );
        assert.equal(
            explain(named("AccessDeniedException", "not authorized", { $metadata: {} })),
            "AWS answered AccessDeniedException: not authorized.",
        );
        assert.equal(explain(new Error("two\n  lines")), "two lines.");
        assert.equal(explain("text"), "text.");
    });
});
