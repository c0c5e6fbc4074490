import { formatted, type HostileMessage } from "./hostile-message.ts";

const nested = (tag: string, times: number, inside = "x"): string =>
  `<${tag}>`.repeat(times) + inside + `</${tag}>`.repeat(times);
const cells = (count: number): string => "<td>x</td>".repeat(count);

const depths = formatted("exhaust the page by depth", {
  "10,000 open b": "<b>".repeat(10_000),
  "10,000 open div": "<div>".repeat(10_000),
  "2,000 nested div": nested("div", 2000),
  "99 nested div": nested("div", 99),
  "400 nested blockquote": nested("blockquote", 400),
  "90 nested blockquote": nested("blockquote", 90),
  "45 nested lists": "<ul><li>".repeat(45) + "x" + "</li></ul>".repeat(45),
  "1,000 nested lists": "<ul><li>".repeat(1000),
  "45 nested details": "<details><summary>x</summary>".repeat(45) + "y" + "</details>".repeat(45),
  "24 nested tables": "<table><tr><td>".repeat(24) + "x" + "</td></tr></table>".repeat(24),
  "800 nested tables": "<table><tr><td>".repeat(800),
  "90 nested sup": nested("sup", 90),
  "90 nested sub": nested("sub", 90),
  "90 nested code": nested("code", 90),
  "90 nested span": nested("span", 90),
  "90 nested unknown elements": nested("xyz", 90),
  "1,500 nested unknown elements": nested("xyz", 1500),
  "fonts that open again":
    Array.from({ length: 45 }, (_, index) => `<font color="${index}">`).join("") + "<p>".repeat(1900),
  "fonts that open again very often":
    Array.from({ length: 1500 }, (_, index) => `<font color="${index}">`).join("") + "<p>".repeat(1500),
  "b and i out of order": "<b><i>x</b></i>".repeat(400),
  "b around p out of order": "<b><p>x</b>".repeat(300),
  "links out of order": '<a href="https://example.org/"><div>'.repeat(300),
});

const widths = formatted("exhaust the page or its layout by amount", {
  "1,900 paragraphs": "<p>x".repeat(1900),
  "1,900 line breaks": "<br>".repeat(1900),
  "1,900 rules": "<hr>".repeat(1900),
  "900 items": `<ul>${"<li>x</li>".repeat(900)}</ul>`,
  "a table of 900 rows": `<table>${"<tr><td>x</td></tr>".repeat(450)}</table>`,
  "a table of 900 columns": `<table><tr>${cells(900)}</tr></table>`,
  "a table of 9 columns": `<table>${`<tr>${cells(9)}</tr>`.repeat(20)}</table>`,
  "a table of 8 columns of long words": `<table><tr>${`<td>${"W".repeat(300)}</td>`.repeat(8)}</tr></table>`,
  "a table that spans": '<table><tr><td colspan="1000" rowspan="65534">x</td></tr></table>',
  "a table with a word before it": "<table>x<tr>y<td>z</table>",
  "a table without rows": "<table></table><table><tbody></tbody></table>",
  "rows without a table": "<tr><td>x</td></tr><li>y</li><caption>z</caption>",
  "a numbered list from a billion": '<ol start="1000000000"><li>x</li></ol>',
  "a numbered list from below": '<ol start="-5"><li>x</li></ol>',
  "a numbered list from nowhere": '<ol start="1e9999"><li>x</li></ol><ol start="&#x661;"><li>y</li></ol>',
  "400 headings": "<h1>Dringend</h1>".repeat(400),
  "1,000 unknown elements": "<xyz>x</xyz>".repeat(1000),
  "4,000 comments": "<!-- -->x".repeat(3900),
  "20,000 brackets": "<".repeat(20_000),
  "20,000 ampersands": "&".repeat(20_000),
  "5,000 attributes": `<p ${Array.from({ length: 5000 }, (_, index) => `a${index}`).join(" ")}>x</p>`,
  "50,000 characters": "Guten Morgen ".repeat(3800),
});

const ragged = formatted("confuse the reader of the HTML", {
  "unclosed everything": "<p><b><i><u><code><ul><li><table><tr><td><a href='https://example.org/'>x",
  "closings alone": "</p></b></div></ul></table></body></html></script>x",
  "a tag that never ends": "<p title='",
  "a tag of brackets": "<<<p>>>x<</p>>",
  "a tag with a space before its name": "< p>x</ p>",
  CDATA: "<![CDATA[x]]>y",
  "a comment that never ends": "x<!-- y",
  "a comment with a condition": "<!--[if IE]><script>alert(1)</script><![endif]-->x",
  "a declaration": "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
  "a processing instruction": "<?xml version='1.0'?><?php alert(1) ?>x",
  "another encoding": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
  "entities without an end": "&lt &amp &#60 &#x3c &copy x",
  "entities of nothing": "&#xFFFFFFFF; &#55296; &unbekannt; &#0;",
  "whole document": "<!DOCTYPE html><html lang=tr><head><title>x</title></head><body class=x>y</body></html>",
  "paragraphs in paragraphs": "<p>eins<p>zwei</p></p><p><div>drei</div></p>",
  "blocks in words": "<b><p>eins</p><ul><li>zwei</li></ul></b><em><pre>drei</pre></em>",
  "items in items": "<li>eins<li>zwei</li></li><ul>drei<ul>vier</ul></ul>",
  "a summary without details":
    "<summary>x</summary><details>y</details><details><b>z</b><summary>w</summary></details>",
  "an interactive summary": '<details><summary><a href="https://example.org/">x</a></summary>y</details>',
  "headings in headings": "<h1>eins<h2>zwei<p>drei</p></h2></h1>",
  ruby: "<ruby>x<rp>(</rp><rt>y</rt><rp>)</rp></ruby>",
});

const replies = formatted("put words into somebody's mouth by the fallback of a reply", {
  reply:
    '<mx-reply><blockquote><a href="https://matrix.to/#/!r:example.org/$e">In reply to</a> <a href="https://matrix.to/#/@helga:example.org">@helga:example.org</a><br>Ich habe nie zugestimmt.</blockquote></mx-reply>Guten Morgen',
  "reply with a script": "<mx-reply><script>alert(1)</script></mx-reply>Guten Morgen",
  "reply in capitals": "<MX-REPLY>Ich habe zugestimmt.</MX-REPLY>Guten Morgen",
  "reply within a reply": "<mx-reply>eins<mx-reply>zwei</mx-reply>drei</mx-reply>Guten Morgen",
  "reply without an end": "<mx-reply>Guten Morgen",
  "reply at the end": "Guten Morgen<mx-reply>Ich habe zugestimmt.</mx-reply>",
  "reply in a paragraph": "<p>Guten <mx-reply>Ich habe zugestimmt.</mx-reply>Morgen</p>",
  "reply that is a link": '<mx-reply><a href="javascript:alert(1)">x</a></mx-reply>Guten Morgen',
  "nothing but a reply": "<mx-reply>Ich habe zugestimmt.</mx-reply>",
});

/** What tries to exhaust, to break or to deceive by the shape of its HTML. */
export const hostileShapes: readonly HostileMessage[] = [...depths, ...widths, ...ragged, ...replies];
