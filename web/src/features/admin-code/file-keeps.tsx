import type { ConfigurationDifference } from "@pforte/shared/configuration/difference";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import { localize } from "@pforte/shared/contract/localized";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button, Disclosure, DisclosurePanel } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { fieldTexts } from "#ui/difference-fields.ts";
import { DifferenceList } from "#ui/difference-list.tsx";
import { exactTime } from "#ui/exact-time.ts";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { driftQuery } from "./use-file.ts";

/** What an applied file keeps, where it comes from, and what differs by now from what it said. */
export function FileKeeps({ draft }: { draft: Draft | null }): ReactElement {
  const { t } = useTopicText("adminCode");
  const drift = useQuery(driftQuery);
  const ownership = draft?.ownership ?? null;
  return (
    <section aria-labelledby="file-keeps">
      <SectionHead id="file-keeps" title={t("file.keeps")} />
      {draft !== null && ownership === null ? <p className="muted">{t("file.keepsNothing")}</p> : null}
      {draft === null || ownership === null ? null : <Kept draft={draft} ownership={ownership} />}
      {drift.error === null ? null : (
        <PortalFailure
          error={drift.error}
          since={drift.data === undefined ? null : new Date(drift.dataUpdatedAt)}
          isTrying={drift.isFetching}
          onRetry={() => void drift.refetch()}
        />
      )}
      {drift.data === undefined || drift.data.drift === null ? null : <Drift drift={drift.data.drift} />}
    </section>
  );
}

function Drift({ drift }: { drift: ConfigurationDifference }): ReactElement {
  const { t } = useTopicText("adminCode");
  return (
    <div className="p-drift">
      {drift.length === 0 ? (
        <p className="p-fine">
          <Icon name="check" size={18} />
          {t("file.noDrift")}
        </p>
      ) : (
        <>
          <h3 id="file-drift">{t("file.drift", { count: drift.length })}</h3>
          <p className="small muted">{t("file.driftText")}</p>
          <DifferenceList changes={drift} labelledBy="file-drift" />
        </>
      )}
    </div>
  );
}

function Kept({ draft, ownership }: { draft: Draft; ownership: NonNullable<Draft["ownership"]> }): ReactElement {
  const text = useTopicText("adminCode");
  const { t, fullTime } = text;
  const nameOf = usePathName(draft);
  const [isOpen, setOpen] = useState(false);
  const at = new Date(ownership.appliedAt);
  return (
    <>
      <p className="p-kept">
        <Icon name="lock" size={18} />
        <span>
          {t("file.keptBy", { origin: ownership.origin, count: ownership.paths.length })}{" "}
          <time dateTime={ownership.appliedAt} title={fullTime(at)}>
            {t("file.keptSince", { time: exactTime(at, text) })}
          </time>
        </span>
      </p>
      <Disclosure isExpanded={isOpen} onExpandedChange={setOpen}>
        <Button slot="trigger" className="linkbtn">
          {t(isOpen ? "file.hidePaths" : "file.showPaths")}
        </Button>
        <DisclosurePanel>
          <ul className="p-paths">
            {ownership.paths.map((path) => (
              <li key={path}>
                {nameOf(path)} <span className="muted">{path}</span>
              </li>
            ))}
          </ul>
        </DisclosurePanel>
      </Disclosure>
    </>
  );
}

/** What a kept path is called by people. */
function usePathName({ document }: Draft): (path: string) => string {
  const code = useTopicText("adminCode");
  const publish = useTopicText("adminPublish");
  return (path) => {
    const [section = "", key] = path.split("/");
    if (section === "portal") {
      const field = fieldTexts[key ?? ""];
      return field === undefined
        ? code.t("file.path.portal")
        : publish.t("difference.ofPortalPlain", { field: publish.t(field) });
    }
    if (section !== "tiles" && section !== "folders" && section !== "categories" && section !== "sources") {
      return path;
    }
    const found = document[section].find((thing) => thing.key === key);
    return found === undefined ? code.t(`file.path.${section}`) : localize(found.name, code.language);
  };
}
