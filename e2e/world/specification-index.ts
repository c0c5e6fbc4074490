import { readdirSync } from "node:fs";
import { join } from "node:path";
import { asObject, type Located, type SpecificationFiles } from "./specification-files.ts";
import type { SpecifiedTool } from "./specification-verdict.ts";

/** A path of a specification, before its methods are looked at. */
export interface SpecifiedPath {
  readonly template: string;
  readonly matches: RegExp;
  readonly located: () => Located | null;
}

const nextcloud = [
  "notifications-stable32/openapi-full.json",
  "notifications-main/openapi-full.json",
  ...["core", "files", "files_sharing", "provisioning_api", "user_status", "dashboard", "dav", "files_reminders"].map(
    (name) => `server-31/${name}.openapi.json`,
  ),
  "recommendations/openapi.json",
];

/** The paths that the vendor of a tool describes; those with fewer variables first, as routers do. */
export function specifiedPaths(
  tool: SpecifiedTool,
  folder: string,
  files: SpecificationFiles,
): readonly SpecifiedPath[] {
  const found = [...pathsOf(tool, folder, files)];
  const variables = ({ template }: SpecifiedPath) => template.split("{").length;
  return found.toSorted((one, other) => variables(one) - variables(other));
}

function* pathsOf(tool: SpecifiedTool, folder: string, files: SpecificationFiles): Generator<SpecifiedPath> {
  const listed = {
    nextcloud: () => nextcloud,
    openproject: () => ["openapi-spec.yml"],
    matrix: () =>
      readdirSync(join(folder, "api/client-server"))
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => `api/client-server/${name}`),
  }[tool]();
  for (const file of listed) {
    const document = asObject(files.document(file));
    const prefix = tool === "matrix" ? basePath(document) : "";
    for (const key of Object.keys(asObject(document?.["paths"]) ?? {})) {
      // One key of Matrix ends in a blank.
      const template = `${prefix}${key.trim()}`;
      const pointer = `/paths/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      yield { template, matches: matcher(template), located: () => files.at(file, pointer) };
    }
  }
}

function basePath(document: Readonly<Record<string, unknown>> | null): string {
  const [server] = Object.values(asObject(document?.["servers"]) ?? {});
  const variables = asObject(asObject(server)?.["variables"]);
  const value = asObject(variables?.["basePath"])?.["default"];
  return typeof value === "string" ? value : "";
}

function matcher(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}
