import { useState } from "react";
import type { ReactElement } from "react";
import { expect, test } from "vitest";
import { renderPart } from "#testing/render-portal.tsx";
import { keptForm, useKeptForm } from "./kept-form.ts";

const form = keptForm("", (text) => text !== "");

function Field(): ReactElement {
  const [text, setText] = useKeptForm(form);
  return <input aria-label="Text" value={text} onChange={(event) => setText(() => event.target.value)} />;
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
