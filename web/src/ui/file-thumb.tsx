import type { FileKind } from "@pforte/shared/contract/files";
import { useState } from "react";
import type { ReactElement } from "react";
import { Icon } from "./icon.tsx";

/**
 * What a file looks like, 32 × 40 (slides 32 × 28): its preview where the portal has one, else a drawing of its kind, which also stands
 * there until the preview has come and where it fails.
 */
export function FileThumb({ kind, preview }: { kind: FileKind; preview: string | null }): ReactElement {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={classes[kind] ?? "thumb"} aria-hidden="true">
      {kind === "folder" ? <Icon name="files" size={24} /> : <Drawing kind={kind} />}
      {preview === null || failed === preview || kind === "folder" ? null : (
        <img
          src={preview}
          alt=""
          width={32}
          height={kind === "slides" ? 28 : 40}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(preview)}
        />
      )}
    </span>
  );
}

const classes: Partial<Record<FileKind, string>> = { folder: "thumb thumb-dir", slides: "thumb thumb-wide" };

function Drawing({ kind }: { kind: Exclude<FileKind, "folder"> }): ReactElement {
  return (
    <svg viewBox={kind === "slides" ? "0 0 32 28" : "0 0 32 40"} fill="currentColor">
      {drawings[kind]}
    </svg>
  );
}

const lines = (
  <>
    <rect x="7" y="8" width="12" height="1.6" />
    <path d="M7 13h18v1.4H7zM7 17h18v1.4H7zM7 21h18v1.4H7zM7 25h11v1.4H7z" />
  </>
);

const drawings: Readonly<Record<Exclude<FileKind, "folder">, ReactElement>> = {
  text: lines,
  sheet: (
    <>
      <rect x="6" y="9" width="20" height="3" opacity=".55" />
      <path d="M6 14h20v1H6zM6 19h20v1H6zM6 24h20v1H6zM6 29h20v1H6zM12 9h1v21h-1zM19 9h1v21h-1z" />
    </>
  ),
  slides: (
    <>
      <rect x="6" y="7" width="13" height="2" />
      <path d="M7 18h3v4H7zM12 15h3v7h-3zM17 12h3v10h-3z" opacity=".6" />
    </>
  ),
  pdf: (
    <>
      <rect x="7" y="7" width="8" height="5" opacity=".6" />
      <path d="M7 15h18v1.4H7zM7 19h18v1.4H7zM7 23h14v1.4H7zM7 30h7v1.4H7z" />
    </>
  ),
  image: (
    <>
      <rect width="32" height="40" opacity=".35" />
      <path d="M0 28c6-5 10-6 16-3s11 2 16-2v17H0z" />
      <circle cx="23" cy="12" r="3.5" opacity=".8" />
    </>
  ),
  video: (
    <>
      <rect x="5" y="11" width="22" height="18" rx="2" opacity=".35" />
      <path d="M13 15.5v9l7.5-4.5z" />
    </>
  ),
  audio: (
    <path d="M7 18h1.6v4H7zM10.5 15h1.6v10h-1.6zM14 11h1.6v18H14zM17.5 14h1.6v12h-1.6zM21 17h1.6v6H21zM24.5 18.5h1.6v3h-1.6z" />
  ),
  archive: (
    <>
      <path d="M15 5h2v2h-2zM13 8h2v2h-2zM15 11h2v2h-2zM13 14h2v2h-2zM15 17h2v2h-2z" />
      <path
        d="M12.5 22h5a1 1 0 0 1 1 1v6a3.5 3.5 0 0 1-7 0v-6a1 1 0 0 1 1-1zm1 4v3a1.5 1.5 0 0 0 3 0v-3z"
        fillRule="evenodd"
      />
    </>
  ),
  other: <path d="M7 8h12v1.6H7zM7 13h18v1.4H7z" />,
};
