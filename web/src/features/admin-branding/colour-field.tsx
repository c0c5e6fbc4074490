import type { ReactElement } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { contrastOf, isColour } from "./contrast.ts";

/** WCAG 2.2, 1.4.3: what text needs to what is behind it. */
const least = 4.5;

interface ColourFieldProps {
  readonly label: string;
  readonly pickLabel: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The colour that it stands beside, as text on it or behind it. */
  readonly against: string;
  readonly error: string | undefined;
  readonly isDisabled: boolean;
}

/** A colour, by its name or by eye, with its contrast as it is chosen and whether that is enough. */
export function ColourField(props: ColourFieldProps): ReactElement {
  const { label, pickLabel, value, onChange, against, error, isDisabled } = props;
  return (
    <div className="colour-field">
      <TextField
        className="field"
        value={value}
        onChange={(text) => onChange(text.trim().toLowerCase())}
        isInvalid={error !== undefined}
        isDisabled={isDisabled}
        validationBehavior="aria"
      >
        <Label>{label}</Label>
        <div className="colour-line">
          <Input className="input" spellCheck="false" />
          <input
            type="color"
            aria-label={pickLabel}
            value={isColour(value) ? value : "#808080"}
            disabled={isDisabled}
            onChange={({ currentTarget }) => onChange(currentTarget.value)}
          />
        </div>
        <Text slot="description">
          <Verdict colour={value} against={against} />
        </Text>
        <FieldError className="field-error">{error}</FieldError>
      </TextField>
    </div>
  );
}

function Verdict({ colour, against }: { colour: string; against: string }): ReactElement | null {
  const { t, language } = useTopicText("adminBranding");
  if (!isColour(colour)) {
    return <span className="field-hint">{t("branding.colourHint")}</span>;
  }
  const ratio = contrastOf(colour, against);
  const isEnough = ratio >= least;
  // Cut, so that it never reads as enough where it is not.
  const said = (Math.floor(ratio * 10) / 10).toFixed(1).replace(".", language === "de" ? "," : ".");
  return (
    <span className={isEnough ? "contrast okc" : "contrast warnc"}>
      <Icon name={isEnough ? "check" : "warning"} size={16} />
      {t(isEnough ? "branding.contrastFine" : "branding.contrastLow", { ratio: said })}
    </span>
  );
}
