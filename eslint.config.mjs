import { builtinModules } from "node:module";
import pulumi from "@pulumi/eslint-plugin";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** One dialect in every file, so that a difference between two files means something. */
const dialect = {
    curly: ["error", "multi-line", "consistent"],
    "no-restricted-imports": [
        "error",
        ...builtinModules.map((name) => ({ name, message: `Import it as node:${name}.` })),
    ],
    "import-x/first": "error",
    "import-x/newline-after-import": "error",
    "import-x/no-duplicates": ["error", { "prefer-inline": true }],
    "import-x/order": [
        "error",
        {
            groups: ["builtin", "external", ["parent", "sibling", "index"]],
            "newlines-between": "never",
            alphabetize: { order: "asc", orderImportKind: "ignore", caseInsensitive: true },
            named: true,
        },
    ],
    "@typescript-eslint/explicit-member-accessibility": ["error", { accessibility: "no-public" }],
};

export default tseslint.config(
    // The examples import the installed package: tests/package checks their types where it is.
    { ignores: ["node_modules/", "dist/", "examples/", ".drivetrain/", "**/*.js", "**/*.mjs"] },
    ...tseslint.configs.recommendedTypeChecked,
    {
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        plugins: { "@pulumi": pulumi, "import-x": importX },
        rules: {
            ...dialect,
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "off",
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-explicit-any": "error",
        },
    },
    {
        // Resources are created for their effect; nothing holds the reference.
        files: ["tests/**"],
        rules: { "@typescript-eslint/no-unused-expressions": "off", "@typescript-eslint/require-await": "off" },
    },
);
