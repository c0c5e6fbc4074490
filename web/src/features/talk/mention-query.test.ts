import { expect, test } from "vitest";
import { calledPeople } from "#ui/called-people.ts";
import { mentioned, mentionQuery, withMention } from "./mention-query.ts";

const people = ["Ines Marquardt", "Katharina Wendland", "Paul Zierau", "Paul", "Özlem Kaya-Brandt"].map((name) => ({
  id: `@${name}`,
  name,
}));

test.each([
  ["@", 1, { at: 0, term: "" }],
  ["Guten Tag @Kath", 15, { at: 10, term: "Kath" }],
  ["(@Paul Z", 8, { at: 1, term: "Paul Z" }],
  ["@Paul und", 5, { at: 0, term: "Paul" }],
  ["ines@example", 12, null],
  ["Guten Tag", 9, null],
  ["@Paul, bitte", 12, null],
] as const)("%j with the caret at %i begins to call %j", (text, caret, expected) => {
  expect(mentionQuery(text, caret)).toEqual(expected);
});

test.each([
  ["", ["Katharina Wendland", "Özlem Kaya-Brandt", "Paul", "Paul Zierau"]],
  ["pau", ["Paul", "Paul Zierau"]],
  ["zie", ["Paul Zierau"]],
  ["oz", ["Özlem Kaya-Brandt"]],
  ["brandt", ["Özlem Kaya-Brandt"]],
  ["paul z", ["Paul Zierau"]],
  ["paul bitte", []],
  ["ines", []],
])("%j may mean %j, and never oneself", (term, expected) => {
  expect(mentioned(term, people, "@Ines Marquardt").map(({ name }) => name)).toEqual(expected);
});

test("whoever is chosen stands in place of what was begun, and the caret behind them", () => {
  const [, katharina] = people;
  expect(withMention("Tag @Kath wie", { at: 4, term: "Kath" }, katharina ?? { id: "", name: "" })).toEqual({
    text: "Tag @Katharina Wendland wie",
    caret: 23,
  });
  expect(withMention("@", { at: 0, term: "" }, katharina ?? { id: "", name: "" })).toEqual({
    text: "@Katharina Wendland ",
    caret: 20,
  });
});

test("a text calls whoever stands in it by their whole name after an @", () => {
  const called = (text: string): readonly string[] => calledPeople(text, people).map(({ person }) => person.name);
  expect(called("@Paul Zierau, können Sie? @Katharina Wendland weiß es.")).toEqual([
    "Paul Zierau",
    "Katharina Wendland",
  ]);
  expect(called("@Paul: bitte")).toEqual(["Paul"]);
  expect(called("@Pauline und Katharina Wendland")).toEqual([]);
  expect(called("ohne jemanden")).toEqual([]);
});
