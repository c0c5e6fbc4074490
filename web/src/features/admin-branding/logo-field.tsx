import { pictureHref } from "@pforte/shared/contract/admin-assets";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button, FileTrigger } from "react-aria-components";
import { ApiError, codeOf } from "#api/api-error.ts";
import { pictureTypes, uploadPicture } from "#api/upload-picture.ts";
import { actFailure } from "#i18n/act-failure.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";

interface LogoFieldProps {
  readonly appearance: "light" | "dark";
  readonly picture: string | null;
  readonly onChange: (picture: string | null) => void;
  readonly isDisabled: boolean;
}

/** A logo on the ground on which it will stand, to be uploaded or taken away. */
export function LogoField({ appearance, picture, onChange, isDisabled }: LogoFieldProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  const label = t(appearance === "light" ? "branding.logoLight" : "branding.logoDark");
  const { mutate, isPending, error } = useMutation({
    mutationFn: (file: File) => uploadPicture(file),
    onSuccess: (uploaded) => {
      announce(t("branding.uploaded", { logo: label }));
      onChange(uploaded);
    },
  });
  return (
    <fieldset className="logo-field">
      <legend className="field-label">{label}</legend>
      <div className={`logo-ground preview-${appearance}`}>
        {picture === null ? (
          <span className="muted">{t("branding.noLogo")}</span>
        ) : (
          <img className="brand-logo" src={pictureHref(picture)} alt={t("branding.logoPreview", { logo: label })} />
        )}
      </div>
      <div className="logo-acts">
        <FileTrigger
          acceptedFileTypes={[...pictureTypes]}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) {
              mutate(file);
            }
          }}
        >
          <Button className="btn btn-sm" isPending={isPending} isDisabled={isDisabled}>
            <Icon name="upload" size={18} />
            {t("branding.upload")}
          </Button>
        </FileTrigger>
        {picture === null ? null : (
          <Button className="btn btn-sm btn-quiet" isDisabled={isDisabled} onPress={() => onChange(null)}>
            {t("branding.removeLogo")}
          </Button>
        )}
      </div>
      {error === null ? null : <UploadFailure error={error} />}
    </fieldset>
  );
}

/** What an SVG must not hold is named; it is the designer's to mend. */
function UploadFailure({ error }: { error: Error }): ReactElement {
  const { t } = useTopicText("adminBranding");
  const issues = error instanceof ApiError ? (error.failure.issues ?? []) : [];
  const { text, remedy } = actFailure(codeOf(error), t);
  return (
    <p className="field-error" role="alert">
      {issues.length === 0
        ? `${text} ${remedy}`
        : t("branding.refused", { reasons: issues.map(({ message }) => message).join(", ") })}
    </p>
  );
}
