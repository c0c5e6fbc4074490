import type { CallReply } from "@pforte/shared/contract/endpoint";
import { abortUpload, beginUpload, finishUpload, uploadPartPath } from "@pforte/shared/contract/files";
import { aFile } from "@pforte/shared/testing/some-files";
import { http, HttpResponse } from "msw";
import { network, reply } from "./server.ts";

interface Begin {
  name: string;
  ifExists: string;
  folder: string;
  source: string;
  size: number;
}

/** What the portal was asked for. */
export interface UploadServer {
  readonly begun: Begin[];
  readonly parts: string[];
  readonly aborted: string[];
  /** Lets the parts that wait go on. */
  release: () => void;
}

const existing = {
  name: "Vermerk Anlage 3.odt",
  place: "Referat 42/Vermerke",
  size: 52_000,
  changedAt: "2026-11-23T09:12:00.000Z",
  changedBy: "Katharina Wendland",
};

/** A portal that takes uploads in parts of four bytes; names say what is to go wrong. */
export function answerUploads({ waits = false } = {}): UploadServer {
  let release: () => void = () => undefined;
  const gate = waits ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  const server: UploadServer = { begun: [], parts: [], aborted: [], release: () => release() };
  network.use(
    reply(beginUpload, async (request): Promise<CallReply<typeof beginUpload>> => {
      // The endpoint's body, as the page sent it.
      const body = (await request.json()) as Begin;
      server.begun.push(body);
      if (body.name.startsWith("Vermerk Anlage") && body.ifExists === "ask") {
        return { state: "conflict", existing: { ...existing, name: body.name } };
      }
      if (body.name === "groß.ods") {
        return { state: "too_large", limit: 512_000_000 };
      }
      return { state: "ready", upload: body.name, partBytes: 4 };
    }),
    http.put(uploadPartPath, async ({ request }) => {
      const { searchParams } = new URL(request.url);
      server.parts.push(
        `${searchParams.get("upload") ?? ""} ${searchParams.get("part") ?? ""} ${await request.text()}`,
      );
      await gate;
      return new HttpResponse(null, { status: 204 });
    }),
    reply(finishUpload, async (request): Promise<CallReply<typeof finishUpload>> => {
      const { upload } = (await request.json()) as { upload: string };
      return { state: "stored", file: aFile({ name: upload, id: `files:${upload}`, place: "Referat 42" }) };
    }),
    reply(abortUpload, async (request) => {
      server.aborted.push(((await request.json()) as { upload: string }).upload);
      return {};
    }),
  );
  return server;
}

/** A file that was changed on the person's device at 08:47. */
export function fileOf(name: string, content = "abcdef"): File {
  return new File([content], name, { lastModified: Date.parse("2026-11-23T07:47:00.000Z") });
}

/** What a drop or a paste brings. */
export function holding(file: File): DataTransfer {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  return transfer;
}
