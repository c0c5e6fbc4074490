import { vi } from "vitest";

/** What a message did that it must not be able to do. */
export interface MessageWatch {
  readonly done: readonly string[];
  stop(): void;
}

const asked = ["alert", "confirm", "prompt", "print", "open", "fetch"] as const;

/** Watches what scripts could do and what elements could load, while messages are drawn. */
export function watchMessages(): MessageWatch {
  const done: string[] = [];
  const spies = asked.map((name) =>
    vi.spyOn(globalThis, name).mockImplementation((): never => {
      done.push(name);
      throw new Error(`A message called ${name}.`);
    }),
  );
  const note = (event: Event): void => void done.push(event.type);
  const types = ["error", "unhandledrejection", "securitypolicyviolation", "submit", "hashchange"] as const;
  for (const type of types) {
    // Errors of elements that could not load something do not bubble.
    globalThis.addEventListener(type, note, true);
  }
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      const { origin, pathname } = new URL(name);
      // The page's own code and letters.
      if (origin !== location.origin || !/^\/(?:src|dist\/fonts|@|node_modules)\b/u.test(pathname)) {
        done.push(`request ${name}`);
      }
    }
  });
  observer.observe({ type: "resource" });
  return {
    done,
    stop: () => {
      observer.disconnect();
      for (const type of types) {
        globalThis.removeEventListener(type, note, true);
      }
      for (const spy of spies) {
        spy.mockRestore();
      }
    },
  };
}

const elements = new Set(
  "div p br hr strong em u del code sub sup pre blockquote ul ol li table tbody tr th td details summary a bdi span button".split(
    " ",
  ),
);
const attributes: Readonly<Record<string, RegExp>> = {
  class: /^(?:said(?:-h|-plain|-link|-host|-person(?: is-me)?)?|linkbtn said-more)$/u,
  dir: /^auto$/u,
  href: /^(?:https?:\/\/|mailto:)/u,
  target: /^_blank$/u,
  rel: /^noopener noreferrer$/u,
  start: /^\d{1,3}$/u,
  scope: /^(?:row|col)$/u,
  title: /^@[^:]+:/u,
  type: /^button$/u,
  "aria-expanded": /^(?:true|false)$/u,
};

/** What of a drawn message is on no list of what may be there. */
export function strangersIn(container: Element): readonly string[] {
  return Array.from(container.querySelectorAll("*")).flatMap(strangeOf);
}

function strangeOf(element: Element): readonly string[] {
  const { localName, shadowRoot } = element;
  const strange = Array.from(element.attributes)
    .filter(({ name, value }) => attributes[name]?.test(value) !== true)
    .map(({ name, value }) => `<${localName} ${name}="${value.slice(0, 80)}">`);
  if (!elements.has(localName) || shadowRoot !== null) {
    strange.push(`<${localName}>`);
  }
  if (localName === "a" && !(element.hasAttribute("rel") && element.hasAttribute("href"))) {
    strange.push("<a> without an address or its rel");
  }
  return strange;
}
