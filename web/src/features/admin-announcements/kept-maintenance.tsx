import { useState } from "react";
import type { ReactElement } from "react";
import { useStepUp } from "#api/step-up.ts";
import { MaintenanceDialog } from "./maintenance-dialog.tsx";
import { maintenanceForm, type MaintenanceInput } from "./use-maintenance-form.ts";

/** Opens the dialog of a maintenance again that was left for a fresh sign-in, with all that was typed. */
export function KeptMaintenance({ timeZone }: { timeZone: string }): ReactElement | null {
  const [kept, setKept] = useState<MaintenanceInput | null>(null);
  useStepUp<MaintenanceInput | null>({ form: maintenanceForm, read: () => kept, restore: setKept });
  return kept === null ? null : (
    <MaintenanceDialog
      tile={kept.tile}
      name={kept.name}
      timeZone={timeZone}
      kept={kept}
      onClose={() => setKept(null)}
    />
  );
}
