import { accountCases } from "./matrix-cases-account.ts";
import { mediaCases } from "./matrix-cases-media.ts";
import { readingCases } from "./matrix-cases-reading.ts";
import { relationCases } from "./matrix-cases-relations.ts";
import { roomCases } from "./matrix-cases-rooms.ts";
import { syncCases } from "./matrix-cases-sync.ts";
import { timelineCases } from "./matrix-cases-timeline.ts";
import { type ClientCase, type JudgedHomeserver, openCaseStage } from "./matrix-judged-device.ts";

/** What the page's client relies on, at the stand-in as at a real homeserver. */
export const clientApiCases: readonly ClientCase[] = [
  ...syncCases,
  ...readingCases,
  ...timelineCases,
  ...relationCases,
  ...roomCases,
  ...accountCases,
  ...mediaCases,
];

export interface CaseVerdict {
  readonly case: string;
  /** Why it does not hold; null where it does. */
  readonly failed: string | null;
}

/** Runs all cases, one after the other, each with rooms of its own. */
export async function judgeClientApi(
  homeserver: JudgedHomeserver,
  cases: readonly ClientCase[] = clientApiCases,
): Promise<readonly CaseVerdict[]> {
  const verdicts: CaseVerdict[] = [];
  // One for all: a homeserver takes its time over a password.
  const stage = await openCaseStage(homeserver);
  for (const each of cases) {
    try {
      await each.run(stage);
      verdicts.push({ case: each.name, failed: null });
    } catch (error) {
      // A case that fails is a finding, and the others are judged all the same.
      verdicts.push({
        case: each.name,
        failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  }
  return verdicts;
}
