import { readEmbedded, type EmbeddedTile } from "@pforte/shared/contract/embedded";
import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { ReactElement, ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-embedded.css";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import { useViewName } from "#ui/view-name.ts";
import { drawnPath } from "./drawn-path.ts";
import { ToolFrame } from "./tool-frame.tsx";

/** A tool inside of the portal, at `/app/<key>`: the window is its own, with a bar to leave it or to open it in a tab. */
export function EmbeddedView({ home }: { home: Home }): ReactElement {
  const { t } = useTopicText("embedded");
  const { pathname } = useLocation();
  const key = pathname.split("/")[2] ?? "";
  const isOwnDocument = useOwnDocument(pathname);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["embedded", key, home.language],
    queryFn: ({ signal }) => call(readEmbedded, { params: { key } }, signal),
    enabled: isOwnDocument,
    // A frame that is read again would lose what is typed in it.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) {
    return error === null ? (
      <Bar name={t("view.embedded")} address={null} />
    ) : (
      <>
        <Bar name={t("view.embedded")} address={null} />
        {codeOf(error) === "not_found" ? (
          <Message icon="lock" title={t("embedded.notFoundTitle")} text={t("embedded.notFound")} />
        ) : (
          <div className="tool-msg">
            <PortalFailure error={error} since={null} isTrying={isFetching} onRetry={() => void refetch()} />
          </div>
        )}
      </>
    );
  }
  return <Tool tile={data} />;
}

function Tool({ tile }: { tile: EmbeddedTile }): ReactElement {
  const { t } = useTopicText("embedded");
  useViewName(tile.name);
  return (
    <>
      <Bar name={tile.name} address={tile.address} />
      {tile.mayBeFramed === false ? (
        <Message
          icon="open"
          title={t("embedded.refusedTitle", { tool: tile.name })}
          text={t("embedded.refused", { tool: tile.name })}
        >
          <a className="btn btn-primary" href={tile.address} target="_blank" rel="noopener noreferrer">
            {t("embedded.openTab")}
          </a>
        </Message>
      ) : (
        <ToolFrame key={tile.key} tile={tile} />
      )}
    </>
  );
}

/**
 * Which address may be framed is said by the policy of the document. Where the browser's history leads here inside of another
 * one, the page is loaded anew.
 */
function useOwnDocument(pathname: string): boolean {
  const { navigation } = usePortalClient();
  const drawn = drawnPath();
  const isOwn = drawn === null || drawn === pathname;
  useEffect(() => {
    if (!isOwn) {
      navigation.reload();
    }
  }, [isOwn, navigation]);
  return isOwn;
}

function Bar({ name, address }: { name: string; address: string | null }): ReactElement {
  const { t } = useTopicText("embedded");
  return (
    <div className="tool-bar">
      {address === null ? <p className="tool-name">{name}</p> : <ToolTitle name={name} />}
      <span className="spring" />
      {address === null ? null : (
        <a className="btn btn-quiet" href={address} target="_blank" rel="noopener noreferrer">
          <Icon name="open" size={18} />
          <span>{t("embedded.openTab")}</span>
        </a>
      )}
      <Link className="btn btn-quiet" to="/">
        <Icon name="start" size={18} />
        <span>{t("embedded.toStart")}</span>
      </Link>
    </div>
  );
}

function ToolTitle({ name }: { name: string }): ReactElement {
  return (
    <h1 id={viewTitleId} className="tool-name" tabIndex={-1}>
      {name}
    </h1>
  );
}

function Message({
  icon,
  title,
  text,
  children,
}: {
  icon: "lock" | "open";
  title: string;
  text: string;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className="card-msg tool-msg">
      <h2>
        <Icon name={icon} />
        {title}
      </h2>
      <p>{text}</p>
      {children === undefined ? null : <div className="acts">{children}</div>}
    </div>
  );
}
