import { expect, test } from "vitest";
import { z } from "zod";
import { isMissing } from "./needs.ts";
import { inOwnNetwork } from "./own-network.ts";

/** What may wait for one reader, as it is promised (KiB), and what the process may take for all of them (MiB). */
const mostPerReader = 256;
const resultSchema = z.object({
  opened: z.number(),
  left: z.number(),
  answered: z.number(),
  readerHeard: z.boolean(),
  uninformed: z.number(),
  grown: z.number(),
});

/** A few kilobytes each, so that it does not take gigabytes to fill them. */
const smallBuffers = ["tcp_wmem", "tcp_rmem"].map((name) => `echo 4096 8192 16384 > /proc/sys/net/ipv4/${name}`);

test.skipIf(isMissing("root", "unshare"))(
  "five hundred pages that take nothing of what they are told cost the process no memory to speak of and others nothing, and each of them hears the newest as soon as it listens (S71)",
  { timeout: 250_000 },
  async () => {
    const result = resultSchema.parse(
      await inOwnNetwork(new URL("deaf-readers-process.ts", import.meta.url), smallBuffers),
    );
    expect(result).toMatchObject({ opened: 504, left: 505, answered: 15, readerHeard: true, uninformed: 0 });
    expect(result.grown).toBeLessThan((result.opened * mostPerReader) / 1024);
  },
);
