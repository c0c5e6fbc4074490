import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { readHome } from "@pforte/shared/contract/home";
import { expect, it } from "vitest";
import { buildTestPortal } from "../../test/portal.ts";

it("the portal asks none of the addresses that administrators entered for people to follow (S54)", async () => {
  const asked: string[] = [];
  const trap = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((done) => trap.listen(0, "localhost", done));
  const address = trap.address();
  const entered = `http://localhost:${typeof address === "object" && address !== null ? address.port : 0}`;
  {
    await using portal = await buildTestPortal({
      document: (document) => ({
        ...document,
        portal: { ...document.portal, imprint: { de: `${entered}/imprint` }, privacy: { de: `${entered}/privacy` } },
        tiles: document.tiles.map((tile) => ({ ...tile, links: { de: `${entered}/${tile.key}` } })),
      }),
    });
    const ines = await portal.as("ines");
    expect(JSON.stringify(await ines.call(readHome))).toContain(`${entered}/imprint`);
    expect((await ines.get("/")).status).toBe(200);
    await wait(300);
  }
  trap.close();
  expect(asked).toEqual([]);
});
