import type { OcsCall, OcsRoute } from "./nextcloud-ocs-route.ts";
import { OcsProblem } from "./nextcloud-reply.ts";
import { hasPreview } from "./nextcloud-types.ts";

const mostEntries = 25;

function providers({ language }: OcsCall) {
  const name = language === "de" ? "Dateien" : "Files";
  const filters = { term: "string", since: "datetime", until: "datetime", person: "person", mime: "string" };
  const data = [
    {
      id: "files",
      appId: "files",
      name,
      icon: "/apps/files/img/app.svg",
      order: 5,
      triggers: ["files"],
      filters,
      inAppSearch: false,
    },
  ];
  return { data };
}

/** Files whose name holds the term, newest first, in pages. */
function search({ world, uid, call, language, params: [id] }: OcsCall) {
  if (id !== "files") throw new OcsProblem(400, `Unknown provider: ${id}`, `Unknown provider: ${id}`);
  const term = call.query.get("term")?.trim().toLowerCase() ?? "";
  if (term === "") throw new OcsProblem(400, "No search filters", "No search filters");
  const limit = Math.min(Number(call.query.get("limit") ?? 5), mostEntries);
  const from = Number(call.query.get("cursor") ?? 0);
  const all = [...world.everything(uid)]
    .filter(({ path }) => path.at(-1)?.toLowerCase().includes(term) === true)
    .toSorted((one, other) => other.found.node.modified.getTime() - one.found.node.modified.getTime());
  const page = all.slice(from, from + limit);
  const { web } = world.addresses;
  const entries = page.map(({ path, found: { node } }) => ({
    thumbnailUrl: hasPreview(node.type) ? `${web}/index.php/core/preview?x=32&y=32&fileId=${node.id}` : "",
    title: path.at(-1) ?? "",
    subline: path.length > 1 ? `in ${path.slice(0, -1).join("/")}` : "",
    resourceUrl: `${web}/index.php/f/${node.id}`,
    icon: node.children === null ? "icon-filetype-file" : "icon-folder",
    rounded: false,
    attributes: { fileId: String(node.id), path: `/${path.join("/")}` },
  }));
  const name = language === "de" ? "Dateien" : "Files";
  return { data: { name, isPaginated: true, entries, cursor: from + page.length } };
}

export const searchRoutes: readonly OcsRoute[] = [
  { kind: "search providers", method: "GET", path: /^\/search\/providers$/, answer: providers },
  { kind: "search", method: "GET", path: /^\/search\/providers\/([^/]+)\/search$/, answer: search },
];
