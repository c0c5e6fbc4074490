import { formatted, plain, type HostileMessage } from "./hostile-message.ts";

const everyUnseen =
  "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff";

const turned = plain("show a text in another order than it has", {
  "turned file name": "Rechnung_\u202efdp.exe",
  "turned file name by isolation": "Rechnung_\u2067fdp.exe\u2069",
  "turned sentence that is never turned back": "\u202eGuten Morgen",
  "embedding that is never closed": `${"\u202b".repeat(200)}Guten Morgen`,
  "closings without openings": `${"\u202c\u2069".repeat(200)}Guten Morgen`,
  "marks of direction between letters": Array.from("Guten Morgen").join("\u200f"),
  "file name in Hebrew": "\u05d3\u05d5\u05d7 2026 (3).odt",
  "file name in Arabic": "\u062a\u0642\u0631\u064a\u0631 2026.odt \u2013 Entwurf",
  "turned amount": "Bitte \u202e000.01\u202c EUR überweisen",
});

const unseen = plain("hide something between what is seen", {
  "every unseen character": everyUnseen,
  "zero-width spaces in a word": Array.from("Passwort").join("\u200b"),
  "tags of Unicode": "Guten Morgen\u{e0068}\u{e0061}\u{e006c}\u{e006c}\u{e006f}",
  "variation selectors": `Guten${"\u{e0100}\u{e0101}".repeat(500)} Morgen`,
  "Hangul fillers": `\u3164${"\u115f\u1160".repeat(50)}`,
  "blanks of Braille": "\u2800".repeat(300),
  "an empty text": "",
  "white space alone": " \t\n\u00a0\u2003\n ",
  "line separators": "eins\u2028zwei\u2029drei\u0085vier\u000bfünf\u000csechs",
  "returns of a typewriter": "Guten Morgen\rGelöscht",
  "null bytes": "Guten\u0000 Morgen\u0000",
  "controls of a terminal": "\u001b[2J\u001b[31mGuten Morgen\u0007\u0008\u0008",
  "replacement characters": "\ufffd\ufffe\uffff\ufdd0",
  "objects that are not there": "\ufffc\ufff9Guten\ufffaMorgen\ufffb",
});

const floods = plain("break the layout by the amount of one thing", {
  "a word of 10,000 letters": "a".repeat(10_000),
  "a word of 10,000 wide letters": "W".repeat(10_000),
  "a German word of 8,000 letters": "Hochwasserrückhaltebecken".repeat(320),
  "a word that may not break": "Guten\u00a0".repeat(2000),
  "a word held together": Array.from({ length: 2000 }, () => "a").join("\u2060"),
  "5,000 line breaks": "\n".repeat(5000),
  "2,000 lines": "Guten Morgen\n".repeat(2000),
  "20,000 spaces": " ".repeat(20_000),
  "5,000 tabs": "x\t".repeat(5000),
  "4,000 emoji": "\u{1f600}".repeat(4000),
  "families of emoji": "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}".repeat(1000),
  "emoji that never end": Array.from({ length: 2000 }, () => "\u{1f468}").join("\u200d"),
  "flags without a country": "\u{1f1e9}".repeat(2001),
  "towers of marks": Array.from("Guten Morgen", (letter) => letter + "\u0300\u0316\u0489".repeat(100)).join(""),
  "marks without a letter": "\u0336".repeat(5000),
  "marks that enclose": Array.from("STOPP", (letter) => `${letter}\u20dd\u20e0\u20e4`).join(""),
  "letters that are very high": "\ufdfd\ufdfa\u{1242b}\u{102a}".repeat(200),
  "signs that are very wide": "\u{12031}\u{a9c5}\ufdfd".repeat(200),
  "right to left without a break": "\u0645".repeat(8000),
  "Chinese without a space": "\u6c34".repeat(8000),
  "Thai without a space": "\u0e19\u0e49\u0e33".repeat(3000),
  "rules of signs": "=".repeat(5000),
  "a picture of signs": `${"\u2588".repeat(200)}\n`.repeat(80),
});

const marked = plain("be taken for HTML, Markdown or a template", {
  "plain script": "<script>alert(1)</script>",
  "plain handler": "<img src=x onerror=alert(1)>",
  "plain entities": "&lt;b&gt; &amp;#x3c;script&gt; &nbsp;",
  "plain template": "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= alert(1) %> #{alert(1)}",
  "plain Markdown": "[Weiter](javascript:alert(1)) ![x](https://evil.example/x.png) # Überschrift",
  "plain closing of the page": "</script></style></textarea></title></body></html>",
  "plain JSON": '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}',
  "plain formula": '=HYPERLINK("https://evil.example/";"Weiter")',
  "plain query": "'; DROP TABLE sessions; --",
  "plain fallback of a reply": "> <@helga:example.org> Ich habe nie zugestimmt.\n\nGuten Morgen",
  "plain fallback without an answer": "> <@helga:example.org> nur ein Zitat",
  "plain mention of everybody": "@room @channel @everyone",
});

const formattedTexts = formatted("do with a format what can be done with plain text", {
  "formatted turned file name": "<b>Rechnung_\u202efdp.exe</b>",
  "formatted turned by entities": "Rechnung_&#x202e;fdp.exe",
  "formatted isolation by bdo": '<bdo dir="rtl">Guten Morgen</bdo><bdi dir="rtl">Guten Morgen</bdi>',
  "formatted zero-width entities": "Pass&ZeroWidthSpace;wort&zwj;&zwnj;&shy;&lrm;&rlm;",
  "formatted null bytes": "Guten\u0000 <b>Mor\u0000gen</b> &#0;",
  "formatted towers of marks": `<strong>${"Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308".repeat(300)}</strong>`,
  "formatted word of 10,000 letters": `<em>${"W".repeat(10_000)}</em>`,
  "formatted code of 10,000 letters": `<code>${"x".repeat(10_000)}</code>`,
  "formatted block of 10,000 letters": `<pre><code>${"x".repeat(10_000)}</code></pre>`,
  "formatted block of 3,000 lines": `<pre>${"x\n".repeat(3000)}</pre>`,
  "formatted spaces that do not break": "a&nbsp;".repeat(3000),
  "formatted name of an own picture": '<img data-mx-emoticon src="mxc://example.org/x" alt="\u202e:nov:" height="32">',
  "formatted picture with a long name": `<img src="mxc://example.org/x" alt="${"W".repeat(5000)}">`,
  "formatted spoiler": '<span data-mx-spoiler="Grund">verraten</span>',
});

/** What tries to deceive or to flood by characters alone. */
export const hostileTexts: readonly HostileMessage[] = [...turned, ...unseen, ...floods, ...marked, ...formattedTexts];
