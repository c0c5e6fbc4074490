import type { ReactElement } from "react";
import { Button, Form } from "react-aria-components";
import { useQuery } from "@tanstack/react-query";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { TextPair } from "#ui/text-pair.tsx";
import "#styles/views-announcements.css";
import { DialogFrame } from "./dialog-frame.tsx";
import { liveQuery, type KnownMaintenance } from "./live-queries.ts";
import { PeriodFields } from "./period-fields.tsx";
import { useMaintenanceForm, type MaintenanceInput } from "./use-maintenance-form.ts";

interface MaintenanceDialogProps {
  /** Key of the tile … */
  readonly tile: string;
  /** … and its name. */
  readonly name: string;
  readonly timeZone: string;
  /** What a sign-in has brought back. */
  readonly kept?: MaintenanceInput;
  readonly onClose: () => void;
}

/** Puts a tile into maintenance at once, with a text and a period; what holds already is there to be changed. */
export function MaintenanceDialog(props: MaintenanceDialogProps): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const { data, error, isFetching, refetch } = useQuery(liveQuery);
  if (data !== undefined) {
    const known = data.maintenances.find(({ maintenance }) => maintenance.tile === props.tile) ?? null;
    return <LoadedDialog {...props} known={known} />;
  }
  return (
    <DialogFrame
      title={t("maintenances.title", { tile: props.name })}
      onClose={props.onClose}
      acts={
        <Button className="btn" onPress={props.onClose}>
          {t("announcements.cancel")}
        </Button>
      }
    >
      {error === null ? (
        <RowSkeletons rows={3} label={t("view.loading")} />
      ) : (
        <PortalFailure error={error} since={null} isTrying={isFetching} onRetry={() => void refetch()} />
      )}
    </DialogFrame>
  );
}

const formId = "maintenance-form";

function LoadedDialog({
  tile,
  name,
  timeZone,
  kept,
  known,
  onClose,
}: MaintenanceDialogProps & { known: KnownMaintenance | null }): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const form = useMaintenanceForm({ tile, name, known, kept, onDone: onClose });
  const { input, change, problems } = form;
  return (
    <DialogFrame
      title={t("maintenances.title", { tile: name })}
      onClose={onClose}
      isTyped={form.isTyped}
      acts={
        <>
          <Button className="btn" onPress={onClose}>
            {t("announcements.cancel")}
          </Button>
          <Button type="submit" form={formId} className="btn btn-primary" isPending={form.isRunning}>
            {t("maintenances.put")}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        className="ann-form"
        onSubmit={(event) => {
          event.preventDefault();
          form.put();
        }}
      >
        <SignedInAgain isBack={kept !== undefined} />
        <TextPair
          labels={{ de: t("maintenances.textDe"), en: t("maintenances.textEn") }}
          value={input.text}
          onChange={(text) => change({ text })}
          errors={{ de: problems.has("text") ? t("maintenances.problem.text") : undefined }}
          missing={t("announcements.missingEn")}
          isMultiline
          isRequired
        />
        <PeriodFields
          input={input}
          change={change}
          timeZone={timeZone}
          error={problems.has("until") ? t("announcements.problem.order") : undefined}
        />
        <p className="field-hint">{t("maintenances.atOnce")}</p>
        <Failure error={form.error} onKeep={() => form.put(known?.version ?? 0)} />
      </Form>
    </DialogFrame>
  );
}

/** After a conflict the version of others is read already; what was typed is still here, and can be put over it. */
function Failure({ error, onKeep }: { error: Error | null; onKeep: () => void }): ReactElement | null {
  const { t } = useTopicText("adminAnnouncements");
  if (error === null) {
    return null;
  }
  if (codeOf(error) !== "version_stale") {
    return <ActFailure error={error} />;
  }
  return (
    <div className="notice notice-warn" role="alert">
      <Icon name="warning" />
      <p>{t("maintenances.conflict")}</p>
      <div className="notice-acts">
        <Button className="btn btn-sm" onPress={onKeep}>
          {t("announcements.keepMine")}
        </Button>
      </div>
    </div>
  );
}
