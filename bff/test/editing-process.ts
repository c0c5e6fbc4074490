import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { createStorage } from "../src/storage/postgres-storage.ts";
import { quietLog } from "./quiet-log.ts";

// An administrator who never rests, until the process is killed: saves, discards, publishes, rolls back.
const [databaseUrl = "", seed = "0"] = process.argv.slice(2);
const storage = await createStorage({ databaseUrl, now: () => new Date(), log: quietLog, poolSize: 4 });
const { drafts } = storage.administration;
const by = { actor: { kind: "operator", name: `editor-${seed}` }, requestId: null } as const;

async function act(turn: number): Promise<void> {
  const draft = await drafts.read();
  const { version, published, changes } = draft;
  const expected = { draft: version, after: published.version };
  const publication = { ...by, document: published.document, note: `${seed}/${turn}`, ownership: undefined };
  switch (turn % 7) {
    case 3:
      await drafts.publish(expected, {
        ...publication,
        action: "configuration.published",
        rolledBackFrom: null,
        remaining: [],
      });
      return;
    case 5:
      await drafts.publish(expected, {
        ...publication,
        action: "configuration.rolled_back",
        rolledBackFrom: 1,
        remaining: changes,
      });
      return;
    case 6:
      await drafts.discard(version, by);
      return;
    default: {
      const operations: DraftOperation[] = [{ op: "remove-tile", key: `tile-${seed}-${turn}` }];
      await drafts.append(version, operations, by);
    }
  }
}

// The first acts take long; whoever ends this process waits until it is at full speed.
for (let turn = 0; turn < 4; turn += 1) await act(turn + Number(seed));
process.stdout.write("ready\n");
// Two at a time, so that some wait for the other's row or lose against it.
const rest = async (from: number): Promise<void> => {
  for (let turn = from; ; turn += 2) await act(turn);
};
await Promise.all([rest(4 + Number(seed)), rest(5 + Number(seed))]);
