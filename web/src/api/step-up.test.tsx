import { publishDraft, rollBack } from "@pforte/shared/contract/admin-publish";
import { useState } from "react";
import type { ReactElement } from "react";
import { expect, test, vi } from "vitest";
import { call } from "#api/call.ts";
import { useStepUp } from "#api/step-up.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { sessionOf } from "#testing/session-of.ts";

const restored = {
  version: 9,
  publishedAt: "2026-11-23T09:40:00.000Z",
  actor: { kind: "portal" as const },
  note: "x",
  rolledBackFrom: 3,
  origin: null,
};

function NoteForm({ form = "note" }: { form?: string }): ReactElement {
  const [note, setNote] = useState("");
  const [said, setSaid] = useState("");
  const stepUp = useStepUp({ form, read: () => ({ note }), restore: (input) => setNote(input.note) });
  const handlePress = async (): Promise<void> => {
    try {
      const { kind } = await stepUp.run(async () =>
        call(rollBack, { params: { version: 3 }, body: { note }, ifMatch: 8 }),
      );
      setSaid(kind);
    } catch {
      setSaid("failed");
    }
  };
  return (
    <>
      <SignedInAgain isBack={stepUp.isBack} />
      <input aria-label="Notiz" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <button type="button" onClick={() => void handlePress()}>
        Zurückholen
      </button>
      <output>{said}</output>
    </>
  );
}

async function leaveForSignIn(): Promise<RenderedPortal> {
  network.use(fail(rollBack, 401, "step_up"), sessionOf("katharina"));
  const page = await renderPart(<NoteForm />);
  await page.getByRole("textbox").fill("Wegen der Wartung");
  await page.getByRole("button").click();
  await eventually(() => expect(page.journeys).toHaveLength(1));
  return page;
}

test("an act that asks for a fresh sign-in leads there and back to this address, without ending the session", async () => {
  const page = await leaveForSignIn();
  expect(page.journeys).toEqual(["assign /auth/login?returnTo=%2F%3Fplace%3D1&stepUp=1"]);
  expect(page.client.session.get().kind).toBe("live");
});

test("the form finds everything still in it, says so, and does its act when it is pressed again", async () => {
  await (await leaveForSignIn()).unmount();
  network.use(reply(rollBack, restored));
  const page = await renderPart(<NoteForm />);
  await expect.element(page.getByRole("textbox")).toHaveValue("Wegen der Wartung");
  await expect.element(page.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.")).toBeVisible();
  await page.getByRole("button").click();
  await expect.element(page.getByText("done")).toBeVisible();
  await expect.element(page.getByText(/wieder angemeldet/u)).not.toBeInTheDocument();
  expect(sessionStorage).toHaveLength(0);
});

test("somebody else who comes back from the sign-in sees nothing of it, and it is gone", async () => {
  await (await leaveForSignIn()).unmount();
  network.use(sessionOf("paul"));
  const page = await renderPart(<NoteForm />);
  await eventually(() => expect(sessionStorage).toHaveLength(0));
  await expect.element(page.getByRole("textbox")).toHaveValue("");
  await expect.element(page.getByText(/wieder angemeldet/u)).not.toBeInTheDocument();
});

test("another form leaves it where it waits, and a later hour drops it", async () => {
  await (await leaveForSignIn()).unmount();
  const other = await renderPart(<NoteForm form="other" />);
  await expect.element(other.getByRole("textbox")).toHaveValue("");
  await other.unmount();
  expect(sessionStorage).toHaveLength(1);
  await renderPart(<NoteForm form="other" />, { now: () => new Date("2026-11-23T11:44:01.000Z") });
  await eventually(() => expect(sessionStorage).toHaveLength(0));
});

test("a sign-out takes it from the tab", async () => {
  const page = await leaveForSignIn();
  page.client.session.leave();
  expect(sessionStorage).toHaveLength(0);
});

test("a form that the browser cannot keep stays on the page and says that it failed", async () => {
  network.use(fail(rollBack, 401, "step_up"), sessionOf("katharina"));
  const page = await renderPart(<NoteForm />);
  const setItem = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  await page.getByRole("textbox").fill("Wegen der Wartung");
  await page.getByRole("button").click();
  await expect.element(page.getByText("failed")).toBeVisible();
  expect(page.journeys).toEqual([]);
  setItem.mockRestore();
});

test("every other failure is the form's own", async () => {
  network.use(fail(rollBack, 412, "version_stale"));
  const page = await renderPart(<NoteForm />);
  await page.getByRole("button").click();
  await expect.element(page.getByText("failed")).toBeVisible();
  expect(page.journeys).toEqual([]);
});

test("the fresh sign-in of an act is no end of the session for what else the page does", async () => {
  network.use(fail(publishDraft, 401, "step_up"));
  const page = await renderPart(<NoteForm />);
  await page.client.queries
    .getMutationCache()
    .build(page.client.queries, {
      mutationFn: async () => call(publishDraft, { body: { note: "x", accepted: [] }, ifMatch: 1 }),
    })
    .execute(undefined)
    .catch(() => undefined);
  expect(page.client.session.get().kind).toBe("live");
  expect(page.journeys).toEqual([]);
});
