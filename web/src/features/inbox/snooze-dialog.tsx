import { fromDate, toCalendarDateTime, toZoned, type CalendarDateTime } from "@internationalized/date";
import { useState } from "react";
import type { ReactElement } from "react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  Group,
  Heading,
  Label,
  Popover,
  Text,
} from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/dates.css";
import { DialogBox } from "#ui/dialog-box.tsx";
import { Icon } from "#ui/icon.tsx";

interface SnoozeDialogProps {
  readonly timeZone: string;
  readonly count: number;
  readonly onSnooze: (until: Date) => void;
  readonly onClose: () => void;
}

/** A day and a time of one's own choice, at which something comes back; loaded on its first use. */
export function SnoozeDialog({ timeZone, count, onSnooze, onClose }: SnoozeDialogProps): ReactElement {
  const { t } = useTopicText("inbox");
  const { now } = usePortalClient();
  const here = toCalendarDateTime(fromDate(now(), timeZone));
  const [until, setUntil] = useState<CalendarDateTime | null>(() =>
    here.add({ days: 1 }).set({ hour: 8, minute: 0, second: 0, millisecond: 0 }),
  );
  const isAhead = until !== null && until.compare(here) > 0;
  return (
    <DialogBox title={t("inbox.pickTitle", { count })} onClose={onClose} closeLabel={t("inbox.pickClose")}>
      <div className="dialog-body">
        <DatePicker
          className="field"
          value={until}
          onChange={setUntil}
          minValue={here}
          granularity="minute"
          hourCycle={24}
          shouldForceLeadingZeros
          isInvalid={!isAhead}
        >
          <Label className="field-label">{t("inbox.pickLabel")}</Label>
          <Group className="input date-field">
            <DateInput className="date-input">
              {(segment) => <DateSegment className="date-segment" segment={segment} />}
            </DateInput>
            <Button className="ib" aria-label={t("inbox.pickCalendar")}>
              <Icon name="calendar" size={18} />
            </Button>
          </Group>
          {isAhead ? null : (
            <Text slot="errorMessage" className="field-error">
              <Icon name="warning" size={16} /> {t("inbox.pickPast")}
            </Text>
          )}
          <Popover className="menu" placement="bottom start" offset={4}>
            <Dialog className="calendar-box" aria-label={t("inbox.pickCalendar")}>
              <Days />
            </Dialog>
          </Popover>
        </DatePicker>
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={onClose}>
          {t("inbox.pickCancel")}
        </Button>
        <Button
          className="btn btn-primary"
          onPress={() => {
            if (until !== null && isAhead) {
              onSnooze(toZoned(until, timeZone).toDate());
            }
          }}
        >
          {t("inbox.pickDo")}
        </Button>
      </div>
    </DialogBox>
  );
}

function Days(): ReactElement {
  return (
    <Calendar className="calendar" firstDayOfWeek="mon">
      <header>
        <Button slot="previous" className="ib">
          <Icon name="chevron-left" size={18} />
        </Button>
        <Heading />
        <Button slot="next" className="ib">
          <Icon name="chevron-right" size={18} />
        </Button>
      </header>
      <CalendarGrid>{(date) => <CalendarCell className="calendar-day" date={date} />}</CalendarGrid>
    </Calendar>
  );
}
