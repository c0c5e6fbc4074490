import type { JudgedTool } from "./connector-contract.ts";
import { exampleSubject } from "./connector-subjects-example.ts";
import { matrixSubject } from "./connector-subjects-matrix.ts";
import { nextcloudSubject } from "./connector-subjects-nextcloud.ts";
import { openprojectSubject } from "./connector-subjects-openproject.ts";

/** Starts a furnished tool of a kind. */
export type ConnectorSubject = () => Promise<JudgedTool>;

/** One subject per kind of the registry, and the example of docs/connectors.md. */
export const connectorSubjects: ReadonlyMap<string, ConnectorSubject> = new Map([
  ["matrix", matrixSubject],
  ["nextcloud", nextcloudSubject],
  ["openproject", openprojectSubject],
  ["example", exampleSubject],
]);
