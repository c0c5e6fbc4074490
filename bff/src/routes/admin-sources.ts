import { readSources, testSource, type SourceHealth, type SourceKind } from "@pforte/shared/contract/admin-sources";
import type { FastifyInstance } from "fastify";
import type { createSourceTest } from "#services/source-test.ts";
import { serve } from "./serve.ts";

interface SourceRoutesOptions {
  readonly kinds: () => readonly SourceKind[];
  readonly health: () => readonly SourceHealth[];
  readonly test: ReturnType<typeof createSourceTest>;
}

/** Kinds of tools, how the published ones do, and trials of connections. */
export function registerSourceRoutes(app: FastifyInstance, { kinds, health, test }: SourceRoutesOptions): void {
  serve(app, readSources, async () => ({ kinds: [...kinds()], health: [...health()] }));
  serve(app, testSource, async ({ body, signedIn, language, signal }) => ({
    steps: [...(await test(body.source, { principal: signedIn.principal, language, signal }))],
  }));
}
