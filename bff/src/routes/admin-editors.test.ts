import { changeDraft, readDraft, type Draft, type DraftOperation } from "@pforte/shared/contract/admin-draft";
import { applyOperations } from "@pforte/shared/configuration/apply-operations";
import { failureSchema } from "@pforte/shared/errors/failure";
import { expect, test } from "vitest";
import { buildTestPortal } from "../../test/portal.ts";

// By hand: PFORTE_EDITOR_ROUNDS=50, for a full run.
const rounds = Number(process.env["PFORTE_EDITOR_ROUNDS"] ?? 5);
const editors = 100;

/** Each editor's own mark, so that nobody's change looks like another's. */
function markOf({ document }: Draft, round: number, editor: number): DraftOperation {
  const tile = document.tiles[(round * editors + editor) % document.tiles.length];
  if (tile === undefined) throw new Error("There is no tile.");
  const keywords = { de: [`Runde ${round}`, `Person ${editor}`] };
  return { op: "put-tile", tile: { ...tile, keywords } };
}

/** A clear answer in any case: saved, somebody was faster, or come again, and when. */
function outcomeOf(reply: Response, answer: unknown): "won" | "stale" | "later" {
  if (reply.status === 200) return "won";
  const { code } = failureSchema.parse(answer);
  const mayComeAgain = code === "storage_unavailable";
  expect([reply.status, code, reply.headers.has("retry-after")]).toEqual(
    mayComeAgain ? [503, "storage_unavailable", true] : [412, "version_stale", false],
  );
  return mayComeAgain ? "later" : "stale";
}

test("a hundred editors of one draft: one wins each version, nothing is lost, and it ends as the winners' changes lead to (S62)", async ({
  annotate,
}) => {
  await using portal = await buildTestPortal({ config: { requestsPerMinute: 100_000 } });
  const katharina = await portal.as("katharina");
  const first = await katharina.call(readDraft);
  const answered = new Map<string, "won" | "stale" | "later">();
  const began = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    const draft = await katharina.call(readDraft);
    const attempts = Array.from({ length: editors }, async (_, editor) => {
      const operation = markOf(draft, round, editor);
      const headers = { "if-match": `"${draft.version}"` };
      const body = JSON.stringify({ operations: [operation] });
      const reply = await katharina.send("PATCH", changeDraft.path, { body, headers });
      const outcome = outcomeOf(reply, await reply.json());
      answered.set(JSON.stringify(operation), outcome);
      return outcome;
    });
    const won = (await Promise.all(attempts)).filter((outcome) => outcome === "won").length;
    expect([round, won <= 1]).toEqual([round, true]);
  }
  const seconds = (performance.now() - began) / 1000;
  const last = await katharina.call(readDraft);
  const saved = last.changes.map(({ operations }) => JSON.stringify(operations[0]));
  // Who was asked to come again may have won without hearing it; whoever heard that they won is there.
  expect(saved.filter((operation) => (answered.get(operation) ?? "stale") === "stale")).toEqual([]);
  const all = [...answered];
  expect(all.filter(([operation, outcome]) => outcome === "won" && !saved.includes(operation))).toEqual([]);
  expect(last.changes.map(({ version }) => version)).toEqual(saved.map((_, at) => first.version + 1 + at));
  const operations = last.changes.flatMap((change) => change.operations);
  expect(applyOperations(first.document, operations)).toEqual({ kind: "applied", document: last.document });
  const rows = await portal.database.query("select after from audit where action = 'draft.changed' order by sequence");
  expect(rows.map(({ after }) => after)).toEqual(
    last.changes.map(({ version, operations: done }) => ({ version, operations: done })),
  );
  const count = (outcome: string) => all.filter(([, each]) => each === outcome).length;
  expect(count("won")).toBeGreaterThan(0);
  await annotate(
    `${rounds} rounds in ${seconds.toFixed(1)} s: ${count("won")} won, ${count("stale")} stale, ${count("later")} asked to come again`,
  );
}, 900_000);
