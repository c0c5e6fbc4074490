import { hostileMessages } from "@pforte/shared/testing/hostile-messages";
import { useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-react";
import { catalogue } from "#i18n/de.ts";
import { createText } from "#i18n/text.ts";
import { TextProvider } from "#i18n/use-text.tsx";
import { takeComplaints } from "#testing/complaints.ts";
import { strangersIn, watchMessages, type MessageWatch } from "#testing/message-watch.ts";
import { FormattedBody } from "./formatted-body.tsx";
import { PlainBody } from "./plain-body.tsx";

const account = "@ines:example.org";

/** One place in which one body after the other is drawn. */
function createStage() {
  let shown: { readonly html: string | null; readonly text: string } = { html: null, text: "" };
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  function Stage() {
    const { html, text } = useSyncExternalStore(subscribe, () => shown);
    return (
      <div id="stage">
        {html === null ? (
          <PlainBody key={text} text={text} account={account} />
        ) : (
          <FormattedBody key={html} html={html} text={text} account={account} />
        )}
      </div>
    );
  }
  const show = (html: string | null, text: string): void => {
    shown = { html, text };
    flushSync(() => {
      for (const listener of listeners) {
        listener();
      }
    });
  };
  return { Stage, show };
}

/** Everything as it was written: with its format, without it, and the format taken for text. */
const bodies = [
  ...hostileMessages,
  ...hostileMessages
    .filter(({ html }) => html !== null)
    .map(({ name, html }) => ({ name: `${name}, as plain text`, html: null, text: html ?? "" })),
];

let watch: MessageWatch | null = null;
afterEach(() => {
  watch?.stop();
  watch = null;
});

async function openStage(width: number): Promise<{
  readonly stage: HTMLElement;
  readonly show: (html: string | null, text: string) => void;
}> {
  const { Stage, show } = createStage();
  await page.viewport(width, 900);
  const { container } = await render(
    <TextProvider text={createText("de", catalogue, "Europe/Berlin")}>
      <Stage />
    </TextProvider>,
  );
  const stage = container.querySelector("#stage");
  if (!(stage instanceof HTMLElement)) {
    throw new Error("The stage is missing.");
  }
  return { stage, show };
}

/** Elements that reach out of the message, by more than a rounded pixel. */
function overflowing(stage: HTMLElement, width: number): readonly string[] {
  const [body] = stage.children;
  const box = body?.getBoundingClientRect() ?? new DOMRect();
  const out = [...stage.querySelectorAll("*")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return right > box.right + 1 || left < box.left - 1;
  });
  return [
    ...out.map(({ outerHTML }) => outerHTML.slice(0, 120)),
    ...(box.width > width + 1 ? [`${box.width} px wide`] : []),
    ...(document.documentElement.scrollWidth > document.documentElement.clientWidth
      ? ["the page scrolls sideways"]
      : []),
  ];
}

test("the watch sees what a message does that is put into the page as it is", async () => {
  const { stage } = await openStage(1280);
  watch = watchMessages();
  stage.innerHTML = '<img src="/none/x.png" onerror="alert(1)"><p style="position: absolute; left: 9999px">x</p>';
  await expect.poll(() => watch?.done).toEqual(expect.arrayContaining(["alert", "error"]));
  await expect.poll(() => watch?.done.join(" ")).toMatch(/request \S+\/none\/x\.png/u);
  expect(strangersIn(stage).join(" ")).toMatch(/onerror.*<img>.*style/u);
  expect(overflowing(stage, 608)).not.toEqual([]);
  takeComplaints();
});

describe("hostile messages", () => {
  test(
    "run nothing, load nothing and leave nothing that is not on the list (S36, S37)",
    { timeout: 120_000 },
    async () => {
      const { stage, show } = await openStage(1280);
      watch = watchMessages();
      const wrong: string[] = [];
      for (const { name, html, text } of bodies) {
        show(html, text);
        wrong.push(...strangersIn(stage).map((what) => `${name}: ${what}`));
        // A page of work at the most, however it is written.
        const drawn = stage.querySelectorAll("*").length;
        if (drawn > 2000) {
          wrong.push(`${name}: ${drawn} elements`);
        }
        const more = stage.querySelector<HTMLButtonElement>(".said-more");
        if (more !== null) {
          flushSync(() => more.click());
          wrong.push(...strangersIn(stage).map((what) => `${name}, whole: ${what}`));
        }
        await new Promise((resolve) => setTimeout(resolve));
      }
      await new Promise((resolve) => requestAnimationFrame(resolve));
      expect(wrong).toEqual([]);
      expect(watch.done).toEqual([]);
      expect(Object.keys(globalThis).filter((key) => key.startsWith("hostile"))).toEqual([]);
    },
  );

  test.each([1280, 320])("stay in their place at %i px", { timeout: 120_000 }, async (width) => {
    const { stage, show } = await openStage(width);
    const wrong: string[] = [];
    for (const { name, html, text } of bodies) {
      show(html, text);
      wrong.push(...overflowing(stage, 608).map((what) => `${name}: ${what}`));
      const height = stage.getBoundingClientRect().height;
      if (height > (width === 320 ? 6000 : 2000)) {
        wrong.push(`${name}: ${height} px high`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
