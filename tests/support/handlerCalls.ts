import { join, relative } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");

/** A command of the AWS SDK that a handler may send. */
export interface SentCommand {
    /** The client's package without its beginning, e.g. `cloudwatch-logs`. */
    readonly client: string;
    /** The API's operation, e.g. `CreateLogGroup`. */
    readonly operation: string;
    /** The members of the request, by their names alone. */
    readonly members: readonly string[];
}

/**
 * The commands that handlers may send, read from the source by the compiler: all that stand in the handler, or in
 * whatever function, class or variable of the project it names, however deep.
 */
export class HandlerCalls {
    private readonly program: ts.Program;
    private readonly checker: ts.TypeChecker;

    /** @param files paths of the handlers' files, from the checkout's root */
    constructor(files: readonly string[]) {
        const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
            config: object;
        };
        const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
        this.program = ts.createProgram(
            files.map((file) => join(root, file)),
            { ...options, noEmit: true },
        );
        this.checker = this.program.getTypeChecker();
    }

    /** @throws where the file does not export the handler */
    of(file: string, exported: string): readonly SentCommand[] {
        const source = this.program.getSourceFile(join(root, file));
        const module = source && this.checker.getSymbolAtLocation(source);
        const handler = module && this.checker.getExportsOfModule(module).find(({ name }) => name === exported);
        if (handler === undefined) throw new Error(`${file} exports no ${exported}`);
        const found = new Map<string, SentCommand>();
        const seen = new Set<ts.Node>();
        const waiting = this.declarationsOf(handler);
        for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
            if (seen.has(node)) continue;
            seen.add(node);
            const command = ts.isNewExpression(node) ? this.commandOf(node) : undefined;
            if (command !== undefined) found.set(JSON.stringify(command), command);
            if (ts.isIdentifier(node)) waiting.push(...this.declarationsOf(this.symbolOf(node)));
            node.forEachChild((child) => {
                if (!ts.isTypeNode(child)) waiting.push(child);
            });
        }
        return [...found.values()];
    }

    private symbolOf(name: ts.Identifier): ts.Symbol | undefined {
        return ts.isShorthandPropertyAssignment(name.parent)
            ? this.checker.getShorthandAssignmentValueSymbol(name.parent)
            : this.checker.getSymbolAtLocation(name);
    }

    /** Where something of the project is declared that runs: types do not. */
    private declarationsOf(symbol: ts.Symbol | undefined): ts.Node[] {
        if (symbol === undefined) return [];
        const named = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
        return (named.declarations ?? []).filter(
            (one) =>
                /^(functions|contracts)\//.test(relative(root, one.getSourceFile().fileName)) &&
                (ts.isFunctionDeclaration(one) || ts.isVariableDeclaration(one) || ts.isClassDeclaration(one)),
        );
    }

    private commandOf({ expression, arguments: given }: ts.NewExpression): SentCommand | undefined {
        // Whatever the local name is: the class tells its own, and the package that it is of.
        const type = this.checker.getTypeAtLocation(expression);
        const [made] = type.getConstructSignatures();
        const name = made?.getReturnType().symbol?.name ?? "";
        const declared = type.symbol?.declarations?.[0]?.getSourceFile().fileName ?? "";
        const client = /@aws-sdk\/client-([a-z0-9-]+)\//.exec(declared)?.[1];
        if (client === undefined || !name.endsWith("Command")) return undefined;
        const [request] = given ?? [];
        const members = request === undefined ? [] : this.checker.getTypeAtLocation(request).getProperties();
        return { client, operation: name.replace(/Command$/, ""), members: members.map((one) => one.name).sort() };
    }
}
