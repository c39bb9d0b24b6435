import { main, type Provider } from "@pulumi/pulumi/provider";

/** A provider that takes everything and creates nothing: previews need no more. It prints the port that it serves. */
const provider: Provider = {
    version: "7.48.0",
    check: (_urn, _olds, news: unknown) => Promise.resolve({ inputs: news }),
};

void main(provider, ["--", "127.0.0.1:1"]);
