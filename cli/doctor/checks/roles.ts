import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Finding, Look } from "../finding";
import { attempt } from "../reading";

/** The role by which Application Auto Scaling changes an endpoint's instances. */
const scalingRole = "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";

/** Whether the roles are there that services have for themselves, and whether roles get the boundary that is asked for. */
export const lookAtRoles: Look = async (patient) => [
    ...(await attempt("service-linked roles", "iam:GetRole", async () => [await scaling(patient)])),
    boundary(patient),
];

async function scaling({ models }: Parameters<Look>[0]): Promise<Finding> {
    const check = "service-linked roles";
    const scales = models.some(({ algorithms }) =>
        Object.values(algorithms).some(({ endpoint }) => endpoint.scaling !== undefined),
    );
    if (!scales) return { check, standing: "ok", found: "none is needed: no endpoint scales" };
    if (await exists(scalingRole)) return { check, standing: "ok", found: `${scalingRole} is there` };
    const found = `${scalingRole} is not there; AWS makes it when the first run registers an endpoint, whose role allows it`;
    return { check, standing: "ok", found };
}

async function exists(RoleName: string): Promise<boolean> {
    try {
        await new IAMClient({}).send(new GetRoleCommand({ RoleName }));
        return true;
    } catch (error) {
        if ((error as Error).name === "NoSuchEntityException") return false;
        throw error;
    }
}

/** Workflows can only make roles that have the boundary which the platform names. */
function boundary({ stack, settings, platform }: Parameters<Look>[0]): Finding {
    const check = "permissions boundary";
    const wanted = platform?.delivery.boundary;
    const { permissionsBoundary } = settings;
    if (wanted === undefined || wanted === permissionsBoundary) {
        return { check, standing: "ok", found: permissionsBoundary === "" ? "none is asked for" : permissionsBoundary };
    }
    return {
        ...{ check, standing: "problem" },
        found: `${stack.platform} lets workflows make roles within ${wanted} alone, and ${stack.name} has ${permissionsBoundary || "none"}`,
        remedy: `\`npx pulumi config set drivetrain:permissionsBoundary ${wanted} --stack ${stack.name}\``,
    };
}
