import type { Transaction } from "kysely";
import { announce } from "./bus-message.ts";
import type { Arrival, SessionRecord } from "./ports/session-store.ts";
import { addNotification } from "./postgres-inbox-store.ts";
import { ownerDigest } from "./principal.ts";
import type { Tables } from "./tables.ts";

/** How long a device is known after the last sign-in from it; its cookie lives as long. */
const knownMilliseconds = 180 * 24 * 3600 * 1000;
/** Far more than anybody has; a browser that keeps no cookies is a new one each time. */
const mostDevices = 50;
const sweepBatch = 1000;

/**
 * Notes from which device a person signed in, and tells them where they know others and this one not. The very first one
 * is no news. Whoever calls holds the person's lock (`lockMeant`). `isHere` says that they were signed in there already.
 */
export async function meetDevice(
  tx: Transaction<Tables>,
  { owner, createdAt }: Pick<SessionRecord, "owner" | "createdAt">,
  { device, notice }: Pick<Arrival, "device" | "notice">,
  isHere: boolean,
): Promise<void> {
  const { issuer, subject } = owner;
  const known = await tx
    .selectFrom("known_devices")
    .select(["device", "is_ended"])
    .where((eb) => eb.and({ issuer, subject }))
    .orderBy("seen_at", "desc")
    .execute();
  const same = known.find((each) => each.device === device);
  const isNew = same === undefined ? known.length > 0 : same.is_ended;
  const seen = { seen_at: createdAt, is_ended: false };
  await tx
    .insertInto("known_devices")
    .values({ issuer, subject, device, ...seen })
    .onConflict((conflict) => conflict.columns(["issuer", "subject", "device"]).doUpdateSet(seen))
    .execute();
  const surplus = known.filter((each) => each.device !== device).slice(mostDevices - 1);
  if (surplus.length > 0) {
    await tx
      .deleteFrom("known_devices")
      .where((eb) => eb.and({ issuer, subject }))
      .where(
        "device",
        "in",
        surplus.map((each) => each.device),
      )
      .execute();
  }
  if (isNew && !isHere) {
    await addNotification(tx, owner, notice);
    await announce(tx, [{ type: "inbox_changed", owner: ownerDigest(owner) }]);
  }
}

/** Forgets some devices from which nobody signed in for long; the next round goes on. */
export async function forgetOldDevices(tx: Transaction<Tables>, at: Date): Promise<void> {
  await tx
    .deleteFrom("known_devices")
    .where((eb) =>
      eb(
        eb.refTuple("issuer", "subject", "device"),
        "in",
        eb
          .selectFrom("known_devices")
          .select(["issuer", "subject", "device"])
          .where("seen_at", "<", new Date(at.getTime() - knownMilliseconds))
          .limit(sweepBatch)
          .forUpdate()
          .skipLocked()
          .$asTuple("issuer", "subject", "device"),
      ),
    )
    .execute();
}
