import type { Plugin } from "vite";

const counted = /1e4 > ReactSharedInternals\.recentlyCreatedOwnerStacks\+\+/gu;
const measured = /typeof console\.(?:timeStamp|createTask)\b|console\.createTask\b/gu;

/**
 * React's development build captures a stack for each element and measures each render, for people who look at a page with
 * the browser's tools. Nobody looks at a test, and the two take more time than the rendering. Its warnings stay.
 */
export function quickReact(): Plugin {
  return {
    name: "pforte-quick-react",
    transform: {
      filter: { id: /[\\/](?:react|react-dom)[\\/]cjs[\\/].+\.development\.js$/u },
      handler: (code) => ({ code: withoutStacks(code), map: null }),
    },
  };
}

/** The same code, which takes no stack and measures nothing. */
export function withoutStacks(code: string): string {
  return code
    .replaceAll(counted, "false")
    .replaceAll(measured, (found) => (found.startsWith("typeof") ? "typeof undefined" : "null"));
}
