import type { SourceState } from "../contract/source-outcome.ts";
import { workItemSchema, workListSchema, type WorkItem, type WorkList } from "../contract/work.ts";

/** A task of the source `projects` that is due on the Monday of the mock. */
export function aWorkItem(some: Partial<WorkItem> = {}): WorkItem {
  return workItemSchema.parse({
    id: `projects:${some.reference ?? "4711"}`,
    source: "projects",
    reference: "4711",
    title: "Vermerk Randstreifen freigeben",
    kind: "Aufgabe",
    project: "Gewässerrandstreifen 2027",
    status: { id: "7", name: "In Prüfung", isClosed: false },
    priority: "Normal",
    dueOn: "2026-11-23",
    startOn: null,
    percentDone: 40,
    changedAt: "2026-11-23T09:38:00.000Z",
    href: `https://projects.example.org/work_packages/${some.reference ?? "4711"}`,
    version: "3",
    canChangeStatus: true,
    pendingStatus: null,
    ...some,
  });
}

/** Work as a department has it, sorted by its due day; the first is overdue. */
export function someWorkItems(): WorkItem[] {
  const inProgress = { id: "6", name: "In Bearbeitung", isClosed: false };
  const fresh = { id: "1", name: "Neu", isClosed: false };
  return [
    aWorkItem({
      reference: "4690",
      title: "Stellungnahme Deichrückbau abstimmen",
      project: "Hochwasserschutz",
      status: inProgress,
      dueOn: "2026-11-20",
    }),
    aWorkItem(),
    aWorkItem({
      reference: "4802",
      title: "Leistungsverzeichnis prüfen",
      project: "Messnetz Grundwasser",
      status: fresh,
      dueOn: "2026-11-25",
    }),
    aWorkItem({
      reference: "4815",
      title: "Anhörung Hochwasserrückhaltebecken vorbereiten",
      project: "Hochwasserschutz",
      status: inProgress,
      dueOn: "2026-12-04",
    }),
    aWorkItem({
      reference: "3011",
      title: "Wasserbuch: Altdaten 1998 bis 2004 übernehmen",
      project: "Wasserbuch",
      status: inProgress,
      dueOn: null,
      priority: null,
    }),
  ];
}

/** What the work's endpoint answers, with one outcome of the source `projects`. */
export function someWork(some: Partial<WorkList> & { readonly outcome?: SourceState } = {}): WorkList {
  const { outcome = { state: "ok", at: "2026-11-23T09:44:00.000Z" }, ...parts } = some;
  const items = parts.items ?? [];
  return workListSchema.parse({
    items,
    counts: [{ source: "projects", open: items.length, isCapped: false }],
    sources: [{ source: "projects", name: "Projekte", outcome }],
    ...parts,
  });
}
