import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { startIdentityProvider } from "../world/identity-provider.ts";
import { cached, runToEnd } from "./cache.ts";
import { contentsHere, contentsThere, type Judged, runClient, withNextcloud, writeHere } from "./nextcloud-judges.ts";

const oddName = "Übersicht & Plan #1.txt";

test.describe("the Nextcloud stand-in", () => {
  test("lets nextcloudcmd sync a folder both ways, with the same contents after three runs", async () => {
    await withNextcloud(async (judged) => {
      const { nextcloud, folder } = judged;
      const { world } = nextcloud;
      writeHere(folder, oddName, "von hier");
      writeHere(folder, "Referat/Vermerk.txt", "Entwurf");
      writeHere(folder, "weg/alt.txt", "wird gelöscht");
      // More than ten megabytes go up in chunks.
      writeHere(folder, "Karte.bin", Buffer.alloc(12 * 1024 ** 2, "karte"));
      for (const name of ["dort.txt", "Ablage/Anlage 1.txt", "Ablage/2025/März/Anlage 2.txt", "Fach/c.txt"])
        world.put("anna", name, `Inhalt von ${name}`);

      await sync(judged);
      expect(Object.keys(contentsHere(folder))).toHaveLength(8);
      expect(nextcloud.counts["uploads MOVE"]).toBe(1);

      writeHere(folder, "Referat/Vermerk.txt", "zweite Fassung, länger");
      rmSync(join(folder, "weg"), { recursive: true });
      world.put("anna", "Ablage/neu.txt", "neu von dort");
      world.put("anna", "Ablage/Anlage 1.txt", "geändert von dort, länger");
      // Nothing else changes in this branch: only the ETags of the folders above say so.
      world.put("anna", "Ablage/2025/März/Anlage 2.txt", "tief unten geändert");
      const gone = world.find("anna", ["Fach", "c.txt"])?.node;
      if (gone !== undefined) world.tree.remove(gone);
      await sync(judged);
      const names = [
        "Ablage/2025/März/Anlage 2.txt",
        "Ablage/Anlage 1.txt",
        "Ablage/neu.txt",
        "Karte.bin",
        "Referat/Vermerk.txt",
        oddName,
        "dort.txt",
      ];
      expect(Object.keys(contentsHere(folder)).toSorted()).toEqual(names.toSorted());

      nextcloud.forget();
      await sync(judged);
      expect(Object.keys(nextcloud.counts).filter((kind) => /PUT|DELETE|MOVE|GET/.test(kind))).toEqual([]);
    });
  });

  test("refuses nextcloudcmd with a wrong password, and is not believed with a wrong checksum", async () => {
    await withNextcloud(async (judged) => {
      const { nextcloud, folder } = judged;
      const node = nextcloud.world.put("anna", "a.txt", "Inhalt");
      expect((await runSync({ ...judged, password: "wrong" })).code).toBe(1);
      node.checksum = "SHA1:0000000000000000000000000000000000000000";
      expect((await runSync(judged)).code).toBe(1);
      expect(contentsHere(folder)).toEqual({});
    });
  });

  test("lets rclone copy, check by checksum, move, delete and ask for the quota, by password and by token", async () => {
    const provider = await startIdentityProvider({ clients: [] });
    try {
      await withNextcloud(async (judged) => {
        const { address, folder, password } = judged;
        const url = `${address}/remote.php/dav/files/anna`;
        writeHere(folder, `daten/${oddName}`, "Umlaute");
        writeHere(folder, "daten/Ordner/b.txt", "x".repeat(3000));
        const { output: obscured } = await runClient(["rclone", "obscure", password], { cwd: folder });
        const at = Math.floor(Date.now() / 1000);
        const claims = {
          iss: provider.issuer,
          aud: "opendesk-nextcloud",
          opendesk_username: "anna",
          iat: at,
          exp: at + 300,
        };
        const token = await provider.sign("RS256", {}, claims);
        const remotes = { byPassword: `user = anna\npass = ${obscured}`, byToken: `bearer_token = ${token}` };
        const sections = Object.entries(remotes).map(
          ([name, credential]) => `[${name}]\ntype = webdav\nurl = ${url}\nvendor = nextcloud\n${credential}\n`,
        );
        writeHere(folder, "rclone.conf", sections.join("\n"));
        for (const name of Object.keys(remotes)) await judgeByRclone(judged, name);
      }, provider.issuer);
    } finally {
      await provider.close();
    }
  });

  test("tells the vendor's own push client what changed, by a token for one use and by a password", async () => {
    // The first run on a machine downloads the vendor's clients.
    test.setTimeout(180_000);
    const packages = await cached(packagesName, installVendorClients);
    for (const way of ["token", "password"]) {
      await withNextcloud(async ({ nextcloud, address, password }) => {
        const script = fileURLToPath(new URL("nextcloud-push-client.ts", import.meta.url));
        const client = spawn(process.execPath, [script, packages, address, "anna", password, way], { stdio: "pipe" });
        const heard: string[] = [];
        const complaints: string[] = [];
        client.stdout.on("data", (data: Buffer) => heard.push(...data.toString().trim().split("\n")));
        client.stderr.on("data", (data: Buffer) => complaints.push(data.toString()));
        try {
          const isListening = () => nextcloud.listening() === 1 || client.exitCode !== null;
          await expect.poll(isListening, { timeout: 15_000 }).toBe(true);
          expect(client.exitCode, complaints.join("")).toBeNull();
          const node = nextcloud.world.put("anna", "a.txt", "x");
          const texts = { de: "Neu", en: "New" };
          nextcloud.world.notifications.add("anna", { app: "x", objectType: "y", objectId: "1", subject: texts });
          const ids = JSON.stringify([node.id, node.parent?.id]);
          await expect.poll(() => heard.toSorted()).toEqual([`notify_file_id ${ids}`, "notify_notification null"]);
          expect(nextcloud.counts["push pre_auth"] ?? 0).toBe(way === "token" ? 1 : 0);
        } finally {
          client.kill();
        }
      });
    }
  });

  test("is understood by the vendor's own file library: lists, permissions, newest files, favourites", async () => {
    const packages = await cached(packagesName, installVendorClients);
    await withNextcloud(async ({ nextcloud, address, password }) => {
      const { world } = nextcloud;
      world.addAccount("paul", "Paul Zierau");
      const old = world.put("anna", "Ordner/alt.odt", "x", { modified: new Date("2026-01-05T09:00:00Z") });
      old.favouriteOf.add("anna");
      const given = world.put("paul", `Runde/${oddName}`, "xyz", { modified: new Date("2026-02-05T09:00:00Z") });
      world.share(world.folder("paul", "Runde"), "anna", { permissions: 1 });
      const script = fileURLToPath(new URL("nextcloud-files-client.ts", import.meta.url));
      const { code, stdout, output } = await runClient([process.execPath, script, packages, address, "anna", password]);
      expect(code, output).toBe(0);
      const folder = { type: "folder", isFavourite: false, hasPreview: false };
      // The library talks to itself before.
      expect(JSON.parse(stdout.split("\n").at(-1) ?? "")).toEqual({
        listed: [
          // Everything, and reading with deleting: who was given something may always give it back.
          { ...folder, path: "/Ordner", fileid: old.parent?.id, permissions: 31, size: 1, owner: "anna" },
          { ...folder, path: "/Runde", fileid: given.parent?.id, permissions: 9, size: 3, owner: "paul" },
        ],
        recent: [`/Runde/${oddName}`, "/Ordner/alt.odt"],
        favourites: ["/Ordner/alt.odt"],
      });
    });
  });

  test("passes what litmus asks of a WebDAV server", async () => {
    await withNextcloud(async ({ address, password, folder }) => {
      const { output } = await runClient(["litmus", "-k", `${address}/remote.php/dav/files/anna/`, "anna", password], {
        cwd: folder,
        env: { TESTS: "basic copymove props http" },
      });
      const summaries = [...output.matchAll(/summary for `(\w+)': of (\d+) tests run: (\d+) passed, (\d+) failed/g)];
      console.log(summaries.map(([summary]) => `      ${summary}`).join("\n"));
      expect(
        summaries.map(([, suite, , , failed]) => [suite, failed]),
        output,
      ).toEqual([
        ["basic", "0"],
        ["copymove", "0"],
        ["props", "0"],
        ["http", "0"],
      ]);
    });
  });
});

const packagesName = "nextcloud-clients-1.4.0-4.1.0";

/** Their licence keeps the vendor's clients out of our own packages; they live in the lane's cache alone. */
async function installVendorClients(folder: string): Promise<void> {
  const packages = ["@nextcloud/notify_push@1.4.0", "@nextcloud/files@4.1.0", "happy-dom@20.14.6"];
  const npm = ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", ...packages];
  await runToEnd("The vendor's clients", npm, join(folder, "install.log"), folder);
}

async function runSync({ folder, password, address }: Judged) {
  const command = ["nextcloudcmd", "--non-interactive", "-s", "-u", "anna", "-p", password, folder, address];
  return runClient(command, { env: { QT_QPA_PLATFORM: "offscreen", HOME: `${folder}/.nextcloudsync-home` } });
}

/** One run, after which both sides hold the same; the exit code alone would not say so. */
async function sync(judged: Judged): Promise<void> {
  const { code, output } = await runSync(judged);
  expect(code, output).toBe(0);
  expect(contentsHere(judged.folder)).toEqual(contentsThere(judged));
}

async function judgeByRclone(judged: Judged, remote: string): Promise<void> {
  const { folder, nextcloud } = judged;
  const rclone = async (...args: readonly string[]) => {
    const base = [
      "rclone",
      "--config",
      join(folder, "rclone.conf"),
      "--header",
      "OCS-APIRequest: true",
      "--use-cookies=false",
    ];
    const { code, output } = await runClient([...base, ...args], { cwd: folder });
    expect(code, `rclone ${args.join(" ")}: ${output}`).toBe(0);
    return output;
  };
  const [here, there] = [join(folder, "daten"), `${remote}:${remote}`];
  await rclone("copy", here, there);
  expect(await rclone("check", "--checksum", here, there)).toContain("0 differences found");
  nextcloud.forget();
  await rclone("sync", here, there);
  expect(nextcloud.counts["dav PUT"], "an unchanged file goes up again").toBeUndefined();
  await rclone("moveto", `${there}/Ordner/b.txt`, `${there}/verschoben & neu.txt`);
  await rclone("deletefile", `${there}/${oddName}`);
  expect(Object.keys(contentsThere(judged)).filter((path) => path.startsWith(remote))).toEqual([
    `${remote}/verschoben & neu.txt`,
  ]);
  expect(await rclone("about", `${remote}:`)).toContain("Used:");
}
