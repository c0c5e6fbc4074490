import { readSession } from "@pforte/shared/contract/session";
import { expect, it } from "vitest";
import { buildTestPortal } from "../../test/portal.ts";

it("signs a person in through the identity provider and answers as them", async () => {
  await using portal = await buildTestPortal();
  const ines = await portal.as("ines");
  const reply = await ines.call(readSession, {});
  expect(reply.person.username).toBe("ines");
});
