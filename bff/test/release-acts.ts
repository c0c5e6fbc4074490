import { fileURLToPath } from "node:url";
import { readConfigurationFile } from "../src/services/configuration-file.ts";
import type { NewIntent } from "../src/storage/ports/inbox-store.ts";
import type { Storage } from "../src/storage/storage.ts";
import { aSession, sealedTokens } from "./session-record.ts";

const example = fileURLToPath(new URL("../../deploy/portal.example.yaml", import.meta.url));
/** Every person's clock here; far enough ahead that no record of today is ever too old for it. */
export const releaseClock = new Date("2090-03-02T09:00:00Z");
const later = (minutes: number) => new Date(releaseClock.getTime() + minutes * 60_000);
const by = { actor: { kind: "operator", name: "release" }, requestId: null } as const;

/** One working day of a portal at its database, in one line of acts: what a release asks of the schema. */
export async function actAsRelease(storage: Storage): Promise<void> {
  await signInAndOut(storage);
  await configure(storage);
  await handleInbox(storage);
  await useTools(storage);
}

async function signInAndOut({ sessions, loginTransactions, replays }: Storage): Promise<void> {
  const times = { createdAt: releaseClock, lastActiveAt: releaseClock, endsAt: later(600), authTime: releaseClock };
  const [first, second, third] = [aSession(times), aSession(times), aSession({ ...times, providerSession: "sid-3" })];
  await loginTransactions.put({ hash: first.hash, sealed: "sealed", expiresAt: later(10) });
  const taken = await loginTransactions.take(first.hash, releaseClock);
  await loginTransactions.sweep(later(20));
  const startedAt = taken?.takenAt ?? releaseClock;
  await sessions.create(first, { replaces: null, cap: 20, startedAt });
  await sessions.create(second, { replaces: first.hash, cap: 20 });
  await sessions.create(third, { replaces: null, cap: 20 });
  await sessions.find(second.hash, releaseClock);
  await sessions.findNewest(second.owner, releaseClock, later(-30));
  await sessions.touch(second.hash, later(2));
  await sessions.takeRefreshLease(second.hash, 1, "holder", 15_000);
  const { person, authTime, acr } = second;
  await sessions.replaceTokens(second.hash, 1, { tokens: sealedTokens("second"), person, authTime, acr });
  await sessions.releaseRefreshLease(second.hash, "holder");
  await sessions.presence(releaseClock, 1800);
  await sessions.timesOf(second.owner, releaseClock, 1800);
  const { issuer } = third.owner;
  await sessions.endByLogout({ meant: { issuer, sid: "sid-3", subject: null }, jti: "jti", until: later(5) });
  await sessions.end(second.hash, "signed_out");
  await sessions.endOver(releaseClock, 1800);
  await sessions.endAllOf(second.owner, by);
  await sessions.sweep(releaseClock);
  await replays.claim("once", later(5));
  await replays.claim("once", later(5));
  await replays.sweep(later(10));
}

async function configure({ configurations, administration, people }: Storage): Promise<void> {
  const { drafts, audit, live, knownPeople } = administration;
  const document = await readConfigurationFile(example, () => null);
  await configurations.publish(document, { actor: "operator:release", note: "first", after: null });
  await configurations.current();
  await drafts.read();
  await drafts.append(1, [{ op: "put-folder", folder: { key: "new", name: { de: "Neu" } } }], by);
  await drafts.discard(2, by);
  const draft = await drafts.read();
  const expected = { draft: draft.version, after: draft.published.version };
  const publication = { note: "second", action: "configuration.published", rolledBackFrom: null } as const;
  await drafts.publish(expected, { ...by, ...publication, document, ownership: undefined, remaining: [] });
  await configurations.list(null, 10);
  await configurations.find(1);
  await configurations.lastApplied();
  await audit.last();
  const item = { kind: "announcement", key: "news", body: () => ({ text: "Neues" }) } as const;
  await live.put(item, 0, { ...by, action: "announcement.changed" });
  await live.items();
  const { owner, person } = aSession();
  await live.answer(owner, person, { announcement: "news", revision: 1, answer: "confirmed" });
  await live.answersOf(owner);
  await live.proof("news");
  await live.confirmedCounts();
  await live.takeBack(owner, "news", 1);
  await knownPeople.remember({ owner, ...person, seenAt: releaseClock });
  await knownPeople.byUsername("INES");
  await people.change(owner, { appearance: "dark" });
  await people.preferences(owner);
  await people.setConnected(owner, "chat", true);
  await people.connectedSources(owner);
}

async function handleInbox({ inbox, intents }: Storage): Promise<void> {
  const { owner } = aSession();
  const place = { source: "files", thread: "thread-1" };
  const intent: NewIntent = {
    id: "0f0e7f51-6d5c-4a43-9f0a-1d2c3b4a5968",
    source: "files",
    object: "object-1",
    slot: null,
    act: "mark_read",
    sealed: "sealed",
    createdAt: releaseClock,
    dueAt: releaseClock,
    state: "waiting",
  };
  const notification = {
    id: "7c1e0d9a-2b3c-4d5e-8f60-718293a4b5c6",
    kind: "welcome",
    sealed: "sealed",
    createdAt: releaseClock,
  };
  await inbox.welcome(owner, notification);
  await inbox.transact(owner, async (tx) => {
    await tx.intents([intent.id]);
    await tx.waitingOn(intent.object);
    await tx.addIntent(intent);
    await tx.row(place.source, place.thread);
    const row = { changedAt: releaseClock, doneAt: releaseClock, snoozedUntil: null, isKept: false };
    await tx.putRow({ ...place, ...row, sealed: "sealed" });
    await tx.putMute({ ...place, sealed: "sealed", at: releaseClock });
    await tx.removeMute(place.source, place.thread);
  });
  await inbox.rows(owner, [place.thread]);
  await inbox.history(owner, later(-60), 10);
  await inbox.handledSince(owner, later(-60));
  await inbox.mutes(owner);
  await inbox.waiting(owner);
  await inbox.waitingCount(owner);
  await inbox.notifications(owner);
  const claim = { holder: "worker", leaseMilliseconds: 5000, at: later(1), limit: 10, owner: null };
  const [held] = await intents.claim(claim);
  if (held === undefined) throw new Error("The act that waits was not there.");
  await intents.postpone(held, "worker", { until: later(2), isStalled: false, isAttempt: true });
  const [again] = await intents.claim({ ...claim, at: later(3) });
  const settled = { state: "applied", detail: null, at: later(3), notification: null } as const;
  await intents.settle(again ?? held, "worker", settled);
  await intents.find(owner, [intent.id]);
  await intents.overdue(later(-1), 10);
  await inbox.announceReturns(later(60));
}

async function useTools({ sessions, toolTokens, bus }: Storage): Promise<void> {
  const times = { createdAt: releaseClock, lastActiveAt: releaseClock, endsAt: later(600), authTime: releaseClock };
  const session = aSession(times);
  await sessions.create(session, { replaces: null, cap: 20 });
  const place = { sessionHash: session.hash, source: "chat", device: "page" } as const;
  await toolTokens.takeLease(place, "holder", 5000);
  await toolTokens.replace({ ...place, sealed: "sealed", expiresAt: later(5) }, null);
  await toolTokens.find(place);
  await toolTokens.releaseLease(place, "holder");
  await toolTokens.remove(place);
  await bus.publish({ type: "source_changed", owner: "digest", source: "chat" });
}
