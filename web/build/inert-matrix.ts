import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

/**
 * Parts of the Matrix client that this page never enters: encryption, calls, spaces as file trees, other ways to sync and
 * to sign in, and all that writes to the console. Its one large class refers to them, so they would be half of what the
 * chat loads, and eight megabytes of WebAssembly beside it.
 */
const unused =
  /[\\/]matrix-js-sdk[\\/]lib[\\/](?:(?:webrtc|matrixrtc|rust-crypto|rendezvous|oauth)[\\/].+|sliding-sync(?:-sdk)?|autodiscovery|secret-storage|logger|models[\\/]MSC3089(?:TreeSpace|Branch))\.js$/u;

/** Stands in for each of them with a module of the same exports, in which every access and call gives the same inert object. */
export function inertMatrix(): Plugin {
  return {
    name: "pforte-inert-matrix",
    enforce: "pre",
    load: {
      filter: { id: unused },
      async handler(id) {
        return standIn(await readFile(id, "utf8"));
      },
    },
  };
}

/** The stand-in of a module of the client, whose build has one export a line. */
export function standIn(code: string): string {
  const declared = [...code.matchAll(/^export (?:async )?(?:function\*?|class|const|let|var) (\w+)/gmu)].map(
    ([, name]) => name ?? "",
  );
  const listed = [...code.matchAll(/^export \{([^}]*)\}/gmu)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.trim().split(" as ").at(-1) ?? ""),
  );
  const passedOn = [...code.matchAll(/^export \* from .+$/gmu)].map(([line]) => line);
  const names = [...new Set([...declared, ...listed])].filter((name) => name !== "" && name !== "default");
  return [
    "const inert = new Proxy(function () {}, {",
    '  get: (_, name) => name === "then" || typeof name === "symbol" ? undefined : inert,',
    "  apply: () => inert,",
    "  construct: () => inert,",
    "});",
    ...passedOn,
    ...names.map((name, index) => `const inert${index} = inert; export { inert${index} as ${name} };`),
  ].join("\n");
}
