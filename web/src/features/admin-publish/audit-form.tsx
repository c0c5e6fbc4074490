import type { CalendarDate } from "@internationalized/date";
import { useState } from "react";
import type { ReactElement } from "react";
import { Button, DateField, DateInput, DateSegment, Form, Input, Label, Text, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { auditActions } from "./audit-actions.ts";
import { wholeAudit, type AuditChoice } from "./audit-filter.ts";
import { OneOf } from "./one-of.tsx";

/** A choice that no action is called. */
const anyAction = "any";

interface AuditFormProps {
  /** Of which `choice` is what it asks for; another one fills the form anew, and leaves the focus where it is. */
  readonly address: string;
  readonly choice: AuditChoice;
  readonly onChoice: (choice: AuditChoice) => void;
}

/** What of the audit is shown; asked for as a whole, so that no letter is a question of its own. */
export function AuditForm({ address, choice, onChoice }: AuditFormProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const [typed, setTyped] = useState(choice);
  const [known, setKnown] = useState(address);
  if (known !== address) {
    setKnown(address);
    setTyped(choice);
  }
  const change = (part: Partial<AuditChoice>): void => setTyped((before) => ({ ...before, ...part }));
  return (
    <Form
      className="p-filter"
      aria-label={t("audit.filter")}
      onSubmit={(event) => {
        event.preventDefault();
        onChoice(typed);
      }}
    >
      <OneOf
        label={t("audit.action")}
        choices={[
          { id: anyAction, text: t("audit.anyAction") },
          ...auditActions.map((action) => ({ id: action, text: t(`audit.action.${action}`) })),
        ]}
        chosen={typed.action ?? anyAction}
        onChoose={(id) => change({ action: auditActions.find((action) => action === id) ?? null })}
      />
      <Words
        label={t("audit.actor")}
        hint={t("audit.actorHint")}
        value={typed.actor}
        onChange={(actor) => change({ actor })}
      />
      <Words
        label={t("audit.target")}
        hint={t("audit.targetHint")}
        value={typed.target}
        onChange={(target) => change({ target })}
      />
      <Day label={t("audit.from")} value={typed.from} onChange={(from) => change({ from })} />
      <Day label={t("audit.until")} value={typed.until} onChange={(until) => change({ until })} />
      <div className="p-acts">
        <Button type="submit" className="btn">
          {t("audit.apply")}
        </Button>
        <Button
          className="btn btn-quiet"
          onPress={() => {
            setTyped(wholeAudit);
            onChoice(wholeAudit);
          }}
        >
          {t("audit.reset")}
        </Button>
      </div>
    </Form>
  );
}

interface WordsProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Words({ label, hint, value, onChange }: WordsProps): ReactElement {
  return (
    <TextField className="field" value={value} onChange={onChange} maxLength={200}>
      <Label className="field-label">{label}</Label>
      <Input className="input" />
      <Text slot="description" className="small muted">
        {hint}
      </Text>
    </TextField>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: CalendarDate | null;
  readonly onChange: (value: CalendarDate | null) => void;
}

function Day({ label, value, onChange }: DayProps): ReactElement {
  return (
    <DateField className="field" value={value} onChange={onChange} granularity="day" shouldForceLeadingZeros>
      <Label className="field-label">{label}</Label>
      <DateInput className="input p-date">
        {(segment) => <DateSegment className="p-segment" segment={segment} />}
      </DateInput>
    </DateField>
  );
}
