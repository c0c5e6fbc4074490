import type { readLive } from "@pforte/shared/contract/admin-live";
import type { CallReply } from "@pforte/shared/contract/endpoint";

export type Live = CallReply<typeof readLive>;

const changedBy = {
  kind: "person",
  issuer: "https://id.example.org",
  subject: "1",
  name: "Katharina Wendland",
} as const;
const known = { version: 4, changedAt: "2026-11-23T09:00:00.000Z", changedBy };
/** One that runs and is to be confirmed. */
export const rule: Live["announcements"][number] = {
  ...known,
  announcement: {
    key: "rule",
    severity: "info",
    title: { de: "Dienstanweisung geändert", en: "Rules changed" },
    text: { de: "Bitte lesen." },
    groups: ["Referat 42"],
    public: false,
    isSticky: false,
    acknowledgement: { deadline: "2026-11-30T12:00:00+01:00", remindHoursBefore: 48 },
  },
  revision: 1,
  phase: "running",
  confirmed: { count: 3, of: 12 },
};
/** A public one of next week. */
export const plan: Live["announcements"][number] = {
  ...known,
  announcement: {
    key: "move",
    severity: "danger",
    title: { de: "Umzug" },
    text: { de: "" },
    groups: [],
    public: true,
    isSticky: true,
    from: "2026-12-01T08:00:00+01:00",
  },
  revision: 1,
  phase: "planned",
  confirmed: null,
};

/** Announcements and a maintenance, as administrators see them. */
export function live(some: Partial<Live> = {}): Live {
  return {
    announcements: [rule, plan],
    maintenances: [
      { ...known, maintenance: { tile: "mail", text: { de: "Wir ziehen um." }, until: "2026-11-24T12:00:00+01:00" } },
    ],
    sourcesOff: [],
    mayReadProof: true,
    ...some,
  };
}
