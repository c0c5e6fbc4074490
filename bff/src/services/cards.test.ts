import { expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import { verifiedPrincipal } from "#storage/principal.ts";
import { createCards, type CardReaders, type CardRequest } from "./cards.ts";

const owner = { issuer: "https://id.example.org", subject: "ines" };
const facts = { username: "ines", name: "Ines", groups: [], isAdministrator: false };
const ines = verifiedPrincipal({ owner, sessionHash: "a session", ...facts });
const all = ["inbox", "work", "files", "chat"] as const;
const request = { language: "de", signal: new AbortController().signal, isPatient: false } as const;

function cardsOf(some: Partial<CardReaders> = {}) {
  const asked = new Map<string, CardRequest>();
  const reader =
    <Reply>(name: string, reply: Reply) =>
    async (_principal: unknown, one: CardRequest): Promise<Reply> => {
      asked.set(name, one);
      return reply;
    };
  const counts = { handledToday: 0, nextReturnAt: null, waiting: 0, total: 0 };
  const log = recordedLog();
  const readers: CardReaders = {
    inbox: reader("inbox", { items: [], counts: [], sources: [], mutes: [], ...counts }),
    work: reader("work", { items: [], counts: [], sources: [] }),
    files: reader("files", { files: [], uploads: [], sources: [] }),
    chat: reader("chat", { rooms: [], counts: [], sources: [] }),
    ...some,
  };
  return { cards: createCards({ readers, log }), asked, log };
}

const broken = async () => Promise.reject(new TypeError("a defect"));

test("reads each card for as many rows as the page shows, and waits no longer than a page should", async () => {
  const { cards, asked } = cardsOf();
  expect(Object.keys(await cards.read(ines, all, request)).sort()).toEqual([...all].sort());
  expect(all.map((name) => asked.get(name)?.limit)).toEqual([6, 5, 5, 5]);
  expect(new Set(all.map((name) => asked.get(name)?.waitMilliseconds))).toEqual(new Set([850]));
  await cards.read(ines, ["work"], { ...request, isPatient: true });
  expect(asked.get("work")?.waitMilliseconds).toBe(6000);
});

test("answers the others when one card cannot be read at all, and says so in the log", async () => {
  const { cards, log } = cardsOf({ inbox: broken });
  expect(Object.keys(await cards.read(ines, all, request)).sort()).toEqual(["chat", "files", "work"]);
  expect(log.lines).toMatchObject([{ level: "warn", fields: { errors: ["TypeError"] } }]);
});

test("fails when nothing that was asked for can be read", async () => {
  const { cards } = cardsOf({ inbox: broken });
  await expect(cards.read(ines, ["inbox"], request)).rejects.toThrow("a defect");
});
