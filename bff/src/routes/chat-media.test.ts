import { afterAll, beforeAll, expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { sendFile } from "../../test/media-portal.ts";
import type { TestPerson } from "../../test/person.ts";

type World = Awaited<ReturnType<typeof startChatPortal>>;

let world: World;
let ines: TestPerson;
let tobias: TestPerson;

beforeAll(async () => {
  world = await startChatPortal("jwt");
  [ines, tobias] = await Promise.all([world.portal.as("ines"), world.portal.as("tobias")]);
}, 60_000);
afterAll(async () => world[Symbol.asyncDispose]());

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
  "base64",
);

/** Stores a file as Ines, and answers with how its address goes on after the kind of bytes. */
async function store(bytes: Buffer, query: string): Promise<string> {
  const { status, body } = await sendFile(world, ines, bytes, { query });
  expect(status).toBe(200);
  return `chat/${String(Object(body).uri).replace("mxc://", "")}`;
}

test("a picture that one person sent is seen and saved by another, as it was", async () => {
  const place = await store(png, "name=Pegel.png&type=image/png");
  for (const size of ["small", "large"]) {
    const picture = await tobias.send("GET", `/chat/thumbnail/${place}?size=${size}`, {
      headers: { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors", "sec-fetch-site": "same-origin" },
    });
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
  }
  const file = await tobias.get(`/chat/download/${place}?name=Pegel.png`);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(png);
  expect(file.headers.get("content-disposition")).toContain(`filename="Pegel.png"`);
});

test("a drawing that could run is no picture, and is saved as bytes that say nothing", async () => {
  const place = await store(Buffer.from("<svg onload='alert(1)'/>"), "name=a.svg&type=image/svg%2Bxml");
  const headers = { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors", "sec-fetch-site": "same-origin" };
  expect((await tobias.send("GET", `/chat/thumbnail/${place}`, { headers })).status).toBe(404);
  const file = await tobias.get(`/chat/download/${place}?name=a.svg`);
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "application/octet-stream"]);
});

test("bytes go by a device of the chat and leave no token and no name in the log", async () => {
  const place = await store(Buffer.from("Streng vertraulich"), "name=Personalakte.pdf&type=application/pdf");
  await tobias.get(`/chat/download/${place}?name=Personalakte.pdf`);
  expect(world.matrix.devices.of("@ines:localhost").map((device) => device.displayName)).toEqual(["Pforte (Chat)"]);
  for (const canary of ["vertraulich", "Personalakte", "syt_", "eyJ"])
    expect(world.portal.logLines.join("")).not.toContain(canary);
});
