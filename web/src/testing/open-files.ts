import { listFiles, type FileList } from "@pforte/shared/contract/files";
import { aHome } from "@pforte/shared/testing/a-home";
import { someFiles } from "@pforte/shared/testing/some-files";
import { renderPortal, type PortalOptions, type RenderedPortal } from "./render-portal.tsx";
import { network, reply } from "./server.ts";

/** Answers the lists of files with these values, the last of them for good, and tells which lists were asked for. */
export function answerFiles(...values: readonly FileList[]): { readonly queries: readonly string[] } {
  const queries: string[] = [];
  network.use(
    reply(listFiles, (request) => {
      const value = values[Math.min(queries.length, values.length - 1)] ?? someFiles();
      queries.push(new URL(request.url).searchParams.get("view") ?? "");
      return value;
    }),
  );
  return { queries };
}

/** Opens the view of files of a person who has one place for them. */
export async function openFiles(
  options: PortalOptions & {
    readonly language?: "de" | "en";
    readonly appearance?: "dark" | "light" | "contrast" | "system";
  } = {},
): Promise<RenderedPortal> {
  const { language = "de", appearance = "system", ...rest } = options;
  const sources = [{ key: "files", name: language === "de" ? "Dateien" : "Files", capabilities: ["files" as const] }];
  return renderPortal({ at: "/files", home: aHome({ language, appearance, sources }), ...rest });
}

/** The rows that are drawn. */
export const fileRows = (page: RenderedPortal) => page.getByRole("grid").getByRole("row");

/** Their names, from top to bottom. */
export const fileNames = (page: RenderedPortal): string[] =>
  [...page.container.querySelectorAll(".f-row .f-name .vh")].map((name) => name.textContent);
