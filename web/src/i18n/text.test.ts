import { errorCodeSchema } from "@pforte/shared/errors/error-code";
import { signInCodeSchema } from "@pforte/shared/errors/sign-in-code";
import { sourceStateSchema } from "@pforte/shared/contract/source-outcome";
import { expect, test } from "vitest";
import { catalogue as german } from "./de.ts";
import { catalogue as english } from "./en.ts";
import { failureTexts, signInCauses, signInTexts, sourceStateTexts } from "./failure-text.ts";
import { createText, type TextKey } from "./text.ts";

const keys = Object.keys(german).toSorted() as (keyof typeof german)[];
const de = createText("de", german, "Europe/Berlin");
const en = createText("en", english, "Europe/Berlin");

test("both languages have the same keys, and no text is empty", () => {
  expect(Object.keys(english).toSorted()).toEqual(keys);
  expect(keys.filter((key) => german[key].trim() === "" || english[key].trim() === "")).toEqual([]);
});

test("a text has the same places to fill in both languages", () => {
  const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name ?? "").toSorted();
  // The singular may write its number out.
  const needed = (key: string, text: string): string =>
    places(text)
      .filter((name) => !(key.endsWith("_one") && name === "count"))
      .join();
  expect(keys.filter((key) => needed(key, english[key]) !== needed(key, german[key]))).toEqual([]);
});

test("the texts keep the house's tone: no exclamation, no “leider”, straight quotes nowhere", () => {
  expect(keys.filter((key) => /!|leider|\bups\b|"/iu.test(german[key]))).toEqual([]);
  expect(keys.filter((key) => /!|unfortunately|\boops\b|"/iu.test(english[key]))).toEqual([]);
});

test("each plural has both of its forms", () => {
  for (const key of keys.filter((name) => name.endsWith("_one"))) {
    expect(keys).toContain(key.replace(/_one$/u, "_other"));
  }
});

test("a count chooses its form and is written as its language writes numbers", () => {
  expect(de.t("source.degraded", { count: 1 })).toBe("1 Eintrag war nicht lesbar und fehlt hier.");
  expect(de.t("source.degraded", { count: 0 })).toBe("0 Einträge waren nicht lesbar und fehlen hier.");
  expect(de.t("source.degraded", { count: 1842 })).toContain("1.842 Einträge");
  expect(en.t("source.degraded", { count: 1842 })).toContain("1,842 entries");
});

test("a value with braces or dollar signs is filled in as it is", () => {
  expect(de.t("tile.more", { tile: "$& {tile}" })).toBe("Mehr zu $& {tile}");
});

test("each error code has a text and a remedy in both languages", () => {
  for (const code of errorCodeSchema.options) {
    for (const { t } of [de, en]) {
      expect(t(failureTexts[code].text)).not.toBe(failureTexts[code].text);
      expect(t(failureTexts[code].remedy)).not.toBe(failureTexts[code].remedy);
    }
  }
});

test("each sign-in code has a sentence of its own and a way on", () => {
  const sentences = signInCodeSchema.options.map((code) => de.t(signInCauses[code]));
  expect(new Set(sentences).size).toBe(signInCodeSchema.options.length);
  expect(Object.keys(signInTexts).toSorted()).toEqual(signInCodeSchema.options.toSorted());
});

test("each state of a source but “ok” has something to say in both languages", () => {
  for (const { shape } of sourceStateSchema.options) {
    const { title, text, remedy } = sourceStateTexts[shape.state.value];
    expect([shape.state.value, text === null]).toEqual([shape.state.value, shape.state.value === "ok"]);
    for (const key of [title, text, remedy].filter((one): one is TextKey & typeof one => one !== null)) {
      expect(de.t(key, { count: 2 })).not.toBe(key);
      expect(en.t(key, { count: 2 })).not.toBe(key);
    }
  }
});
