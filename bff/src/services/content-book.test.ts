import { expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import type { CallContext, Connector } from "#connectors/kit/connector.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { verifiedPrincipal } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import { ContentBook } from "./content-book.ts";
import type { ConnectedSource } from "./live-sources.ts";
import { PersonCache } from "./person-cache.ts";

function person(subject: string) {
  const owner = { issuer: "https://id.example.org", subject };
  const facts = { username: subject, name: subject, groups: [], isAdministrator: false };
  return verifiedPrincipal({ owner, sessionHash: `session of ${subject}`, ...facts });
}

function startBook() {
  const log = recordedLog();
  const now = () => new Date();
  let failure: Error | null = null;
  const list = async () => {
    if (failure !== null) throw failure;
    return { files: [], dropped: 0 };
  };
  const connector: Pick<Connector, "files"> = {
    files: { recent: list, search: list },
  };
  // Only what a book looks at.
  const source = {
    key: "files",
    configured: { key: "files" },
    live: { connection: { connector } },
  } as unknown as ConnectedSource;
  const book = new ContentBook({
    cache: new PersonCache({ secret: Buffer.alloc(32, 7), now, log }),
    calls: { context: () => ({}) as CallContext },
    now,
    log,
    max: 6,
  });
  return { book, source, log, fail: (error: Error) => (failure = error) };
}

const recent = { topic: "files", params: ["recent"], language: "de" } as const;
const search = (term: string) => ({ topic: "files", params: ["search", term], language: "de" }) as const;

test("whoever searches a lot does not push other people's lists out of memory", async () => {
  const { book, source } = startBook();
  const [ines, katharina] = [person("ines"), person("katharina")];
  await book.renew(ines, source, recent);
  for (let index = 0; index < 20; index += 1) await book.renew(katharina, source, search(`term ${index}`));
  expect(book.known(ines, source, recent).content).not.toBeNull();
  expect(book.known(katharina, source, search("term 19")).content).not.toBeNull();
});

test("what was found is forgotten with all else when the tool refuses its person", async () => {
  const { book, source, fail } = startBook();
  const ines = person("ines");
  await book.renew(ines, source, search("Bericht"));
  fail(new UpstreamError("forbidden", "No."));
  await expect(book.renew(ines, source, recent)).rejects.toThrow("No.");
  expect(book.known(ines, source, search("Bericht")).content).toBeNull();
});

test("the portal's own database that does not answer is no defect of a connector", async () => {
  const { book, source, log, fail } = startBook();
  fail(new StorageUnavailableError("The database did not answer in time."));
  await expect(book.renew(person("ines"), source, recent)).rejects.toMatchObject({ reason: "unavailable" });
  expect(log.lines.filter(({ level }) => level === "error")).toEqual([]);
});
