import { describe, expect, test } from "vitest";
import type { ReactElement } from "react";
import { render, type RenderResult } from "vitest-browser-react";
import { catalogue as german } from "#i18n/de.ts";
import { catalogue as english } from "#i18n/en.ts";
import { createText } from "#i18n/text.ts";
import { TextProvider } from "#i18n/use-text.tsx";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { FormattedBody } from "./formatted-body.tsx";
import { PlainBody } from "./plain-body.tsx";

const account = "@ines:example.org";

async function draw(body: ReactElement, language: "de" | "en" = "de"): Promise<RenderResult> {
  const text = createText(language, language === "de" ? german : english, "Europe/Berlin");
  return render(
    <TextProvider text={text}>
      <main>{body}</main>
    </TextProvider>,
  );
}

const drawHtml = (html: string): Promise<RenderResult> => draw(<FormattedBody html={html} account={account} />);
const inner = ({ container }: RenderResult): string => container.querySelector(".said")?.innerHTML ?? "";

describe("a formatted message", () => {
  test("is drawn with what its sender meant, without barriers", async () => {
    const page = await drawHtml(
      '<h1>Plan</h1><p>Bis <strong>Freitag</strong><br>bitte <del>morgen</del></p><ol start="3"><li>eins</li>\n<li>zwei<ul><li>drei</li></ul></li></ol>' +
        "<blockquote><p>Zitat</p></blockquote><pre><code>a &lt; b\nc</code></pre><hr>" +
        "<table><thead><tr><th>Stelle</th><th></th></tr></thead><tbody><tr><td>Aue</td><td>7</td></tr></tbody></table>" +
        "<details><summary>Mehr</summary><p>H<sub>2</sub>O</p></details>",
    );
    expect(inner(page)).toBe(
      '<div class="said-h"><strong>Plan</strong></div><p>Bis <strong>Freitag</strong><br>bitte <del>morgen</del></p>' +
        '<ol start="3"><li>eins</li><li>zwei<ul><li>drei</li></ul></li></ol><blockquote><p>Zitat</p></blockquote>' +
        "<pre><code>a &lt; b\nc</code></pre><hr>" +
        '<table><tbody><tr><th scope="col">Stelle</th><td></td></tr><tr><td>Aue</td><td>7</td></tr></tbody></table>' +
        "<details><summary>Mehr</summary><p>H<sub>2</sub>O</p></details>",
    );
    await expectNoBarriers(page.container);
  });

  test("leads to pages in a tab of their own, and says where a link leads that says something else", async () => {
    const page = await drawHtml(
      '<a href="https://example.org/plan">Plan</a> <a href="https://evil.example/">intranet.example.org</a> ' +
        '<a href="javascript:alert(1)">Weiter</a> <a href="mailto:paul@example.org?cc=x">Paul</a>',
    );
    const links = [...page.container.querySelectorAll("a")];
    expect(links.map(({ href }) => href)).toEqual([
      "https://example.org/plan",
      "https://evil.example/",
      "mailto:paul@example.org",
    ]);
    expect(links.map(({ rel, target }) => `${rel} ${target}`)).toEqual(
      Array.from({ length: 3 }, () => "noopener noreferrer _blank"),
    );
    expect(page.container.textContent).toBe("Plan intranet.example.org (evil.example) Weiter Paul");
    await expectNoBarriers(page.container);
  });

  test("names people, marks the person themself, and leads to no other place of Matrix", async () => {
    const page = await drawHtml(
      '<a href="https://matrix.to/#/@helga:example.org">Helga</a> und <a href="https://matrix.to/#/@ines:example.org">@Ines</a>' +
        ' in <a href="https://matrix.to/#/#referat42:example.org">Referat 42</a>',
    );
    const people = [...page.container.querySelectorAll(".said-person")];
    expect(people.map(({ textContent }) => textContent)).toEqual(["@Helga", "@Ines"]);
    expect(people.map((one) => one.getAttribute("title"))).toEqual(["@helga:example.org", account]);
    expect(people.map((one) => one.classList.contains("is-me"))).toEqual([false, true]);
    expect(page.container.querySelector("a")).toBeNull();
    expect(page.container.textContent).toBe("@Helga und @Ines in Referat 42");
  });

  test("is shown in part where it is long; the rest comes by a button that keeps the focus", async () => {
    const page = await drawHtml(Array.from({ length: 90 }, (_, index) => `<p>Absatz ${index + 1}</p>`).join(""));
    expect(page.container.querySelectorAll("p").length).toBeLessThan(50);
    const more = page.getByRole("button", { name: "Mehr anzeigen" });
    await more.click();
    expect(page.container.querySelectorAll("p")).toHaveLength(90);
    const less = page.getByRole("button", { name: "Weniger anzeigen" });
    await expect.element(less).toHaveFocus();
    await expect.element(less).toHaveAttribute("aria-expanded", "true");
    await less.click();
    expect(page.container.querySelectorAll("p").length).toBeLessThan(50);
    await expectNoBarriers(page.container);
  });

  test("that is too large to be drawn is shown as its plain text", async () => {
    const html = "<div>".repeat(200) + "tief";
    const page = await draw(<FormattedBody html={html} text={"Guten\nMorgen"} account={account} />);
    expect(inner(page)).toBe('<p class="said-plain">Guten\nMorgen</p>');
    const bare = await drawHtml(html);
    expect(bare.container.textContent?.trim()).toContain("tief");
    expect(bare.container.querySelectorAll(".said *")).toHaveLength(1);
  });

  test("flattens what takes too much room: quotations in quotations, tables in tables, wide tables", async () => {
    const quotes = await drawHtml("<blockquote>".repeat(20) + "x" + "</blockquote>".repeat(20));
    expect(quotes.container.querySelectorAll("blockquote")).toHaveLength(5);
    const tables = await drawHtml(`<table><tr>${"<td>x</td>".repeat(9)}</tr></table>`);
    expect(tables.container.querySelector("table")).toBeNull();
    expect(tables.container.textContent).toBe(Array.from({ length: 9 }, () => "x").join(" · "));
  });
});

describe("a plain message", () => {
  test("keeps its lines, and leads where an address of the web says", async () => {
    const page = await draw(
      <PlainBody
        text={"Siehe (https://example.org/a_(b)),\ndann „https://example.org/x“. <b>kein HTML</b> javascript:alert(1)"}
      />,
    );
    expect([...page.container.querySelectorAll("a")].map(({ href }) => href)).toEqual([
      "https://example.org/a_(b)",
      "https://example.org/x",
    ]);
    expect(page.container.querySelector("b")).toBeNull();
    expect(page.container.textContent).toBe(
      "Siehe (https://example.org/a_(b)),\ndann „https://example.org/x“. <b>kein HTML</b> javascript:alert(1)",
    );
    expect(getComputedStyle(page.container.querySelector("p") ?? document.body).whiteSpace).toBe("pre-wrap");
    await expectNoBarriers(page.container);
  });

  test("says the true host of an address that begins with another", async () => {
    const page = await draw(<PlainBody text="https://intranet.example.org@evil.example/" />);
    expect(page.container.querySelector("a")?.href).toBe("https://evil.example/");
    expect(page.container.textContent).toContain("(evil.example)");
  });

  test("is shown in part where it is long, in the language of the page", async () => {
    const page = await draw(<PlainBody text={"Zeile\n".repeat(100)} />, "en");
    expect(page.container.textContent?.match(/Zeile/gu)).toHaveLength(40);
    await page.getByRole("button", { name: "Show more" }).click();
    expect(page.container.textContent?.match(/Zeile/gu)).toHaveLength(100);
    await expect.element(page.getByRole("button", { name: "Show less" })).toHaveFocus();
  });
});
