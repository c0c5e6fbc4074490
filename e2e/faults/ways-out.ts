import { setTimeout as sleep } from "node:timers/promises";
import { portalClientId } from "../world/clients.ts";
import type { Act } from "./acts.ts";
import { type Answer, postForm, type Question } from "./client.ts";
import type { TrackedSession } from "./session-history.ts";
import { replicaAt } from "./stage.ts";
import type { Visit } from "./visit.ts";

/** Whoever leaves, in the words of what happens meanwhile. */
interface Leaver {
  readonly at: number;
  ask(session: TrackedSession, which: number, question: Omit<Question, "cookie">): Promise<Answer>;
  askMuch(session: TrackedSession, times: number): Promise<void>;
}

/** By the button of the page, pressed again until it is taken. */
export async function signOut(
  leaver: Leaver,
  visit: Visit,
  session: TrackedSession,
  { replica, lead }: Act,
): Promise<void> {
  const beside = leaver.askMuch(session, 4);
  await refreshing(visit, lead);
  session.mayHaveEnded = true;
  for (let tries = 0; tries < 20; tries += 1) {
    const answer = await leaver.ask(session, replica + tries, { method: "POST", path: "/auth/logout" });
    if (answer.kind === "answered" && answer.status === 303) {
      visit.sessions.ended(session, "signed out");
      break;
    }
    await sleep(400);
  }
  await beside;
}

/** Until a refresh is on its way, most likely that of what was just asked; where none is due, for a moment. */
async function refreshing(visit: Visit, lead: number): Promise<void> {
  await Promise.race([visit.refreshes.next(), sleep(500 + lead)]);
  await sleep(lead / 5);
}

/** All sessions of the person at once, by the provider's word on the back channel, given again until it is taken. */
export async function beSignedOut(
  leaver: Leaver,
  visit: Visit,
  session: TrackedSession,
  { replica, lead }: Act,
): Promise<void> {
  const { stage, sessions, history } = visit;
  const { identityProvider, people } = stage.fleet;
  const sub = people[leaver.at]?.sub ?? "";
  const beside = leaver.askMuch(session, 4);
  await refreshing(visit, lead);
  const living = sessions.living(leaver.at);
  for (const each of living) each.mayHaveEnded = true;
  const sids = identityProvider.sessionIds(sub);
  const told = await identityProvider.endPersonSessions(sub);
  const open = new Set(sids.filter((sid) => !told.some((one) => one.sid === sid && one.status === 200)));
  for (let tries = 0; tries < 40 && open.size > 0; tries += 1) {
    for (const sid of open) if (await tell(visit, sub, sid, replica + tries)) open.delete(sid);
    await sleep(300);
  }
  if (open.size === 0) for (const each of living) sessions.ended(each, "ended by the provider");
  else history.count("logout tokens that nobody took");
  await beside;
}

async function tell(visit: Visit, sub: string, sid: string, replica: number): Promise<boolean> {
  const { fleet } = visit.stage;
  const { identityProvider, host } = fleet;
  const token = await identityProvider.logoutToken(portalClientId, { sub, sid });
  const { address } = replicaAt(fleet, replica);
  return postForm(`${address}/auth/backchannel-logout`, host, new URLSearchParams({ logout_token: token }));
}
