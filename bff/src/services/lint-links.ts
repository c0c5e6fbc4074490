import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { placesOf } from "./configuration-places.ts";
import { isEncryptedOrLoopback } from "./configuration-references.ts";
import { finding, type LintInput } from "./lint-finding.ts";

/** Addresses that answered badly or were never asked. Those of sources are tried by their own test instead. */
export function lintLinks({ document, links }: LintInput): LintFinding[] {
  const hidden = new Set(
    document.tiles.filter(({ state }) => state.kind === "hidden").map(({ key }) => `tiles.${key}`),
  );
  const seen = new Set<string>();
  return placesOf(document)
    .addresses.filter(({ where }) => !where.startsWith("sources.") && !hidden.has(where))
    .flatMap(({ text: address, where }) => {
      const path = where.split(".").slice(0, 2).join("/");
      const isKnown = seen.has(`${path} ${address}`);
      seen.add(`${path} ${address}`);
      // What is in clear text is an error already.
      return isKnown || !isEncryptedOrLoopback(address) ? [] : linkFindings(path, address, links.get(address));
    });
}

function linkFindings(path: string, address: string, found: ReturnType<LintInput["links"]["get"]>): LintFinding[] {
  if (found === undefined || found.state === "refused") {
    return [finding("unchecked_link", path, { address, status: found === undefined ? "unknown" : "refused" })];
  }
  return found.state === "unreachable"
    ? [finding("unreachable_link", path, { address, status: found.status === null ? "none" : String(found.status) })]
    : [];
}

/** Embedded tiles that cannot be shown in a frame, or must not be, because a page of the portal's own could act as it. */
export function lintFrames({
  document,
  links,
  publicOrigin,
}: Pick<LintInput, "links" | "publicOrigin"> & {
  readonly document: Pick<LintInput["document"], "tiles">;
}): LintFinding[] {
  const own = new URL(publicOrigin).origin;
  return document.tiles
    .filter(({ target, state }) => target.kind === "embedded" && state.kind !== "hidden")
    .flatMap(({ key, links: { de, en } }) =>
      [...new Set([de, ...(en === undefined ? [] : [en])])].flatMap((address) => {
        if (new URL(address).origin === own) {
          return [finding("own_origin_frame", `tiles/${key}`, { address })];
        }
        return links.get(address)?.mayBeFramed === false ? [finding("not_frameable", `tiles/${key}`, { address })] : [];
      }),
    );
}
