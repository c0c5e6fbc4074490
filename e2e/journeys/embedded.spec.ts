import { hostilePictures } from "@pforte/shared/testing/hostile-pictures";
import { pictureUploadPath } from "@pforte/shared/contract/admin-assets";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { openSection, previewWithoutScripts, publish, rowOf } from "../support/administration.ts";
import { expect, signIn, test, tile } from "../support/journey.ts";
import { ines, katharina } from "../world/people.ts";

test.describe("what comes from elsewhere", () => {
  test.slow();

  test("a tool stands inside of the portal, in the sandbox that it is given, and survives a reload (S36)", async ({
    open,
  }) => {
    const { page: admin, guard: adminGuard } = await open();
    adminGuard.expectConsole(previewWithoutScripts);
    adminGuard.expectConsole("status of 422");
    await signIn(admin, katharina);
    await openSection(admin, "tiles", "Kacheln");
    await rowOf(admin, "Hilfe").click();
    await admin.getByText("eingebettet in Pforte").click();
    await expect(admin.getByText("1 Änderung im Entwurf")).toBeVisible();
    await publish(admin, "Hilfe in der Pforte");

    const { page } = await open();
    await signIn(page, ines);
    await tile(page, "Hilfe").click();
    await expect(page).toHaveURL(/\/app\/help$/u);
    const inside = page.frameLocator('iframe[title="Hilfe"]');
    await expect(inside.getByRole("heading").first()).toBeVisible();
    const frame = page.locator('iframe[title="Hilfe"]');
    await expect(frame).toHaveAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads",
    );
    const policy = (await page.request.get("/app/help")).headers()["content-security-policy"] ?? "";
    expect(policy).toMatch(/frame-src http:\/\/help\.localhost:\d+;/u);
    expect((await page.request.get("/")).headers()["content-security-policy"]).toContain("frame-src 'none'");
    await page.reload();
    await expect(inside.getByRole("heading").first()).toBeVisible();
    await page.getByRole("link", { name: "Zur Startseite" }).first().click();
    await expect(tile(page, "Hilfe")).toBeVisible();
    expect((await page.request.get("/app/wiki")).status()).toBe(404);
  });

  test("no hostile picture comes in, and one that came in runs nothing where it is opened by itself (S66)", async ({
    open,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole("status of 400");
    // The picture's own page runs nothing, and this browser's watchman is a script.
    guard.expectConsole("Blocked script execution");
    guard.expectConsole("origin-keyed");
    await signIn(page, katharina);
    const send = async (svg: string): Promise<{ readonly status: number; readonly text: string }> =>
      page.evaluate(
        async ([path, name, value, body]) => {
          const headers = { "content-type": "image/svg+xml", [name]: value };
          const reply = await fetch(path, { method: "POST", headers, body });
          return { status: reply.status, text: await reply.text() };
        },
        [pictureUploadPath, portalHeader.name, portalHeader.value, svg] as const,
      );
    const statuses: number[] = [];
    for (const { svg } of hostilePictures) statuses.push((await send(svg)).status);
    expect(statuses.length).toBeGreaterThanOrEqual(73);
    expect(new Set(statuses)).toEqual(new Set([400]));
    const fine = await send(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z" fill="#2044aa"/></svg>',
    );
    expect(fine.status, fine.text).toBe(200);
    const file = /upload:([0-9a-f]{64}\.svg)/u.exec(fine.text)?.[1] ?? "";
    const reply = await page.goto(`/icons/${file}`);
    expect(reply?.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(reply?.headers()["content-security-policy"]).toContain("sandbox");
    expect(reply?.headers()["x-content-type-options"]).toBe("nosniff");
  });
});
