import { plantDefect } from "../support/plant-defect.ts";

/** Defects that the runner of faults has to find; the portal itself knows nothing of them. */
plantDefect(import.meta.url, {
  /** Nobody asks whether a session is over before a refresh is written, nor remembers that it is. */
  "tombstones-off": [
    {
      file: "storage/postgres-refresh.ts",
      changes: [
        [
          '.where("version", "=", version)\n        .where("ended_at", "is", null)\n        .where("ends_at", ">", now())\n        .executeTakeFirst();\n      return numUpdatedRows === 1n;\n    },\n  };',
          '.where("version", "=", version)\n        .where("ends_at", ">", now())\n        .executeTakeFirst();\n      return numUpdatedRows === 1n;\n    },\n  };',
        ],
        ["version: version + 1,", "version: version + 1, ended_at: null, ended_because: null,"],
      ],
    },
    { file: "auth/sessions.ts", changes: [["record === null || this.#ended.has(hash)", "record === null"]] },
  ],
  /** Every process refreshes whenever it likes. */
  "refresh-without-lease": [
    { file: "storage/postgres-refresh.ts", changes: [["        .where(isFree(lease, holder))\n", ""]] },
  ],
});
