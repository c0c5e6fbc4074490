import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import { check } from "@pforte/shared/configuration/check";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import { Icon } from "#ui/icon.tsx";
import { TextLine } from "./text-line.tsx";
import type { TileFieldsProps } from "./tile-fields.tsx";
import { askLink, tilesQueries } from "./tiles-queries.ts";
import { useTilesText } from "./use-arranging.ts";

interface LinkFieldProps extends Pick<TileFieldsProps, "values" | "wrong" | "isLocked" | "onChange"> {
  readonly field: "linkDe" | "linkEn";
  readonly label: string;
  readonly isRequired?: boolean;
  readonly isEmbedded: boolean;
}

/** An address, with what is known of it: whether it answers, and whether it may be shown inside of the portal. */
export function LinkField({ isEmbedded, ...line }: LinkFieldProps): ReactElement {
  const { t } = useTilesText();
  const address = line.values[line.field].trim();
  return (
    <TextLine {...line} problem={t("form.linkWrong")}>
      {isAddress(address) ? <LinkState address={address} isEmbedded={isEmbedded} /> : null}
    </TextLine>
  );
}

function isAddress(address: string): boolean {
  const links = { de: address };
  const checked = check("tile", { key: "link", name: { de: "link" }, icon: "tool", links });
  return checked.kind === "valid";
}

function LinkState({ address, isEmbedded }: { address: string; isEmbedded: boolean }): ReactElement {
  const { t, time, shortTime, calendarDay } = useTilesText();
  const { now } = usePortalClient();
  const queries = useQueryClient();
  const { data } = useQuery(tilesQueries.links());
  const ask = useMutation({
    mutationFn: askLink,
    onSuccess: (found) =>
      queries.setQueryData(tilesQueries.links().queryKey, (before) => ({
        links: [...(before?.links ?? []).filter((one) => one.address !== found.address), found],
      })),
  });
  const found = data?.links.find((link) => link.address === address);
  const when = (at: Date): string =>
    calendarDay(at) === calendarDay(now()) ? time(at) : `${shortTime(at, now())} ${time(at)}`;
  return (
    <div className="adm-link-state">
      {ask.isPending ? (
        <p className="hint">{t("form.linkChecking")}</p>
      ) : ask.isError ? (
        <p className="adm-miss small">{t("form.linkNotChecked")}</p>
      ) : found === undefined ? (
        <p className="hint">{t("form.linkUnchecked")}</p>
      ) : (
        <Found found={found} when={when(new Date(found.checkedAt))} isEmbedded={isEmbedded} />
      )}
      <Button className="linkbtn" isDisabled={ask.isPending} onPress={() => ask.mutate(address)}>
        {t("form.linkCheck")}
      </Button>
    </div>
  );
}

const texts = {
  reachable: "form.linkReachable",
  unreachable: "form.linkUnreachable",
  refused: "form.linkRefused",
} as const;

function Found({ found, when, isEmbedded }: { found: LinkFinding; when: string; isEmbedded: boolean }): ReactElement {
  const { t } = useTilesText();
  const isGood = found.state === "reachable";
  return (
    <>
      <output className={isGood ? "adm-ok" : "adm-miss small"}>
        <Icon name={isGood ? "check" : "warning"} size={16} />
        <span>{t(texts[found.state], { time: when })}</span>
      </output>
      {isEmbedded && isGood && found.mayBeFramed !== null ? (
        <p className={found.mayBeFramed ? "adm-ok" : "adm-miss small"}>
          <Icon name={found.mayBeFramed ? "check" : "warning"} size={16} />
          <span>{found.mayBeFramed ? t("form.frameable") : t("form.notFrameable")}</span>
        </p>
      ) : null}
    </>
  );
}
