import { readFile } from "node:fs/promises";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { parseDocument } from "yaml";
import { referenceProblems, type SourceKinds } from "./configuration-references.ts";

/** A configuration file that cannot come into force, with everything that is wrong in it. */
export class ConfigurationFileError extends Error {
  override readonly name = "ConfigurationFileError";
  readonly problems: readonly string[];

  constructor(file: string, problems: readonly string[]) {
    super(`The configuration file ${file} cannot be used.`);
    this.problems = problems;
  }
}

/** Reads and checks a configuration file; reports all problems of its shape, then all of its references, at once. */
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

/** The document of a YAML text, or what is wrong with it. */
export function checkConfiguration(
  text: string,
  kinds: SourceKinds,
): { readonly document: PortalConfiguration | null; readonly problems: readonly string[] } {
  const yaml = parseDocument(text, { uniqueKeys: true });
  const written = [...yaml.errors, ...yaml.warnings].map((problem) => problem.message.split("\n", 1)[0] ?? "");
  if (written.length > 0) {
    return { document: null, problems: written };
  }
  const parsed = portalConfigurationSchema.safeParse(valueOf(yaml));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "document"}: ${message}`);
    return { document: null, problems };
  }
  const problems = referenceProblems(parsed.data, kinds).map(({ where, message }) => `${where}: ${message}`);
  return problems.length > 0 ? { document: null, problems } : { document: parsed.data, problems };
}

/** The plain value; null, which no schema takes, for aliases that lead nowhere or multiply without end. */
function valueOf(yaml: ReturnType<typeof parseDocument>): unknown {
  try {
    return yaml.toJS({ maxAliasCount: 20 });
  } catch {
    return null;
  }
}
