import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { keptForm } from "#api/kept-form.ts";
import type { SourceInput } from "./source-input.ts";

export interface OpenSource {
  /** What is open in place of the list: a new source, or one by its key. */
  readonly opened: { readonly kind: "new" } | { readonly kind: "edit"; readonly key: string } | null;
  /** What is typed, and the source that it began with: others' changes since are not put back without a word. */
  readonly typed: { readonly input: SourceInput; readonly began: ConfiguredSource | null } | null;
}

export const noSource: OpenSource = { opened: null, typed: null };

/** The form of a source. */
export const openSource = keptForm({
  name: "kept/source",
  first: noSource,
  wouldBeMissed: ({ typed }) => typed !== null,
});
