import { beforeEach, describe, expect, test } from "vitest";
import type { BusMessage } from "#storage/ports/bus.ts";
import type { AnnouncementAnswer } from "#storage/ports/live-store.ts";
import { type Owner, ownerDigest, type Principal, verifiedPrincipal } from "#storage/principal.ts";
import { createAnnouncementAnswers, type AnnouncementAnswers } from "./announcement-answers.ts";

const person = (subject: string, issuer = "https://id.example.org"): Principal =>
  verifiedPrincipal({
    owner: { issuer, subject },
    sessionHash: `hash of ${subject}`,
    username: subject,
    name: subject,
    groups: [],
    isAdministrator: false,
  });

const answer: AnnouncementAnswer = { announcement: "move", revision: 1, answer: "put_away", at: new Date(0) };

describe("what a person answered", () => {
  const ines = person("ines");
  let listen: (message: BusMessage) => void;
  let reconnect: () => void;
  let isListening: boolean;
  let reads: number;
  let kept: Map<string, readonly AnnouncementAnswer[]>;
  let duringRead: () => Promise<void>;
  let answers: AnnouncementAnswers;

  beforeEach(() => {
    [isListening, reads, kept, duringRead] = [true, 0, new Map(), async () => undefined];
    const put = (owner: Owner, of: readonly AnnouncementAnswer[]) => void kept.set(ownerDigest(owner), of);
    answers = createAnnouncementAnswers(
      {
        async answersOf(owner) {
          reads += 1;
          const found = kept.get(ownerDigest(owner)) ?? [];
          await duringRead();
          return found;
        },
        answer: async (owner, _who, given) => put(owner, [{ ...given, at: new Date(0) }]),
        takeBack: async (owner) => put(owner, []),
      },
      {
        subscribe(listener) {
          listen = listener;
          return () => undefined;
        },
        onReconnect(listener) {
          reconnect = listener;
          return () => undefined;
        },
        isListening: () => isListening,
      },
    );
  });

  const count = async ({ owner }: Principal = ines) => (await answers.of(owner)).length;
  const elsewhere = (of: readonly AnnouncementAnswer[]) => kept.set(ownerDigest(ines.owner), of);

  test("is read once for many pages, and holds at once when it changes here", async () => {
    expect([await count(), await count(), reads]).toEqual([0, 0, 1]);
    await answers.give(ines, { announcement: "move", revision: 1, answer: "put_away" });
    expect([await count(), await count(), reads]).toEqual([1, 1, 2]);
    await answers.takeBack(ines.owner, "move", 1);
    expect(await count()).toBe(0);
  });

  test("is nobody else's, not even of the same name elsewhere (S48)", async () => {
    await answers.give(ines, { announcement: "move", revision: 1, answer: "put_away" });
    expect(await count()).toBe(1);
    expect([await count(person("tobias")), await count(person("ines", "https://other.example.org"))]).toEqual([0, 0]);
    expect(await count()).toBe(1);
  });

  test("is read anew when it was given elsewhere, or may have been", async () => {
    await count();
    elsewhere([answer]);
    listen({ type: "announcement_answered", owner: ownerDigest(person("tobias").owner) });
    expect(await count()).toBe(0);
    listen({ type: "announcement_answered", owner: ownerDigest(ines.owner) });
    expect(await count()).toBe(1);
    elsewhere([]);
    reconnect();
    expect(await count()).toBe(0);
  });

  test("is not believed from memory while others cannot be heard, nor kept when it changed during the reading", async () => {
    duringRead = async () => {
      elsewhere([answer]);
      listen({ type: "announcement_answered", owner: ownerDigest(ines.owner) });
    };
    expect(await count()).toBe(0);
    duringRead = async () => undefined;
    expect(await count()).toBe(1);
    isListening = false;
    elsewhere([]);
    expect(await count()).toBe(0);
  });
});
