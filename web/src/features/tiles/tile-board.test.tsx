import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { renderPart } from "#testing/render-portal.tsx";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { TileBoard } from "./tile-board.tsx";

const nothing = (): null => null;

function focused(): string | undefined {
  return document.activeElement?.textContent;
}

test("shows categories in order with their tiles as links, and a folder closed", async () => {
  const { container, getByRole } = await renderPart(
    <TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />,
  );
  expect([...container.querySelectorAll("h3")].map(({ textContent }) => textContent)).toEqual([
    "Kommunikation",
    "Dokumente",
    "Zusammenarbeit",
    "Fachverfahren",
    "Betrieb",
  ]);
  await expect.element(getByRole("link", { name: "Mail" })).toHaveAttribute("href", "https://mail.example.org/");
  await expect.element(getByRole("link", { name: "Wasserbuch" })).not.toBeInTheDocument();
  await expectNoBarriers(container);
});

test("a folder opens and closes by click and by keyboard, and its tiles are a list with its name", async () => {
  const { container, getByRole, getByText } = await renderPart(
    <TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />,
  );
  await userEvent.click(getByText("Wasserrecht"));
  await expect
    .element(getByRole("list", { name: "Wasserrecht" }).getByRole("link", { name: "Wasserbuch" }))
    .toBeVisible();
  await expectNoBarriers(container);
  container.querySelector("summary")?.focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(getByRole("link", { name: "Wasserbuch" })).not.toBeInTheDocument();
});

test("a filter leaves what fits in its order, opens the folder of a match and drops empty categories", async () => {
  const { container, getByRole } = await renderPart(
    <TileBoard home={aHome()} matches={new Set(["map", "files"])} badge={nothing} menu={nothing} />,
  );
  expect([...container.querySelectorAll("a.tile")].map((link) => link.getAttribute("href"))).toEqual([
    "https://files.example.org/",
    "https://map.example.org/",
  ]);
  await expect.element(getByRole("heading", { name: "Dokumente" })).toBeVisible();
  await expect.element(getByRole("heading", { name: "Kommunikation" })).not.toBeInTheDocument();
  await expect.element(getByRole("link", { name: /kataster/u })).toBeVisible();
});

test("the arrow keys move as the eye does, also across categories and into an open folder", async () => {
  const { container } = await renderPart(<TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />);
  const tile = (name: string): HTMLElement | undefined =>
    [...container.querySelectorAll<HTMLElement>(".tile")].find(({ textContent }) => textContent.startsWith(name));
  tile("Mail")?.focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(focused()).toBe("Kalender");
  const columns = Math.round(
    (container.querySelector(".tiles")?.getBoundingClientRect().width ?? 0) /
      (tile("Mail")?.getBoundingClientRect().width ?? 1),
  );
  const below = [...container.querySelectorAll<HTMLElement>(".cat:first-of-type .tile")][1 + columns];
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe(below?.textContent ?? "Notizen");
  await userEvent.keyboard("{ArrowUp}");
  expect(focused()).toBe("Kalender");
  await userEvent.keyboard("{End}");
  expect(focused()).toBe("Verwaltung");
  await userEvent.keyboard("{ArrowRight}");
  expect(focused()).toBe("Verwaltung");
  await userEvent.keyboard("{ArrowLeft}");
  expect(focused()).toBe("Wasserrecht");
  await userEvent.keyboard("{Enter}{ArrowRight}");
  expect(focused()).toBe("Wasserbuch");
  await userEvent.keyboard("{Home}");
  expect(focused()).toBe("Mail");
});

test("arrow keys with a modifier stay the browser's", async () => {
  const { container } = await renderPart(<TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />);
  container.querySelector<HTMLElement>(".tile")?.focus();
  await userEvent.keyboard("{Control>}{ArrowRight}{/Control}");
  expect(focused()).toBe("Mail");
});

test("a tile in maintenance says until when and stays a link", async () => {
  const { getByRole } = await renderPart(<TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />);
  await expect.element(getByRole("link", { name: "Videokonferenz Wartung bis 12:00" })).toBeVisible();
});

test("a configured colour is a class of the version's stylesheet, never a style", async () => {
  const home = aHome({
    categories: [
      {
        key: "one",
        name: "Eins",
        items: [{ kind: "tile", tile: aTile({ key: "files", name: "Dateien", coloured: true }) }],
      },
    ],
  });
  const { container } = await renderPart(<TileBoard home={home} matches={null} badge={nothing} menu={nothing} />);
  expect(container.querySelector("a.tile")?.classList.contains("tile-colour-files")).toBe(true);
  expect(container.querySelectorAll("[style]")).toHaveLength(0);
});

test("a person without any tool reads what that means and who can help", async () => {
  const { getByText } = await renderPart(
    <TileBoard home={aHome({ categories: [], dock: [] })} matches={null} badge={nothing} menu={nothing} />,
  );
  await expect.element(getByText(/Ihre Referatsleitung kann den Zugang beantragen/u)).toBeVisible();
});

test("who is not signed in reads how to see all of their tools, and who is does not", async () => {
  const anonymous = await renderPart(
    <TileBoard home={aHome({ person: null })} matches={null} badge={nothing} menu={nothing} />,
  );
  await expect.element(anonymous.getByText("Melden Sie sich an, um alle Ihre Werkzeuge zu sehen.")).toBeVisible();
  await anonymous.unmount();
  const { getByText } = await renderPart(<TileBoard home={aHome()} matches={null} badge={nothing} menu={nothing} />);
  await expect.element(getByText(/Melden Sie sich an/u)).not.toBeInTheDocument();
});
