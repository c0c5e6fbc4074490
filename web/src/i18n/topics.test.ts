import { expect, test } from "vitest";
import { catalogue as german } from "./de.ts";
import { createText } from "./text.ts";
import { loadTopic, topicNames } from "./topics.ts";
import { joinTopic } from "./use-text.tsx";

const places = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/gu)]
    .map(([, name]) => name ?? "")
    .toSorted()
    .join();
const needed = (key: string, text: string): string =>
  places(text)
    .split(",")
    .filter((name) => !(key.endsWith("_one") && name === "count"))
    .join();

test.each(topicNames)(
  "the texts of %s are whole in both languages, keep the house's tone and are nobody else's",
  async (topic) => {
    const de = await loadTopic(topic, "de");
    const en = await loadTopic(topic, "en");
    const keys = Object.keys(de);
    expect(Object.keys(en).toSorted()).toEqual(keys.toSorted());
    expect(keys.filter((key) => (de[key] ?? "").trim() === "" || (en[key] ?? "").trim() === "")).toEqual([]);
    expect(keys.filter((key) => needed(key, de[key] ?? "") !== needed(key, en[key] ?? ""))).toEqual([]);
    expect(keys.filter((key) => /!|leider|\bups\b|"/iu.test(de[key] ?? ""))).toEqual([]);
    expect(keys.filter((key) => /!|unfortunately|\boops\b|"/iu.test(en[key] ?? ""))).toEqual([]);
    expect(keys.filter((key) => key.endsWith("_one") && !keys.includes(key.replace(/_one$/u, "_other")))).toEqual([]);
    expect(keys.filter((key) => Object.hasOwn(german, key))).toEqual([]);
  },
);

test("a topic joins a page's texts when it is needed, in the page's language", async () => {
  const text = createText("de", german, "Europe/Berlin");
  expect(text.t("inbox.done")).toBe("inbox.done");
  await Promise.all([joinTopic(text, "inbox"), joinTopic(text, "inbox")]);
  expect(text.t("inbox.done")).toBe("Erledigt");
  expect([...text.topics]).toEqual(["inbox"]);
});
