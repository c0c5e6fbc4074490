import {
  abortUpload,
  beginUpload,
  finishUpload,
  listFiles,
  searchFiles,
  setFavourite,
} from "@pforte/shared/contract/files";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { FileService } from "#services/files.ts";
import { registerFileBytesRoutes } from "./file-bytes.ts";
import { registerFilePartRoute } from "./file-part.ts";
import { serve } from "./serve.ts";

/** A page is told that a source is slow before its own request runs into a deadline. */
const longestWaitMilliseconds = 6000;

/** The files of the signed-in person: lists, search, uploads, and their bytes. */
export function registerFilesRoutes(app: FastifyInstance, { files }: { readonly files: FileService }): void {
  serve(app, listFiles, async ({ query, signedIn, language, signal }) =>
    files.list(signedIn.principal, {
      language,
      signal,
      view: query.view,
      limit: query.limit,
      waitMilliseconds: longestWaitMilliseconds,
    }),
  );
  serve(app, searchFiles, async ({ query, signedIn, language, signal }) =>
    files.search(signedIn.principal, {
      language,
      signal,
      term: query.term,
      limit: query.limit,
      waitMilliseconds: longestWaitMilliseconds,
    }),
  );
  serve(app, setFavourite, async ({ body, signedIn, language, signal }) => {
    const request = { principal: signedIn.principal, language, signal };
    found(await files.setFavourite(request, body.file, body.isFavourite));
    return {};
  });
  serve(app, beginUpload, async ({ body, signedIn, language, signal }) =>
    found(await files.uploads.begin({ principal: signedIn.principal, language, signal }, body)),
  );
  serve(app, finishUpload, async ({ body, signedIn, language, signal }) =>
    found(await files.uploads.finish({ principal: signedIn.principal, language, signal }, body.upload)),
  );
  serve(app, abortUpload, async ({ body, signedIn, language, signal }) => {
    found(await files.uploads.abort({ principal: signedIn.principal, language, signal }, body.upload));
    return {};
  });
  registerFilePartRoute(app, files.uploads);
  registerFileBytesRoutes(app, files);
}

function found<T>(value: T | null): T {
  if (value === null) throw new PortalError("not_found");
  return value;
}
