import axe from "axe-core";
import { expect } from "vitest";

/** By WCAG 2.0 to 2.2 A and AA and by best practice. */
const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What another appearance may break; names, roles and order are the same in each. */
const colours = ["color-contrast", "link-in-text-block"];

/** Fails with the rule and the place of each barrier that axe finds. */
export async function expectNoBarriers(container: Element, only = everything): Promise<void> {
  const { violations } = await axe.run(container, {
    runOnly: only,
    resultTypes: ["violations"],
    // A part of a page has no heading of the first level and not all landmarks; whole pages are checked end to end.
    ...(only === everything && { rules: { "page-has-heading-one": { enabled: false }, region: { enabled: false } } }),
  });
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
}

/** The same in each appearance, once its colours have come. */
export async function expectNoBarriersInAppearances(container: Element): Promise<void> {
  for (const theme of ["light", "dark", "contrast"]) {
    document.documentElement.dataset["theme"] = theme;
    // Asked for twice: a transition begins with the next frame.
    await new Promise(requestAnimationFrame);
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(async ({ finished }) => finished));
    await expectNoBarriers(container, theme === "light" ? everything : colours);
  }
  delete document.documentElement.dataset["theme"];
}
