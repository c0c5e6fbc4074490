import { z } from "zod";

// What real homeservers make, and nothing that could mean something else in an address. Event ids of room version 3, in
// which a slash may occur, are left out with it.

/** `!opaque:server`, from room version 12 on without a server. */
export const roomId = z
  .string()
  .max(255)
  .regex(/^![A-Za-z0-9._~=+-]{1,250}(?::[A-Za-z0-9.:[\]-]{1,250})?$/u);

/** `$opaque`, in the oldest rooms with a server. */
export const eventId = z
  .string()
  .max(255)
  .regex(/^\$[A-Za-z0-9._~=+-]{1,250}(?::[A-Za-z0-9.:[\]-]{1,250})?$/u);

/** `@localpart:server`. */
export const userId = z
  .string()
  .max(255)
  .regex(/^@[A-Za-z0-9._~=+-]{1,250}:[A-Za-z0-9.:[\]-]{1,250}$/u);

// Inside of a body an id leads nowhere by itself: what other servers and older rooms made may be any of it.
/** An event that a body names. */
export const namedEvent = z.string().regex(/^\$[!-~]{1,254}$/u);
/** A person whom a body names. */
export const namedUser = z.string().regex(/^@[!-~]{1,254}$/u);
/** A room that a body names. */
export const namedRoom = z.string().regex(/^![!-~]{1,254}$/u);

/** Made by the client; the same twice is one message. */
export const transactionId = z.string().regex(/^[A-Za-z0-9._~-]{1,100}$/u);

/** The address of content at a homeserver. */
export const contentUri = z.string().regex(/^mxc:\/\/[A-Za-z0-9.:[\]-]{1,250}\/[A-Za-z0-9_-]{1,250}$/u);

/** A place in a list or in time, as the homeserver gave it. */
export const position = z.string().regex(/^[!-~]{1,1000}$/u);

/** How many, up to 100. */
export const limit = z.string().regex(/^(?:\d{1,2}|100)$/u);
