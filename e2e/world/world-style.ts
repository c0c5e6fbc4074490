import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { checkout } from "./world-data.ts";

const fonts = createRequire(join(checkout, "web/package.json"));

/** The portal's letters within the page itself: the sign-in page and the tools have no address to load a font from. */
function fontFace(weight: 400 | 500 | 600): string {
  const file = readFileSync(fonts.resolve(`@fontsource/fira-sans/files/fira-sans-latin-${weight}-normal.woff2`));
  return `@font-face{font-family:"Fira Sans";font-weight:${weight};src:url(data:font/woff2;base64,${file.toString("base64")})}`;
}

/** The look that the sign-in page and the demo tools share; the portal's own colours, no file of their own to load. */
export const worldStyle = `
${fontFace(400)}
${fontFace(500)}
${fontFace(600)}
*{box-sizing:border-box;margin:0}
:root{color-scheme:light dark;--surface:light-dark(#fff,#141620);--text:light-dark(#131525,#edeef3);--text-2:light-dark(#51577a,#b2b6cc);--line:light-dark(#e1e3eb,#2b2e3e);--control:light-dark(#8187a7,#737a9a);--accent:light-dark(#2044aa,#97afe1);--accent-hover:light-dark(#143593,#b2c4e9);--on-accent:light-dark(#fff,#0d0e16);--hover:light-dark(#edeef3,#212432);--soft:light-dark(#e5ebf7,#1f2e4e);--danger:light-dark(#b60000,#f59587);--tool:var(--accent)}
body{background:var(--surface);color:var(--text);font:400 .9375rem/1.375rem "Fira Sans","Segoe UI",system-ui,sans-serif;font-variant-numeric:lining-nums;min-block-size:100dvh}
main{display:grid;justify-items:start;gap:1rem;max-inline-size:34rem;margin-inline:auto;padding:clamp(2rem,12vh,7rem) 1.5rem 3rem}
main>p:not(.back){font-size:1.0625rem;line-height:1.5rem}
main>*{inline-size:100%}
.logo{inline-size:3.5rem;block-size:3.5rem;color:var(--tool);margin-inline-start:-.5rem}
h1{font-weight:500;font-size:1.75rem;line-height:2.25rem;letter-spacing:-.012em;text-wrap:balance}
h2{font-weight:600;font-size:.9375rem}
strong{font-weight:600}
a{color:var(--accent)}
ul{list-style:none;padding:0}
[hidden]{display:none!important}
#state,#ended,form{display:grid;gap:1rem}
button,input{font:inherit;color:inherit}
input{border-radius:8px;border:1px solid var(--control);background:var(--surface);padding:.5rem .75rem;min-block-size:2.75rem;max-inline-size:100%}
button{cursor:pointer;font-weight:500;border-radius:8px;border:1px solid var(--control);background:var(--surface);padding:.5rem 1rem;min-block-size:2.75rem}
button:hover{background:var(--hover)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.primary:hover{background:var(--accent-hover);border-color:var(--accent-hover)}
.quiet{border-color:transparent;background:none;padding-inline:.75rem;margin-inline-start:-.8125rem;color:var(--accent)}
.people{display:grid;gap:.5rem}
.person{display:flex;align-items:center;gap:.75rem;inline-size:100%;padding:.75rem 1rem;text-align:start;border-color:var(--line)}
.person strong,.person small{display:block;font-weight:500}
.person:hover .initials{background:var(--surface)}
.person small{font-weight:400;font-size:.875rem;color:var(--text-2)}
.initials{display:grid;place-items:center;flex:none;inline-size:2.5rem;block-size:2.5rem;border-radius:38% 38% 18% 18%;background:var(--soft);color:var(--accent);font-weight:500;font-size:.9375rem}
.acts{display:flex;gap:.5rem;flex-wrap:wrap}
.problem{border-inline-start:3px solid var(--danger);padding-inline-start:.75rem;color:var(--danger)}
.state{display:grid;gap:.75rem;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1rem 1.25rem}
.groups{display:flex;flex-wrap:wrap;gap:.25rem}
.groups li{font-size:.8125rem;background:var(--soft);border-radius:4px;padding:0 .5rem}
code{font:inherit;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.125rem 1rem;font-size:.8125rem;color:var(--text-2);border-block-start:1px solid var(--line);padding-block-start:1rem}
dd{margin:0;color:var(--text);overflow-wrap:anywhere}
@media (forced-colors:active){.person,.state,button{border-color:ButtonText}}
`;

/** A doorway in a doorway. */
export const logo = `<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><path d="M5 29V15a11 11 0 0 1 22 0v14z" fill="currentColor"/><path d="M16 29V10.2c4.6.3 7 3 7 6.8v12z" fill="var(--surface)"/><circle cx="13" cy="19.5" r="1.3" fill="var(--surface)"/></svg>`;
