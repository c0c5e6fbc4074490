// Only under the development server: React's refresh must be in place before any component is loaded.
const address = "/@react-refresh";
// The module exists only there; this is the part of it that is used.
const refresh = (await import(/* @vite-ignore */ address)) as {
  default: { injectIntoGlobalHook: (window: Window) => void };
};
refresh.default.injectIntoGlobalHook(window);
Object.assign(window, { $RefreshReg$: () => undefined, $RefreshSig$: () => (type: unknown) => type });
await import("./entry-client.tsx");

export {};
