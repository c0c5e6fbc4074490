import { readSession } from "@pforte/shared/contract/session";
import { http } from "msw";
import { useState } from "react";
import type { ReactElement } from "react";
import { describe, expect, test } from "vitest";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network, reply } from "#testing/server.ts";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { keptForm, useKeptForm } from "./kept-form.ts";
import { sessionOf } from "#testing/session-of.ts";

const form = keptForm({ name: "kept/test", first: "", wouldBeMissed: (text) => text !== "" });

function Field(): ReactElement {
  const [text, setText, isBack] = useKeptForm(form);
  return (
    <>
      <SignedInAgain isBack={isBack} />
      <input aria-label="Text" value={text} onChange={(event) => setText(() => event.target.value)} />
    </>
  );
}

/** Whether the browser would ask before this page is left. */
const asks = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

function Page(): ReactElement {
  const [shown, setShown] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setShown(!shown)}>
        Elsewhere
      </button>
      {shown ? <Field /> : null}
    </>
  );
}

test("a form is found as it was left, the browser asks only while something is typed, and with the session all is gone", async () => {
  network.use(sessionOf("katharina"));
  const page = await renderPart(<Page />);
  const [field, elsewhere] = [page.getByRole("textbox"), page.getByRole("button", { name: "Elsewhere" })];
  expect(asks()).toBe(false);
  await field.fill("halb fertig");
  expect(asks()).toBe(true);
  await elsewhere.click();
  expect([field.elements().length, asks()]).toEqual([0, true]);
  await elsewhere.click();
  await expect.element(field).toHaveValue("halb fertig");
  await field.fill("");
  expect(asks()).toBe(false);
  await field.fill("noch etwas");
  page.client.session.forget();
  expect(asks()).toBe(false);
  await expect.element(field).toHaveValue("");
});

describe("a form whose session ends before it is sent", () => {
  async function typeUntilItEnds(): Promise<RenderedPortal> {
    const page = await renderPart(<Field />);
    await page.getByRole("textbox").fill("halb fertig");
    page.client.session.pause();
    return page;
  }

  async function leaveForSignIn(): Promise<RenderedPortal> {
    network.use(sessionOf("katharina"));
    const page = await typeUntilItEnds();
    await eventually(() => {
      page.client.session.renew();
      expect(sessionStorage).toHaveLength(1);
    });
    return page;
  }

  test("waits behind the sign-in without the browser asking, and is found again, once, by whoever typed it", async () => {
    await (await leaveForSignIn()).unmount();
    expect(asks()).toBe(false);
    const page = await renderPart(<Field />);
    await expect.element(page.getByRole("textbox")).toHaveValue("halb fertig");
    await expect.element(page.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.")).toBeVisible();
    expect([asks(), sessionStorage.length]).toEqual([true, 0]);
    await page.getByRole("textbox").fill("");
    await expect.element(page.getByText(/wieder angemeldet/u)).not.toBeInTheDocument();
  });

  test("is dropped unseen where somebody else comes back, and with a sign-out", async () => {
    await (await leaveForSignIn()).unmount();
    network.use(sessionOf("tobias"));
    const page = await renderPart(<Field />);
    await eventually(() => expect(sessionStorage).toHaveLength(0));
    await expect.element(page.getByRole("textbox")).toHaveValue("");
    await page.unmount();
    const left = await leaveForSignIn();
    expect(sessionStorage).toHaveLength(1);
    left.client.session.forget();
    expect(sessionStorage).toHaveLength(0);
  });

  test("is not written down where nobody could say whose it is, and the browser asks", async () => {
    const answered = Promise.withResolvers<undefined>();
    network.use(
      reply(readSession, () => {
        answered.resolve(undefined);
        return failure(503, "storage_unavailable");
      }),
    );
    const page = await typeUntilItEnds();
    await answered.promise;
    await new Promise((resolve) => setTimeout(resolve, 100));
    page.client.session.renew();
    expect([asks(), sessionStorage.length]).toEqual([true, 0]);
  });

  test("gives way to what was typed before it was found", async () => {
    await (await leaveForSignIn()).unmount();
    const gate = Promise.withResolvers<undefined>();
    network.use(
      http.get(readSession.path, async () => {
        await gate.promise;
        return undefined;
      }),
    );
    const page = await renderPart(<Field />);
    await page.getByRole("textbox").fill("neu");
    gate.resolve(undefined);
    await eventually(() => expect(sessionStorage).toHaveLength(0));
    await expect.element(page.getByRole("textbox")).toHaveValue("neu");
  });
});
