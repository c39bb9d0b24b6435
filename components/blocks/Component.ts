import * as pulumi from "@pulumi/pulumi";

/**
 * A component of this package: what it is made of can be replaced.
 *
 * Most resources are known to AWS by what the program calls them, so a second one cannot stand beside the first. The
 * engine makes the new one first all the same: where a call takes a name that exists for an update (a rule, a topic, a
 * policy), it then deletes the new one with the old one, and says that all went well; elsewhere the name is taken.
 */
export abstract class Component extends pulumi.ComponentResource {
    constructor(type: string, name: string, opts: pulumi.ComponentResourceOptions = {}) {
        super(type, name, {}, { ...opts, transformations: [...(opts.transformations ?? []), deleteBeforeReplace] });
    }
}

/** Types whose resources get their identity from AWS: the new one serves before the old one goes. */
const identifiedByAws: ReadonlySet<string> = new Set([
    "aws:apigateway/apiKey:ApiKey",
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/requestValidator:RequestValidator",
    "aws:apigateway/restApi:RestApi",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:kms/key:Key",
]);

/** The transformation of one resource of AWS: the old one goes first, unless AWS tells the two apart. */
export const deleteBeforeReplace: pulumi.ResourceTransformation = ({ type, props, opts }) =>
    type.startsWith("aws:") && !identifiedByAws.has(type)
        ? { props, opts: pulumi.mergeOptions({ deleteBeforeReplace: true }, opts) }
        : undefined;
