import { resourceType } from "./catalogue";
import { Creations } from "./creations";
import { PartialFailure, sentence } from "./engine/errors";
import * as lifecycle from "./engine/lifecycle";
import { isLocalStack, parseUrn } from "./engine/naming";
import type { Olds, ServedProvider } from "./engine/protocol";
import { AnyResourceType } from "./engine/resourceType";
import { readSettings, Settings, settingsProblems } from "./engine/settings";
import { Properties } from "./engine/values";
import { invoke } from "./invokes";

/**
 * The `aws` provider of the local stage. It answers the engine as the published provider does, and keeps to one rule:
 * only a local stack may create, change, read or delete anything; any other may be previewed, without credentials.
 */
export class AwsProvider implements ServedProvider {
    private readonly configured = new Map<string, Settings>();
    private readonly creations = new Creations();

    checkConfig = settingsProblems;

    /** Remembers the config of the provider that speaks over the connection `peer`. */
    configure(peer: string, config: Properties): void {
        this.configured.set(peer, readSettings(config));
    }

    check(peer: string, urn: string, seed: Uint8Array, olds: Properties, news: Properties) {
        const { name, type } = parseUrn(urn);
        return lifecycle.check(resourceType(type), this.settings(peer), { name, seed, olds, news });
    }

    diff(peer: string, urn: string, olds: Olds, news: Properties) {
        return lifecycle.diff(resourceType(parseUrn(urn).type), this.settings(peer), olds, news);
    }

    async create(peer: string, urn: string, inputs: Properties, preview: boolean) {
        const settings = this.settings(peer);
        const type = resourceType(parseUrn(urn).type);
        if (preview) return { id: "", outputs: lifecycle.previewCreate(type, settings, inputs) };
        return this.creations.noting(urn, () =>
            this.onLocalStack(urn, "create", () => lifecycle.create(type, settings, inputs)),
        );
    }

    async update(peer: string, urn: string, id: string, olds: Olds, news: Properties, preview: boolean) {
        const settings = this.settings(peer);
        const type = resourceType(parseUrn(urn).type);
        if (preview) return lifecycle.previewUpdate(type, settings, olds, news);
        return this.creations.awaiting(urn, () =>
            this.onLocalStack(urn, "update", () => lifecycle.update(type, settings, id, olds, news)),
        );
    }

    async read(peer: string, urn: string, id: string, inputs: Properties, state: Properties) {
        return this.with(peer, urn, "read", (type, settings) => lifecycle.read(type, settings, id, inputs, state));
    }

    async delete(peer: string, urn: string, id: string, state: Properties): Promise<void> {
        return this.creations.awaiting(urn, () =>
            this.with(peer, urn, "delete", (type, settings) => lifecycle.remove(type, settings, id, state)),
        );
    }

    invoke(peer: string, token: string, args: Properties): Properties {
        return invoke(token, args, this.settings(peer));
    }

    created(stack: string): Promise<Record<string, string>> {
        return this.creations.of(stack);
    }

    private with<T>(
        peer: string,
        urn: string,
        verb: string,
        action: (type: AnyResourceType, settings: Settings) => Promise<T>,
    ): Promise<T> {
        const type = resourceType(parseUrn(urn).type);
        return this.onLocalStack(urn, verb, () => action(type, this.settings(peer)));
    }

    private async onLocalStack<T>(urn: string, verb: string, action: () => Promise<T>): Promise<T> {
        const { stack, type, name } = parseUrn(urn);
        if (!isLocalStack(stack)) {
            throw new Error(
                `The stack "${stack}" is not a local one: the local provider previews it, but does not ${verb} ` +
                    `${type} "${name}". Unset PULUMI_DEBUG_PROVIDERS to use AWS.`,
            );
        }
        try {
            return await action();
        } catch (error) {
            const message = `Could not ${verb} ${type} "${name}": ${sentence(error)}`;
            if (error instanceof PartialFailure) throw new PartialFailure(message, error.id, error.outputs);
            throw new Error(message, { cause: error });
        }
    }

    /** Each of the engine's providers has a connection of its own; a guess could mean another account. */
    private settings(peer: string): Settings {
        const settings = this.configured.get(peer);
        if (settings) return settings;
        throw new Error("The engine's connection to the local provider was interrupted: run the command again.");
    }
}
