import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  ClientEvent,
  createClient,
  EventTimeline,
  type MatrixClient,
  PendingEventOrdering,
  SyncState,
} from "matrix-js-sdk";
import { setTimeout as sleep } from "node:timers/promises";
import { unitRoom } from "./matrix-demo-unit.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";
import { hush, silent } from "./silent-library.ts";

const poll = { timeout: 15_000 };

describe("matrix-js-sdk at the homeserver stand-in", () => {
  let matrix: MatrixStandIn;
  let client: MatrixClient;
  let running = 0;

  beforeEach(async () => {
    hush();
    matrix = await startMatrixStandIn({ issuer: null, demo: true });
    const grant = matrix.devices.signIn("@ines:localhost", "SDK", "SDK", false, null);
    client = createClient({
      baseUrl: matrix.address,
      userId: grant.user_id,
      deviceId: grant.device_id,
      accessToken: grant.access_token,
      timelineSupport: true,
      disableVoip: true,
      logger: silent,
      fetchFn: async (...request) => {
        running += 1;
        return fetch(...request).finally(() => void (running -= 1));
      },
    });
    // Calls are none of its business here, and it would tell of each room that there are none.
    vi.spyOn(client.matrixRTC, "start").mockReturnValue();
    const prepared = new Promise<void>((resolve) => {
      client.on(ClientEvent.Sync, (state) => {
        if (state === SyncState.Prepared) resolve();
      });
    });
    await client.startClient({
      initialSyncLimit: 20,
      lazyLoadMembers: true,
      threadSupport: true,
      disablePresence: true,
      pendingEventOrdering: PendingEventOrdering.Detached,
    });
    await prepared;
  });
  afterEach(async () => {
    client.stopClient();
    // It reads ahead in the background, and would complain of a homeserver that is gone.
    while (running > 0) await sleep(20);
    await matrix.close();
  });

  const unit = () => {
    const room = client.getRoom(unitRoom);
    if (room === null) throw new Error("The client does not know the room.");
    return room;
  };
  const texts = () =>
    unit()
      .getLiveTimeline()
      .getEvents()
      .filter((event) => event.getType() === "m.room.message")
      .map((event) => String(event.getContent()["body"]));

  test("finds names, favourites, invitations and counts as the homeserver has them", () => {
    const names = client.getRooms().map((room) => room.name);
    for (const name of ["Referat 42 – Wasserrecht", "Paul Zierau", "Helga Brandstetter", "IT-Service"])
      expect(names).toContain(name);
    expect(Object.keys(unit().tags)).toEqual(["m.favourite"]);
    expect(unit().getUnreadNotificationCount()).toBe(2);
    expect(unit().getJoinedMemberCount()).toBe(9);
    const invited = client.getRooms().filter((room) => room.getMyMembership() === "invite");
    expect(invited.map((room) => room.name)).toEqual(["AG Digitale Akte"]);
  });

  test("pages back to the first event of the room and keeps the order", async () => {
    const timeline = unit().getLiveTimeline();
    for (let pages = 0; timeline.getPaginationToken(EventTimeline.BACKWARDS) !== null; pages += 1) {
      expect(pages).toBeLessThan(20);
      await client.paginateEventTimeline(timeline, { backwards: true, limit: 50 });
    }
    const events = timeline.getEvents();
    expect(events[0]?.getType()).toBe("m.room.create");
    const times = events.filter((event) => event.getType() === "m.room.message").map((event) => event.getTs());
    expect(times.length).toBeGreaterThan(120);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test("sends ten messages while every second reply is cut: ten are in the room, in their order", async () => {
    matrix.loseReplies("send");
    const sent = Array.from({ length: 10 }, (_, count) => `Nachricht ${count}`);
    for (const [count, body] of sent.entries()) {
      // What is lost is sent again under the same transaction, as every careful client does.
      await client.sendTextMessage(unitRoom, body, `t${count}`).catch(async () => {
        const failed = unit()
          .getPendingEvents()
          .find((event) => event.getTxnId() === `t${count}`);
        // What came back by the sync meanwhile has arrived; what did not is sent again under its transaction.
        if (failed !== undefined) await client.resendEvent(failed, unit());
      });
    }
    const events = matrix.homeserver.rooms.get(unitRoom)?.events ?? [];
    const own = events.map(({ event }) => String(event.content["body"])).filter((body) => body.startsWith("Nachricht"));
    expect(own).toEqual(sent);
    matrix.loseReplies(null);
    await expect.poll(() => texts().filter((body) => body.startsWith("Nachricht")), poll).toEqual(sent);
  });

  test("hears of messages, reactions, edits and redactions, who types and who has read", async () => {
    const { homeserver } = matrix;
    const said = homeserver.say(unitRoom, "frank", "Kommen Sie?");
    homeserver.edit(unitRoom, "frank", said, "Kommen Sie heute?");
    homeserver.react(unitRoom, "deniz", said, "👍");
    homeserver.setTyping(unitRoom, "deniz", 20_000);
    await expect.poll(() => unit().findEventById(said)?.getContent()["body"], poll).toBe("Kommen Sie heute?");
    await expect.poll(() => unit().getMember("@deniz:localhost")?.typing, poll).toBe(true);
    const taken = homeserver.say(unitRoom, "frank", "Falsch");
    homeserver.redact(unitRoom, "frank", taken);
    await expect.poll(() => unit().findEventById(taken)?.isRedacted(), poll).toBe(true);
    homeserver.read(unitRoom, "helga", said);
    await expect.poll(() => unit().getEventReadUpTo("@helga:localhost"), poll).toBe(said);
  });

  test("hears that it was removed, and starts a direct conversation", async () => {
    const { room_id: direct } = await client.createRoom({
      is_direct: true,
      invite: ["@tobias:localhost"],
    });
    await expect.poll(() => client.getRoom(direct)?.getMyMembership(), poll).toBe("join");
    expect(matrix.homeserver.rooms.get(direct)?.membership("@tobias:localhost")).toBe("invite");
    matrix.homeserver.setMembership(unitRoom, "ines", "leave", "frank");
    await expect.poll(() => unit().getMyMembership(), poll).toBe("leave");
  });
});
