/**
 * What a page of another host tries with a person's cookies. Each of these runs in the browser, so it holds everything
 * that it needs; each tells what of an answer the page could read, which must be nothing.
 */

/** A route to try, by its whole address. */
export interface Target {
  readonly method: string;
  readonly url: string;
}

/** Calls by script: fetch in all its modes, XMLHttpRequest, beacons, event streams and sockets. */
export async function callByScript(targets: readonly Target[]): Promise<readonly string[]> {
  const readable: string[] = [];
  const json = "{}";
  const give = (method: string, more: RequestInit = {}): RequestInit => {
    const hasBody = method !== "GET" && method !== "HEAD";
    return { method, credentials: "include", ...(hasBody && { body: json }), ...more };
  };
  const variants = (method: string): readonly RequestInit[] => [
    ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((each) => give(each)),
    give(method, { headers: { "x-portal": "1" } }),
    give(method, { headers: { "x-portal": "1", "content-type": "application/json", "if-match": '"1"' } }),
    give(method, { credentials: "omit" }),
    { method: "GET", mode: "no-cors", credentials: "include" },
    { method: "POST", mode: "no-cors", credentials: "include", body: json },
    { method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams({ a: "b" }), keepalive: true },
    { method: "POST", mode: "no-cors", credentials: "include", body: new FormData() },
  ];
  const byFetch = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, init).catch(() => null);
    if (answer !== null) readable.push(`fetch ${init.mode ?? "cors"} ${init.method} ${url}: ${answer.type}`);
  };
  const byRequest = async (method: string, url: string) =>
    new Promise<void>((done) => {
      const request = new XMLHttpRequest();
      request.addEventListener("load", () => readable.push(`XMLHttpRequest ${url}`));
      request.addEventListener("loadend", () => done());
      request.open(method, url);
      request.withCredentials = true;
      request.send(method === "GET" ? null : json);
    });
  const byStream = async (url: string) =>
    new Promise<void>((done) => {
      const stream = new EventSource(url, { withCredentials: true });
      const end = () => {
        stream.close();
        done();
      };
      stream.addEventListener("open", () => {
        readable.push(`EventSource ${url}`);
        end();
      });
      stream.addEventListener("error", end);
    });
  const bySocket = async (url: string) =>
    new Promise<void>((done) => {
      const socket = new WebSocket(url.replace(/^http/u, "ws"));
      socket.addEventListener("open", () => readable.push(`WebSocket ${url}`));
      socket.addEventListener("close", () => done());
    });
  const attack = async ({ method, url }: Target) => {
    navigator.sendBeacon(url, json);
    navigator.sendBeacon(url, new Blob([json], { type: "application/x-www-form-urlencoded" }));
    for (const init of variants(method)) await byFetch(url, init);
    await byRequest(method, url);
    await byRequest("POST", url);
    await byStream(url);
    await bySocket(url);
  };
  const left = targets.values();
  const worker = async () => {
    for (const target of left) await attack(target);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  for (const entry of performance.getEntriesByType("resource")) {
    const isOwn = entry.name.startsWith(location.origin);
    if (!isOwn && entry instanceof PerformanceResourceTiming && (entry.transferSize > 0 || entry.responseStatus > 0)) {
      readable.push(`timing ${entry.name}`);
    }
  }
  return readable;
}

/** Everything in HTML that fetches: whatever fires `load` but a frame has read an answer. */
export async function embed(targets: readonly Target[]): Promise<readonly string[]> {
  const readable: string[] = [];
  const within = 3000;
  const settled = async (element: Element, name: string, url: string) =>
    new Promise<void>((done) => {
      // A hint, and a medium that never asks, may say nothing at all.
      const timer = setTimeout(done, within);
      const end = () => {
        clearTimeout(timer);
        done();
      };
      for (const event of ["load", "loadeddata", "loadedmetadata"]) {
        element.addEventListener(event, () => {
          const isHint = element instanceof HTMLLinkElement && /prefetch/u.test(element.rel);
          if (!isHint) readable.push(`${name} ${url}`);
          end();
        });
      }
      element.addEventListener("error", end);
    });
  const make = (name: string, attributes: Readonly<Record<string, string>>): Element => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const kinds = (url: string): readonly Element[] => [
    make("img", { src: url }),
    make("img", { src: url, crossorigin: "use-credentials" }),
    make("input", { type: "image", src: url }),
    make("script", { src: url }),
    make("script", { src: url, type: "module", crossorigin: "use-credentials" }),
    make("link", { rel: "stylesheet", href: url }),
    make("link", { rel: "prefetch", href: url }),
    make("link", { rel: "preload", as: "image", href: url }),
    make("link", { rel: "modulepreload", href: url, crossorigin: "use-credentials" }),
    make("video", { src: url, preload: "auto" }),
    make("audio", { src: url, preload: "auto" }),
  ];
  const left = targets.values();
  const worker = async () => {
    for (const { url } of left) {
      await Promise.all(
        kinds(url).map(async (element) => {
          const done = settled(element, element.outerHTML.slice(0, 40), url);
          document.body.append(element);
          await done;
          element.remove();
        }),
      );
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return readable;
}

/** Puts every address into frames, objects and embeds, and leaves them there to be looked into from outside. */
export async function frame(targets: readonly Target[]): Promise<readonly string[]> {
  const readable: string[] = [];
  const put = async (name: string, attribute: string, url: string) =>
    new Promise<void>((done) => {
      const element = document.createElement(name);
      element.setAttribute(attribute, url);
      // An object whose content is refused may say nothing at all.
      const timer = setTimeout(done, name === "iframe" ? 3000 : 500);
      const end = () => {
        clearTimeout(timer);
        done();
      };
      element.addEventListener("load", end);
      element.addEventListener("error", end);
      document.body.append(element);
    });
  const left = targets.entries();
  const worker = async () => {
    for (const [index, { url }] of left) {
      // The two are one to a browser; each takes half of the addresses.
      const other = index % 2 === 0 ? put("object", "data", url) : put("embed", "src", url);
      await Promise.all([put("iframe", "src", url), other]);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  for (const element of document.querySelectorAll("iframe")) {
    if ((element.contentDocument?.body.textContent ?? "") !== "") readable.push(`frame ${element.src}`);
    // Sites count the frames of a page to tell what it shows.
    if ((element.contentWindow?.length ?? 0) > 0) readable.push(`frames in ${element.src}`);
  }
  return readable;
}

/** Sends forms of every encoding, and links with a ping, into frames of the page. */
export async function sendForms(targets: readonly Target[]): Promise<readonly string[]> {
  const submit = async (method: string, encoding: string, url: string) => {
    const name = `f${Math.random()}`;
    const target = document.createElement("iframe");
    target.name = name;
    document.body.append(target);
    const form = document.createElement("form");
    Object.assign(form, { method, enctype: encoding, action: url, target: name });
    const field = document.createElement("input");
    // As text/plain this body is JSON.
    Object.assign(field, { name: '{"appearance":"dark","a":"', value: '"}' });
    form.append(field);
    document.body.append(form);
    await new Promise<void>((done) => {
      const timer = setTimeout(done, 3000);
      target.addEventListener("load", () => {
        clearTimeout(timer);
        done();
      });
      form.submit();
    });
    target.remove();
    form.remove();
  };
  const ping = (url: string) => {
    const link = document.createElement("a");
    Object.assign(link, { href: "#pinged", ping: url });
    document.body.append(link);
    link.click();
    link.remove();
  };
  const left = targets.entries();
  const worker = async () => {
    for (const [index, { url }] of left) {
      ping(url);
      await submit("post", "text/plain", url);
      await submit("post", index % 2 === 0 ? "application/x-www-form-urlencoded" : "multipart/form-data", url);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  // What a frame shows of an answer is looked at where frames are.
  return [];
}

/** What became of tabs that a page opened: those whose handle it still holds, and those that never showed anything. */
export interface OpenedTabs {
  readonly held: readonly string[];
  readonly blank: readonly string[];
}

/** Opens each address in a tab of its own, by script or by a form, and looks at what the handle tells. */
export async function openTabs(targets: readonly Target[]): Promise<OpenedTabs> {
  const held: string[] = [];
  const blank: string[] = [];
  const isBlank = (tab: Window) => {
    try {
      return tab.location.href === "about:blank";
    } catch {
      return false;
    }
  };
  const attack = async ({ method, url }: Target) => {
    const name = `t${Math.random()}`;
    const tab = window.open(method === "GET" ? url : "about:blank", name);
    if (tab === null) throw new Error("This browser opens no tabs.");
    if (method !== "GET") {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action: url, target: name });
      document.body.append(form);
      form.submit();
      form.remove();
    }
    // A handle that is cut says that the tab is closed; one that is not counts its frames and takes messages. Between the
    // arrival and the cut lies a moment in which nothing can be read either.
    for (let round = 0, shown = 0; round < 500 && shown < 200 && !tab.closed; round += 1) {
      await new Promise((done) => setTimeout(done, 50));
      if (!isBlank(tab)) shown += 1;
    }
    if (!tab.closed) (isBlank(tab) ? blank : held).push(`${method} ${new URL(url).pathname}`);
  };
  await Promise.all(targets.map(attack));
  return { held, blank };
}
