import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyDeviations } from "./specification-repair.ts";
import { SpecificationFiles, type Located } from "./specification-files.ts";
import { specifiedPaths, type SpecifiedPath } from "./specification-index.ts";
import { SpecificationSchemas } from "./specification-schemas.ts";
import { unspecified } from "./specification-unspecified.ts";
import type { SeenReply } from "./stand-in-http.ts";
import type { Specification, SpecifiedTool, Verdict } from "./specification-verdict.ts";

const reference = process.env["PFORTE_REFERENCE"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Whether the vendors' files are there. */
export function hasSpecifications(): boolean {
  return existsSync(join(reference, "specs"));
}

export function createSpecification(tool: SpecifiedTool): Specification {
  const folder = join(reference, "specs", tool);
  const files = new SpecificationFiles(folder);
  const schemas = new SpecificationSchemas(files);
  const paths = specifiedPaths(tool, folder, files);
  return {
    check(asSeen) {
      const seen = inJson(asSeen);
      const { call, reply } = seen;
      const where = `${call.method} ${call.path} ${reply.status}`;
      const found = responseOf(paths, files, tool, seen);
      const listed = unspecified.find((each) => isListed(each, tool, seen));
      // Refusals are often named without what they say.
      const isBare = found === null || (reply.status >= 400 && files.child(found.response, "content") === null);
      if (isBare && listed !== undefined) return { state: "without", where: listed.name };
      if (found === null) {
        return { state: "violates", where, problems: [{ at: "", text: "no specification describes this reply" }] };
      }
      return checkBody(schemas, files, { tool, where, ...found }, seen);
    },
  };
}

/** The form that specifications describe. */
function inJson({ call, reply }: SeenReply): SeenReply {
  if (reply.json === undefined) return { call, reply };
  return { call, reply: { ...reply, headers: { "content-type": "application/json" }, body: reply.json } };
}

interface Response {
  readonly template: string;
  readonly response: Located;
}

function responseOf(
  paths: readonly SpecifiedPath[],
  files: SpecificationFiles,
  tool: SpecifiedTool,
  { call, reply }: SeenReply,
): Response | null {
  const path = tool === "nextcloud" ? call.path.replace(/^\/ocs\/v1\.php/, "/ocs/v2.php") : call.path;
  for (const each of paths) {
    if (!each.matches.test(path)) continue;
    const item = each.located();
    const operation = item === null ? null : files.child(item, call.method.toLowerCase());
    const responses = operation === null ? null : files.child(operation, "responses");
    const response = responses === null ? null : files.child(responses, String(reply.status));
    if (response !== null) return { template: each.template, response };
  }
  return null;
}

function isListed(each: (typeof unspecified)[number], tool: SpecifiedTool, { call, reply }: SeenReply): boolean {
  const isStatus = each.statuses === undefined || each.statuses.includes(reply.status);
  return each.tool === tool && isStatus && each.path.test(call.path) && (each.method ?? call.method) === call.method;
}

function checkBody(
  schemas: SpecificationSchemas,
  files: SpecificationFiles,
  { tool, where, template, response }: Response & { readonly tool: SpecifiedTool; readonly where: string },
  { reply }: SeenReply,
): Verdict {
  const type = String(reply.headers["content-type"] ?? "").split(";")[0] ?? "";
  const schema = schemaOf(files, response, type);
  const violates = (text: string): Verdict => ({ state: "violates", where, problems: [{ at: "", text }] });
  const isEmpty = reply.body === null || reply.body.length === 0;
  if (schema === "none" && !isEmpty) return violates("has a body");
  if (schema === "none" || schema === "binary") return { state: "validated", where };
  if (schema === null) return violates(`is of type ${type}`);
  const parsed = parse(reply.body);
  return parsed === null ? violates("is no JSON") : checkJson(schemas, schema, { tool, where, template }, parsed.body);
}

function checkJson(
  schemas: SpecificationSchemas,
  schema: Located,
  { tool, where, template }: { readonly tool: SpecifiedTool; readonly where: string; readonly template: string },
  json: unknown,
): Verdict {
  const problems = schemas.problems(schema, json);
  if (problems.length === 0) return { state: "validated", where };
  const { body, used } = applyDeviations(tool, template, json);
  const others = used.length === 0 ? problems : schemas.problems(schema, body);
  if (others.length === 0) return { state: "deviates", where, deviations: used };
  return { state: "violates", where: `${where} (${template})`, problems: others };
}

/** The schema for a type; `none` where no body belongs, `binary` where any will do, null where this type is not foreseen. */
function schemaOf(files: SpecificationFiles, response: Located, type: string): Located | "none" | "binary" | null {
  const content = files.child(response, "content");
  if (content === null) return "none";
  const types = Object.keys(content.value ?? {});
  if (types.length === 0) return "none";
  // What is stored and given back is "bytes" in a specification, and of its own type on the wire.
  const isOfBytes = (each: string) => each === "application/octet-stream" && !type.endsWith("json");
  const match =
    types.find((each) => each === type) ??
    types.find((each) => each === "*/*" || each === type.replace(/\/.*/, "/*")) ??
    types.find(isOfBytes);
  if (match === undefined) return null;
  const media = files.child(content, match);
  const schema = media === null ? null : files.child(media, "schema");
  return schema !== null && match.endsWith("json") ? schema : "binary";
}

function parse(body: SeenReply["reply"]["body"]): { readonly body: unknown } | null {
  try {
    return { body: JSON.parse(body?.toString() ?? "") };
  } catch {
    return null;
  }
}
