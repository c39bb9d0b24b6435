import { good, made, told } from "../engine/examples";
import { field, isTrue } from "../engine/fields";
import { type Rule, unknownText } from "../engine/rule";
import { judgeResources } from "../engine/targets";

const repositoryType = "aws:ecr/repository:Repository";
const repository = (imageScanningConfiguration?: object) =>
    made(repositoryType, "images", { name: "images", imageScanningConfiguration });
const off = "imageScanningConfiguration.scanOnPush: it is not true; set it.";

export const scanImages: Rule = {
    id: "ecr/scanImages",
    group: "reliability",
    description: "Every image is scanned for known faults when it is pushed.",
    cause: "A repository's imageScanningConfiguration.scanOnPush is not true.",
    explanation:
        "An image brings an operating system and libraries of its own, with their faults. A scan at the push tells of them " +
        "before a model is trained and served with it.",
    remedy: "Set imageScanningConfiguration.scanOnPush.",
    docs: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
    severity: "high",
    standards: ["Security Hub ECR.1", "NIST 800-53 RA-5", "Checkov CKV_AWS_163"],
    scope: "resource",
    judge: judgeResources(repositoryType, field("imageScanningConfiguration.scanOnPush", isTrue())),
    examples: {
        good: [good("a repository that scans", repository({ scanOnPush: true }))],
        bad: [
            told("a repository alone", off, repository()),
            told("scans turned off", off, repository({ scanOnPush: false })),
        ],
        unknown: [
            told(
                "a setting that is not known",
                "imageScanningConfiguration.scanOnPush: undetermined: it is not known before the deployment.",
                repository({ scanOnPush: unknownText }),
            ),
        ],
    },
};
