import assert from "node:assert/strict";
import { type ClientCase, type JudgedDevice, pick } from "./matrix-judged-device.ts";
import { drawPhoto } from "./nextcloud-picture.ts";

const upload = async (device: JudgedDevice, body: Uint8Array | string, type: string, name: string) =>
  device.ask("POST", `/_matrix/media/v3/upload?filename=${encodeURIComponent(name)}`, body, { "content-type": type });

/** Server and id of what was uploaded, as paths have them. */
async function stored(device: JudgedDevice, body: Uint8Array | string, type: string, name: string): Promise<string> {
  const reply = await upload(device, body, type, name);
  assert.equal(reply.status, 200);
  const uri = String(pick(reply.body, "content_uri"));
  assert.match(uri, /^mxc:\/\/[^/]+\/[A-Za-z0-9]+$/u);
  return uri.slice("mxc://".length);
}

const download = (media: string) => `/_matrix/client/v1/media/download/${media}`;
const thumbnail = (media: string) => `/_matrix/client/v1/media/thumbnail/${media}?width=64&height=64&method=crop`;

export const mediaCases: readonly ClientCase[] = [
  {
    name: "gives back what was uploaded, byte for byte, with type and name, to others as well",
    run: async ({ ines, tobias }) => {
      const picture = drawPhoto(3, 120, 80);
      const media = await stored(ines, picture, "image/png", "bild.png");
      const reply = await tobias.ask("GET", download(media));
      assert.equal(reply.status, 200);
      assert.ok(reply.bytes.equals(picture));
      assert.equal(reply.headers.get("content-type"), "image/png");
      assert.equal(reply.headers.get("content-disposition"), "inline; filename=bild.png");
      const renamed = await tobias.ask("GET", `${download(media)}/anders.png`);
      assert.equal(renamed.headers.get("content-disposition"), "inline; filename=anders.png");
    },
  },
  {
    name: "sends what a browser would run as something to be saved, in a box without scripts",
    run: async ({ ines, tobias }) => {
      const media = await stored(ines, "<script>alert(1)</script>", "text/html", "seite.html");
      const { headers } = await tobias.ask("GET", download(media));
      assert.match(headers.get("content-disposition") ?? "", /^attachment; filename=seite\.html$/u);
      assert.match(headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'; script-src 'none'/u);
    },
  },
  {
    name: "makes a small picture of a picture, and of nothing else",
    run: async ({ ines, tobias }) => {
      const media = await stored(ines, drawPhoto(4, 240, 160), "image/png", "bild.png");
      const small = await tobias.ask("GET", thumbnail(media));
      assert.equal(small.status, 200);
      assert.match(small.headers.get("content-type") ?? "", /^image\/(?:png|jpeg)$/u);
      const text = await stored(ines, "Nur Text", "text/plain", "a.txt");
      const broken = await stored(ines, "kein Bild", "image/png", "b.png");
      for (const each of [text, broken]) await tobias.refused(400, "M_UNKNOWN", "GET", thumbnail(each));
      const sizeless = `/_matrix/client/v1/media/thumbnail/${media}`;
      await tobias.refused(400, "M_MISSING_PARAM", "GET", sizeless);
    },
  },
  {
    name: "knows no media that is not there, and none at the old addresses that everybody could read",
    run: async ({ ines }) => {
      const media = await stored(ines, "x", "text/plain", "a.txt");
      const none = `${ines.homeserver.serverName}/nothing`;
      await ines.refused(404, "M_NOT_FOUND", "GET", download(none));
      await ines.refused(404, "M_NOT_FOUND", "GET", thumbnail(none));
      await ines.refused(404, "M_NOT_FOUND", "GET", `/_matrix/media/v3/download/${media}`);
      await ines.refused(404, "M_NOT_FOUND", "GET", `/_matrix/media/v3/thumbnail/${media}?width=64&height=64`);
    },
  },
  {
    name: "gives media to nobody who is not signed in",
    run: async ({ ines }) => {
      const media = await stored(ines, drawPhoto(5, 40, 40), "image/png", "bild.png");
      for (const path of [download(media), thumbnail(media)]) {
        const reply = await fetch(`${ines.homeserver.address}${path}`);
        assert.deepEqual([reply.status, pick(await reply.json(), "errcode")], [401, "M_MISSING_TOKEN"]);
      }
    },
  },
  {
    name: "says how large an upload may be, and refuses a larger one",
    run: async ({ ines }) => {
      const limit = pick(await ines.done("GET", "/_matrix/client/v1/media/config"), "m.upload.size");
      assert.equal(typeof limit, "number");
      const body = new Uint8Array(Number(limit) + 1);
      const reply = await upload(ines, body, "application/octet-stream", "gross.bin").catch((error: unknown) => {
        // What is larger than any call may be is cut off without a word (Synapse: the limit, at least 13 MB).
        assert.ok(error instanceof TypeError);
        return null;
      });
      if (reply !== null) assert.deepEqual([reply.status, pick(reply.body, "errcode")], [413, "M_TOO_LARGE"]);
    },
  },
];
