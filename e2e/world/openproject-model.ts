/** Somebody at the OpenProject stand-in; a group is assigned work like a person. */
export interface OpAccount {
  readonly id: number;
  readonly kind: "User" | "Group";
  readonly name: string;
  readonly login: string;
  /** The `sub` that links the account to the identity provider; null until somebody has signed in there once. */
  sub: string | null;
  isLocked: boolean;
  /** For a group: who belongs to it. */
  readonly members: Set<number>;
}

export interface OpProject {
  readonly id: number;
  readonly identifier: string;
  readonly name: string;
  /** Who may see it, and who of them may change its work packages. */
  readonly members: Map<number, { readonly canEdit: boolean }>;
  readonly createdAt: Date;
}

export interface OpStatus {
  readonly id: number;
  readonly name: string;
  readonly isClosed: boolean;
}

export interface OpType {
  readonly id: number;
  readonly name: string;
  readonly isMilestone: boolean;
}

export interface OpPriority {
  readonly id: number;
  readonly name: string;
}

export interface OpWorkPackage {
  readonly id: number;
  lockVersion: number;
  subject: string;
  description: string;
  readonly project: OpProject;
  readonly type: OpType;
  status: OpStatus;
  priority: OpPriority;
  readonly author: OpAccount;
  assignee: OpAccount | null;
  responsible: OpAccount | null;
  readonly watchers: Set<number>;
  parent: OpWorkPackage | null;
  /** Calendar days; a milestone has one day, kept in both. */
  startDate: string | null;
  dueDate: string | null;
  percentageDone: number;
  readonly createdAt: Date;
  updatedAt: Date;
}

/** A change of one field as the journal keeps it. */
export interface OpDetail {
  readonly property: "status" | "assignee" | "responsible" | "dueDate" | "subject" | "priority" | "description";
  readonly from: string | null;
  readonly to: string | null;
}

/** One entry of a work package's journal: what a test counts to see that nothing was done twice. */
export interface OpActivity {
  readonly id: number;
  readonly workPackage: OpWorkPackage;
  /** Counts from 1 within the work package. */
  readonly version: number;
  readonly user: OpAccount;
  readonly comment: string;
  readonly details: readonly OpDetail[];
  readonly createdAt: Date;
}

export interface OpNotification {
  readonly id: number;
  readonly recipient: OpAccount;
  readonly reason: string;
  readonly workPackage: OpWorkPackage;
  readonly activity: OpActivity | null;
  readonly actor: OpAccount | null;
  /** For a date alert: which date of the work package. */
  readonly dateAlert: { readonly property: "startDate" | "dueDate" | "date"; readonly value: string } | null;
  isRead: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
}

export const opStatuses = {
  new: { id: 1, name: "Neu", isClosed: false },
  inProgress: { id: 7, name: "In Bearbeitung", isClosed: false },
  inReview: { id: 8, name: "In Prüfung", isClosed: false },
  onHold: { id: 9, name: "Zurückgestellt", isClosed: false },
  done: { id: 12, name: "Erledigt", isClosed: true },
  rejected: { id: 14, name: "Abgelehnt", isClosed: true },
} as const satisfies Record<string, OpStatus>;

export const opTypes = {
  task: { id: 1, name: "Aufgabe", isMilestone: false },
  milestone: { id: 2, name: "Meilenstein", isMilestone: true },
  feature: { id: 4, name: "Vorhaben", isMilestone: false },
} as const satisfies Record<string, OpType>;

export const opPriorities = {
  low: { id: 7, name: "Niedrig" },
  normal: { id: 8, name: "Normal" },
  high: { id: 9, name: "Hoch" },
  immediate: { id: 10, name: "Sofort" },
} as const satisfies Record<string, OpPriority>;
