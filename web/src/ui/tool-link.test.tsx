import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { ToolLink } from "./tool-link.tsx";

const tool = "/src/ui/icons.svg";
const opened: Window[] = [];
let open: MockInstance<typeof globalThis.open>;

beforeEach(() => {
  const really = globalThis.open.bind(globalThis);
  open = vi.spyOn(globalThis, "open").mockImplementation((...asked) => {
    const tab = really(...asked);
    if (tab !== null) {
      opened.push(tab);
    }
    return tab;
  });
});

afterEach(() => {
  for (const tab of opened.splice(0)) {
    tab.close();
  }
  open.mockRestore();
});

test("a named tab is used again by the second click, and the tool in it has no opener", async () => {
  const page = await render(
    <ToolLink tile={{ key: "mail", href: tool, target: { kind: "named-tab", name: "real-tab" } }} className="tile">
      Mail
    </ToolLink>,
  );
  await userEvent.click(page.getByRole("link", { name: "Mail" }));
  await expect.poll(() => opened[0]?.location.pathname).toBe(tool);
  await expect.poll(() => opened[0]?.document.readyState).toBe("complete");
  expect(opened[0]?.opener).toBeNull();
  await userEvent.click(page.getByRole("link", { name: "Mail" }));
  expect(open).toHaveBeenCalledTimes(1);
  expect(opened[0]?.closed).toBe(false);
});

test("without a script every link that leaves the tab leaves without an opener", async () => {
  const page = await render(
    <>
      <ToolLink tile={{ key: "a", href: tool, target: { kind: "new-tab" } }} className="tile">
        New
      </ToolLink>
      <ToolLink tile={{ key: "b", href: tool, target: { kind: "named-tab", name: "b" } }} className="tile">
        Named
      </ToolLink>
      <ToolLink tile={{ key: "c", href: tool, target: { kind: "same-tab" } }} className="tile">
        Same
      </ToolLink>
    </>,
  );
  const links = [...page.container.querySelectorAll("a")];
  expect(links.map(({ target, rel, pathname }) => [target, rel, pathname])).toEqual([
    ["_blank", "noopener noreferrer", tool],
    ["_blank", "noopener noreferrer", tool],
    ["", "noreferrer", tool],
  ]);
});

test("a click with a modifier key is the person's own choice of tab", async () => {
  const page = await render(
    <ToolLink tile={{ key: "mail", href: tool, target: { kind: "named-tab", name: "modified" } }} className="tile">
      Mail
    </ToolLink>,
  );
  let wasTakenOver: boolean | undefined;
  page.container.addEventListener("click", (event) => {
    wasTakenOver = event.defaultPrevented;
    event.preventDefault();
  });
  page.container
    .querySelector("a")
    ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true }));
  expect(wasTakenOver).toBe(false);
  expect(open).not.toHaveBeenCalled();
});
