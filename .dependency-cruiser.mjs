// Who may import whom: `npm run lint`, the check `imports`. A type counts as much as a value, since whoever reads a file
// must know what it imports. Each rule says in its comment why it is there and what to do about it.

/** What one of our files can be of; any other path is a package's. */
const product = "contracts|components|functions|infra|policies|cli|local";
const aside = "tests|tools|bench|examples";

/** The floors of the house: each knows those before it, none of those behind it. */
const floors = [
    { name: "contracts", path: "^contracts/" },
    { name: "validation", path: "^components/validation/" },
    { name: "access", path: "^components/access/" },
    { name: "model", path: "^components/model/" },
    { name: "asl", path: "^components/asl/" },
    { name: "package", path: "^components/package/" },
    { name: "blocks", path: "^components/blocks/" },
    { name: "foundation", path: "^components/foundation/" },
    {
        name: "pipelines",
        path: "^components/(training|deployment|scoring|realtime|monitoring|insights|promotion|delivery|workspace)/",
    },
    { name: "Model", path: "^components/[^/]+$" },
    { name: "infra", path: "^infra/" },
    { name: "cli", path: "^cli/" },
];

const floorRules = floors.slice(0, -1).map(({ name, path }, index) => ({
    name: `no-import-upward-from-${name}`,
    comment:
        `${floors.map((floor) => floor.name).join(" <- ")}: an arrow reads "is known by". Move what both need down to ` +
        `the floor of ${name} or below it, or pass it in as an argument.`,
    severity: "error",
    from: { path },
    to: { path: floors.slice(index + 1).map((floor) => floor.path) },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
    forbidden: [
        {
            name: "no-circle",
            comment:
                "Files that import each other can only be read, tested and moved together. Mostly a type stands in the " +
                "wrong file: move it to where what it describes is, and let both import it.",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        ...floorRules,
        {
            name: "contracts-import-nothing",
            comment:
                "contracts/ runs in Lambda, in the program and in the command, so it can lean on none of them, nor on a " +
                "package that one of them lacks. Take what is needed as an argument, or write it here.",
            severity: "error",
            from: { path: "^contracts/" },
            to: { pathNot: "^contracts/", dependencyTypesNot: ["core"] },
        },
        {
            name: "functions-know-contracts-alone",
            comment:
                "A handler is serialized with everything that it captures, so it must not reach what deploys it. Put " +
                "what both sides must agree on into contracts/.",
            severity: "error",
            from: { path: "^functions/" },
            to: { path: `^(${product}|${aside}|jobs)/`, pathNot: "^(functions|contracts)/" },
        },
        {
            name: "functions-known-by-their-pipeline",
            comment:
                "What a model, a role's statements or a state machine's text need of a handler is a fact that crosses a " +
                "process. Put it into contracts/.",
            severity: "error",
            from: { path: "^components/(access|model|asl|package)/" },
            to: { path: "^functions/" },
        },
        {
            name: "pipelines-apart",
            comment:
                "A pipeline knows the outputs of the one before it, never how it comes to them. Use its component or its " +
                "names, or move what both need to components/access, model, asl or blocks.",
            severity: "error",
            from: { path: "^components/([a-z]+)/" },
            to: { path: "^components/[a-z]+/(machine|access)/", pathNot: "^components/$1/" },
        },
        {
            name: "policies-judge-from-outside",
            comment:
                "A rule judges what the engine shows it, also of programs that are not ours. Take facts from contracts/, " +
                "and compare with what the components use in a test.",
            severity: "error",
            // Its way in has the checkout's TypeScript compiled, as the program's has.
            from: { path: "^policies/", pathNot: "^policies/main\\.js$" },
            to: { path: `^(${product}|${aside}|jobs)/`, pathNot: "^(policies|contracts)/" },
        },
        {
            name: "local-by-its-door",
            comment:
                "The local stage is entered by local/index.ts: import from there, and export there what is missing. Its " +
                "own tests (tests/local) see its insides.",
            severity: "error",
            from: { pathNot: "^(local|tests/local)/" },
            to: { path: "^local/", pathNot: "^local/index\\.ts$" },
        },
        {
            name: "local-known-by-the-command-alone",
            comment:
                "The program never asks whether it is local: the stage's differences are config. Let the command or the " +
                "stack's file tell it what it needs to know.",
            severity: "error",
            from: { path: `^(${product}|tools|examples)/`, pathNot: "^(local|cli)/" },
            to: { path: "^local/" },
        },
        {
            name: "local-stands-for-aws",
            comment:
                "AWS knows nothing of our program, so neither does what stands for it: whatever the local stage took from " +
                "the product it could not catch the product getting wrong. Read AWS's documentation instead.",
            severity: "error",
            from: { path: "^local/" },
            to: { path: `^(${product}|${aside}|jobs)/`, pathNot: "^local/" },
        },
        {
            name: "local-sagemaker-floors",
            comment:
                "core <- containers <- jobs, hosting, registry ...: the parts that all kinds of resource stand on know " +
                "none of them. A kind keeps what accounts hold of it in a PerAccount (local/sagemaker/core/account.ts).",
            severity: "error",
            from: { path: "^local/sagemaker/(core|containers)/" },
            to: { path: "^local/sagemaker/", pathNot: "^local/sagemaker/(core|containers)/" },
        },
        {
            name: "local-sagemaker-core",
            comment:
                "core <- containers: what speaks to AWS and to callers does not know how a container runs. Files that others " +
                "change meanwhile are read in one way everywhere (local/files.ts).",
            severity: "error",
            from: { path: "^local/sagemaker/core/" },
            to: { path: "^local/", pathNot: "^local/(sagemaker/core/|files\\.ts$)" },
        },
        {
            name: "local-provider-engine",
            comment:
                "The engine's protocol and the life of a resource are the same for every type. What one type needs stands " +
                "in its entry, under local/provider/services/.",
            severity: "error",
            from: { path: "^local/provider/engine/" },
            to: { path: "^local/", pathNot: "^local/provider/engine/" },
        },
        {
            name: "jobs-stand-apart",
            comment:
                "jobs/ runs in SageMaker's containers. The program uploads its files, and imports none of them: what both " +
                "must agree on is data, or stands in contracts/ with a test that holds both to it.",
            severity: "error",
            from: { pathNot: "^(jobs|tests)/" },
            to: { path: "^jobs/" },
        },
        {
            name: "product-without-its-tests",
            comment:
                "What is deployed, or installed as a package, must not need the tests, benchmarks or examples. Move what " +
                "it needs into the product.",
            severity: "error",
            from: { path: `^(${product}|tools)/` },
            to: { path: "^(tests|bench|examples)/" },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: ["^(\\.drivetrain|dist|docs|data|notebooks)/", "^examples/"] },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
    },
};
