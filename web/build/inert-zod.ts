/**
 * Stands in for zod where the page is drawn. The contract's endpoint objects are shared with the server, but the page
 * never parses with them: what the server sends went through the same schema there, and zod would cost a fifth of the
 * JavaScript budget. Every schema call answers with the same inert object, so that the declarations still run.
 */
const inert: object = new Proxy(() => undefined, {
  get: (_, name) => (name === "parse" || name === "safeParse" || name === "parseAsync" ? refuse : inert),
  apply: () => inert,
});

function refuse(): never {
  throw new Error("Schemas are inert in the page; parse on the server.");
}

export const z = inert;
