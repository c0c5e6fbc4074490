import type { Plugin } from "vite";

const stacks = /1e4 > ReactSharedInternals\.recentlyCreatedOwnerStacks\+\+/gu;
const tools = /typeof console\.timeStamp\b|console\.createTask\b/gu;

/**
 * React's development build captures a stack for each element and measures each render, for people who look at a page with
 * the browser's tools. Nobody looks at a test, and the two take more time than the rendering. Its warnings stay. Fails where
 * a new React has neither in this form.
 */
export function quickReact(): Plugin {
  return {
    name: "pforte-quick-react",
    transform: {
      filter: { id: /[\\/]cjs[\\/]react(?:-jsx-dev-runtime|-dom-client)?\.development\.js$/u },
      handler(code, id) {
        const quick = withoutTools(code);
        if (quick === code) this.error(`Nothing in ${id} takes stacks or measures any more: is this plugin needed?`);
        return { code: quick, map: null };
      },
    },
  };
}

function withoutTools(code: string): string {
  return code
    .replaceAll(stacks, "false")
    .replaceAll(tools, (found) => (found.startsWith("typeof") ? "typeof undefined" : "null"));
}
