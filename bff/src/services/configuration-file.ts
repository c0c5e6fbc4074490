import { readFile } from "node:fs/promises";
import type { FileProblem } from "@pforte/shared/contract/admin-code";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { placesOf } from "./configuration-places.ts";
import type { SourceKinds } from "./configuration-references.ts";
import { checkFile } from "./file-check.ts";

/** A configuration file that cannot come into force, with everything that is wrong in it. */
export class ConfigurationFileError extends Error {
  override readonly name = "ConfigurationFileError";
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`The configuration file ${file} cannot be used.`);
    this.problems = problems;
  }
}

/** Reads and checks the configuration file of the first start, which says everything by itself; reports all problems at once. */
export async function readConfigurationFile(file: string, kinds: SourceKinds): Promise<PortalConfiguration> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ConfigurationFileError(file, [`It cannot be read (${code}).`]);
  });
  const { problems, document } = checkConfiguration(text, kinds);
  if (document === null) {
    throw new ConfigurationFileError(file, problems);
  }
  return document;
}

/** The document of a YAML text, or what is wrong with it, each with its line. */
export function checkConfiguration(
  text: string,
  kinds: SourceKinds,
): { readonly document: PortalConfiguration | null; readonly problems: readonly string[] } {
  const check = checkFile(text, { base: null, kinds, looks: null });
  if (check.kind === "problems") {
    return { document: null, problems: check.problems.map(problemLine) };
  }
  const { document } = check.file;
  const pictures = placesOf(document).pictures.map(({ where, text: picture }) =>
    // Nobody has put a picture into an empty database, and a first start puts none there.
    problemLine({
      line: null,
      column: null,
      path: where,
      message: `${picture} has to come with \`pforte config apply\``,
    }),
  );
  return pictures.length > 0 ? { document: null, problems: pictures } : { document, problems: [] };
}

/** A problem as people read it on a console: `line 7: tiles.mail.icon: …`. */
export function problemLine({ line, path, message }: FileProblem): string {
  return [...(line === null ? [] : [`line ${line}`]), ...(path === "" ? [] : [path]), message].join(": ");
}
