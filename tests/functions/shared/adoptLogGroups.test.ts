import assert from "node:assert/strict";
import { adopt, type LogGroups, type Logs, untilAllowed } from "../../../functions/shared/adoptLogGroups";

/** CloudWatch Logs as far as it is asked, with what was asked of it. */
function recorded(): { readonly logs: Logs; readonly asked: string[] } {
    const asked: string[] = [];
    const ask = (call: string) => (name: string, value?: string | number) => {
        asked.push([call, name, ...(value === undefined ? [] : [value])].join(" "));
        return Promise.resolve();
    };
    const logs = { create: ask("create"), encrypt: ask("encrypt"), retain: ask("retain"), decrypt: ask("decrypt") };
    return { logs, asked };
}

const wanted = (groups: readonly string[], tf: LogGroups["tf"]): LogGroups => ({
    ...{ groups, retentionInDays: 30, kmsKeyId: "key" },
    tf,
});

describe("adopting log groups", () => {
    it("makes each, encrypts it and bounds it, whether it was there or not", async () => {
        const { logs, asked } = recorded();
        assert.deepEqual(await adopt(logs, wanted(["a", "b"], { action: "create" })), ["a", "b"]);
        assert.deepEqual(asked, [
            "create a",
            "encrypt a key",
            "retain a 30",
            "create b",
            "encrypt b key",
            "retain b 30",
        ]);
    });

    it("takes the key from a group that is no longer asked for, and keeps the group", async () => {
        const { logs, asked } = recorded();
        const tf = { action: "update", prev_input: { groups: ["a", "b"] } } as const;
        assert.deepEqual(await adopt(logs, wanted(["b"], tf)), ["b"]);
        assert.deepEqual(asked, ["create b", "encrypt b key", "retain b 30", "decrypt a"]);
    });

    it("leaves the groups with their logs in the end, without the key that goes", async () => {
        const { logs, asked } = recorded();
        assert.deepEqual(await adopt(logs, wanted(["a"], { action: "delete", prev_input: null })), []);
        assert.deepEqual(asked, ["decrypt a"]);
    });

    it("waits until its new role counts, and for nothing else", async () => {
        const failing = (name: string, times: number) => {
            let calls = 0;
            const act = () => {
                calls += 1;
                return calls > times
                    ? Promise.resolve(calls)
                    : Promise.reject(Object.assign(new Error("no"), { name }));
            };
            return untilAllowed(act, 0);
        };
        assert.equal(await failing("AccessDeniedException", 19), 20);
        await assert.rejects(failing("AccessDeniedException", 20), { name: "AccessDeniedException" });
        await assert.rejects(failing("InvalidParameterException", 1), { name: "InvalidParameterException" });
    });
});
