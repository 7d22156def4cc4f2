/**
 * The project's own lint rules, run by `deno lint` (deno.json names this file) and by
 * `deno task boundaries`. A violation cannot be ignored by a comment: exceptions live in the lists
 * of layers.ts and ambient.ts, where they are seen together.
 */
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { AMBIENT_ALLOWED, AMBIENT_CALLS, AMBIENT_MEMBERS, AMBIENT_MODULES } from "./ambient.ts";
import { isTest, Layers } from "./layers.ts";

/** Longest file, in lines. */
export const FILE_LINES_MAX = 400;

/** Prefix of the codes of these rules. */
export const PLUGIN_NAME = "pitboss";

type Context = Deno.lint.RuleContext;
type Visitor = Deno.lint.LintVisitor;
type Node = Deno.lint.Node;

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A folder with `actor.ts` is an actor. */
function actorFolders(): Set<string> {
  const folder = join(root, "actors");
  const names = Array.from(Deno.readDirSync(folder), (entry) => entry.name);
  return new Set(names.filter((name) => existsSync(join(folder, name, "actor.ts"))));
}

const layers = new Layers(actorFolders());

/** The path of a file relative to the project, with forward slashes. */
function pathOf(context: Context): string {
  const name = context.filename;
  const path = name.startsWith("file:") ? fileURLToPath(name) : name;
  return relative(root, path).replaceAll("\\", "/");
}

function imports(context: Context): Visitor {
  const from = pathOf(context);
  const check = (node: Node, specifier: unknown, typeOnly = false) => {
    if (typeof specifier !== "string") return;
    const fault = /^\.\.?\//.test(specifier)
      ? layers.importFault(from, posix.join(posix.dirname(from), specifier), typeOnly)
      : layers.packageFault(from, specifier);
    if (fault === null) return;
    context.report({
      node,
      message: `imports ${fault}.`,
      hint: "Move what is needed to where it may be imported from, or pass it in.",
    });
  };
  const literal = (node: Node, value: Node) => {
    if (value.type === "Literal") check(node, value.value);
  };
  return {
    ImportDeclaration: (node) => check(node, node.source.value, node.importKind === "type"),
    ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === "type"),
    ExportNamedDeclaration: (node) => check(node, node.source?.value, node.exportKind === "type"),
    ImportExpression: (node) => literal(node, node.source),
    TSImportType(node) {
      if (node.argument.type === "TSLiteralType") literal(node, node.argument.literal);
    },
    // How a Worker's or child's entry file is named.
    NewExpression(node) {
      const [target, base] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "URL") return;
      if (target?.type !== "Literal" || base === undefined) return;
      if (String(target.value).endsWith(".ts")) literal(node, target);
    },
  };
}

function ambient(context: Context): Visitor {
  const path = pathOf(context);
  if (AMBIENT_ALLOWED.some((allowed) => path.startsWith(allowed))) return {};
  const report = (node: Node, found: string, mend: string) =>
    context.report({
      node,
      message: `${found} reads ambient time, randomness or ids, which is for ${
        AMBIENT_ALLOWED.join(", ")
      } only.`,
      hint: `Instead, ${mend}.`,
    });
  return {
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
      const name = `${node.object.name}.${node.property.name}`;
      const mend = AMBIENT_MEMBERS.get(name);
      if (mend !== undefined) report(node, name, mend);
    },
    CallExpression(node) {
      if (node.callee.type !== "Identifier") return;
      const mend = AMBIENT_CALLS.get(node.callee.name);
      if (mend !== undefined) report(node, `${node.callee.name}()`, mend);
    },
    NewExpression(node) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "Date") return;
      if (node.arguments.length === 0) report(node, "new Date()", AMBIENT_CALLS.get("Date")!);
    },
    ImportDeclaration(node) {
      const module = node.source.value;
      if (AMBIENT_MODULES.includes(module)) report(node, module, AMBIENT_CALLS.get("setTimeout")!);
    },
  };
}

function docstrings(context: Context): Visitor {
  if (isTest(pathOf(context))) return {};
  // What a route exports has names and meanings that Fresh gives.
  const given = isRoute(pathOf(context)) ? ["handler", "config"] : [];
  const seen = new Set<string>(given);
  return {
    ExportNamedDeclaration(node) {
      const declaration = node.declaration;
      if (declaration === null || declaration === undefined) return;
      const name = declaredName(declaration);
      // Later overloads share the first one's docstring.
      if (name === null || seen.has(name)) return;
      seen.add(name);
      if (hasDocstring(context, node) || isInferred(context, declaration)) return;
      context.report({
        node: declaration,
        message: `${name} is exported without a docstring.`,
        hint: "Say in /** … */ before it what it means, with units and errors.",
      });
    },
  };
}

function isRoute(path: string): boolean {
  return /(^|\/)fresh-app\/routes\//.test(path);
}

function declaredName(declaration: Node): string | null {
  if (declaration.type === "VariableDeclaration") {
    const id = declaration.declarations[0]?.id;
    return id?.type === "Identifier" ? id.name : "a destructured value";
  }
  if ("id" in declaration && declaration.id !== null && typeof declaration.id === "object") {
    return "name" in declaration.id ? String(declaration.id.name) : null;
  }
  return null;
}

function hasDocstring(context: Context, node: Node): boolean {
  const text = context.sourceCode.text;
  return context.sourceCode.getAllComments().some((comment) =>
    comment.type === "Block" && comment.value.startsWith("*") &&
    comment.range[1] <= node.range[0] &&
    text.slice(comment.range[1], node.range[0]).replace(/\/\/.*$/gm, "").trim() === ""
  );
}

// `export type Bar = z.output<typeof barSchema>` is documented at its schema.
function isInferred(context: Context, declaration: Node): boolean {
  if (declaration.type !== "TSTypeAliasDeclaration") return false;
  return /=\s*z\.(output|infer|input)<\s*typeof\s/.test(context.sourceCode.getText(declaration));
}

function fileLength(context: Context): Visitor {
  return {
    Program(node) {
      const lines = context.sourceCode.text.trimEnd().split("\n").length;
      if (lines <= FILE_LINES_MAX) return;
      context.report({
        node,
        message: `the file has ${lines} lines; at most ${FILE_LINES_MAX} are allowed.`,
        hint: "It is usually two ideas: give each its own file.",
      });
    },
  };
}

function noIgnores(context: Context): Visitor {
  return {
    Program(node) {
      for (const comment of context.sourceCode.getAllComments()) {
        const match = /^\s*deno-lint-ignore(-file)?\b(.*)/.exec(comment.value);
        if (match === null) continue;
        const everything = match[1] !== undefined && match[2]!.trim().replace(/^--.*/, "") === "";
        if (!everything && !match[2]!.includes(`${PLUGIN_NAME}/`)) continue;
        context.report({
          node,
          message: `a comment ignores boundaries: ${comment.value.trim()}`,
          hint:
            "Keep to the rule, or change its list in actors/cli/boundaries where all can see it.",
        });
      }
    },
  };
}

const plugin: Deno.lint.Plugin = {
  name: PLUGIN_NAME,
  rules: {
    imports: { create: imports },
    ambient: { create: ambient },
    docstrings: { create: docstrings },
    "file-length": { create: fileLength },
    "no-ignores": { create: noIgnores },
  },
};
export default plugin;
