/** The look that the sign-in page and the demo tools share; the portal's own colours, no file of their own to load. */
export const worldStyle = `
*{box-sizing:border-box;margin:0}
:root{color-scheme:light dark;--canvas:light-dark(#f4f5f8,#12141c);--surface:light-dark(#fff,#191c26);--text:light-dark(#12162a,#eef0f5);--text-2:light-dark(#545a7c,#b3b8cb);--line:light-dark(#e1e3ea,#313544);--control:light-dark(#8088a8,#757c9a);--accent:light-dark(#1f3f97,#9db2e8);--on-accent:light-dark(#fff,#12141c);--soft:light-dark(#e6ebf8,#26304d);--danger:light-dark(#a3130f,#f4a49c);--tool:var(--accent)}
body{background:var(--canvas);color:var(--text);font:400 1.0625rem/1.5 "Fira Sans","Segoe UI",system-ui,sans-serif;min-block-size:100dvh}
main{display:grid;justify-items:start;gap:1rem;max-inline-size:36rem;margin-inline:auto;padding:clamp(2rem,10vh,6rem) 1.5rem 3rem}
main>*{inline-size:100%}
.logo{inline-size:3.5rem;block-size:3.5rem;color:var(--tool);margin-inline-start:-.5rem}
h1{font-weight:500;font-size:1.75rem;line-height:2.25rem}
h2{font-weight:500;font-size:1.0625rem}
a{color:var(--accent)}
ul{list-style:none;padding:0}
[hidden]{display:none!important}
#state,#ended,form{display:grid;gap:1rem}
button,input{font:inherit;color:inherit}
input{border-radius:8px;border:1px solid var(--control);background:var(--surface);padding:.5rem .75rem;min-block-size:2.75rem;max-inline-size:100%}
button{cursor:pointer;border-radius:8px;border:1px solid var(--control);background:var(--surface);padding:.5rem 1rem;min-block-size:2.75rem}
button:hover{background:var(--soft)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.primary:hover{background:var(--accent);filter:brightness(1.1)}
.quiet{border-color:transparent;background:none;padding-inline:0;color:var(--accent)}
.people{display:grid;gap:.5rem}
.person{display:flex;align-items:center;gap:.875rem;inline-size:100%;padding:.75rem 1rem;text-align:start;border-color:var(--line)}
.person strong,.person small{display:block;font-weight:500}
.person small{font-weight:400;font-size:.875rem;color:var(--text-2)}
.initials{display:grid;place-items:center;flex:none;inline-size:2.5rem;block-size:2.5rem;border-radius:38% 38% 18% 18%;background:var(--soft);color:var(--accent);font-weight:500;font-size:.9375rem}
.acts{display:flex;gap:.5rem;flex-wrap:wrap}
.problem{border-inline-start:3px solid var(--danger);padding-inline-start:.75rem;color:var(--danger)}
.state{display:grid;gap:.75rem;background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1rem 1.25rem}
.groups{display:flex;flex-wrap:wrap;gap:.375rem}
.groups li{font-size:.8125rem;background:var(--soft);border-radius:4px;padding:0 .5rem}
code{font-size:.9375rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:.125rem 1rem;font-size:.8125rem;color:var(--text-2);border-block-start:1px solid var(--line);padding-block-start:1rem}
dd{margin:0;color:var(--text);overflow-wrap:anywhere}
@media (forced-colors:active){.person,.state,button{border-color:ButtonText}}
`;

/** A doorway in a doorway. */
export const logo = `<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><path d="M5 29V15a11 11 0 0 1 22 0v14z" fill="currentColor"/><path d="M16 29V10.2c4.6.3 7 3 7 6.8v12z" fill="var(--surface)"/><circle cx="13" cy="19.5" r="1.3" fill="var(--surface)"/></svg>`;
