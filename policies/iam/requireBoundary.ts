import { good, made } from "../engine/examples";
import { field, holds, tell, when } from "../engine/fields";
import { type ExampleResource, type Rule, type Settings, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";
import { roleType } from "../reading/identities";
import { covers } from "../reading/permissions";

const boundary = "arn:aws:iam::111111111111:policy/boundary";
const role = (permissionsBoundary?: unknown) => made(roleType, "runs", { permissionsBoundary });
const asked = (title: string, resource: ExampleResource) => ({
    ...good(title, resource),
    settings: { boundary: boundary },
});
const wanted = ({ boundary }: Settings) => (typeof boundary === "string" ? boundary : "");

export const requireBoundary: Rule = {
    id: "iam/requireBoundary",
    group: "iam",
    description: "Every role and user has the permissions boundary that its stage asks for.",
    cause:
        "The setting boundary names a policy, and a role or a user has none or another one as its permissionsBoundary. " +
        "Where the setting is empty, nothing is asked.",
    explanation:
        "A boundary is the most that a role can ever do, whatever its policies say. Accounts that let teams make roles " +
        "ask for one, so that no role can be mightier than who made it.",
    remedy: "Set permissionsBoundary; in this project drivetrain:permissionsBoundary in a stack's config sets it on every role.",
    docs: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    severity: "high",
    standards: ["NIST 800-53 AC-6"],
    scope: "resource",
    settings: {
        boundary: {
            type: "string",
            default: "",
            description: "The ARN of the policy that bounds roles and users, with * for any characters. Empty: none.",
        },
    },
    judge: judgeResources(
        /^aws:iam\/(role:Role|user:User)$/,
        when(
            (_, { settings }) => wanted(settings) !== "",
            field(
                "permissionsBoundary",
                holds(
                    (value, { settings }) => typeof value === "string" && covers(wanted(settings), value),
                    (value, { settings }) => `${tell(value)}; set ${wanted(settings)}, which the stage asks for.`,
                ),
            ),
        ),
    ),
    examples: {
        good: [
            good("a role where the stage asks for no boundary", role()),
            asked("a role with the boundary", role(boundary)),
            // AWS makes its roles by itself: https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
            asked("a service-linked role", made("aws:iam/serviceLinkedRole:ServiceLinkedRole", "scaling", {})),
        ],
        bad: [
            {
                ...asked("a role without one", role()),
                messages: [`permissionsBoundary: it is missing; set ${boundary}, which the stage asks for.`],
            },
            {
                ...asked(
                    "a user with another one",
                    made("aws:iam/user:User", "ann", {
                        permissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess",
                    }),
                ),
                messages: [
                    `permissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess is set; set ${boundary}, which the stage asks for.`,
                ],
            },
        ],
        unknown: [
            {
                ...asked("one that is not known", role(unknownText)),
                messages: ["permissionsBoundary: undetermined: it is not known before the deployment."],
            },
        ],
    },
};
