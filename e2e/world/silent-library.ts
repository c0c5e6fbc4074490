import { type Logger, logger as libraryLogger } from "matrix-js-sdk/lib/logger.js";

export const nothing = (): void => undefined;

/** Keeps the Matrix library from writing to the console. */
export const silent: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silent,
};

/** Some of the library's modules write to its one logger, whatever logger a client was given. */
export function hush(): void {
  if ("setLevel" in libraryLogger && typeof libraryLogger.setLevel === "function") {
    libraryLogger.setLevel("silent");
  }
}
