import { fromDate, parseAbsolute, toCalendarDateTime, toZoned } from "@internationalized/date";
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
  FieldError,
  Group,
  Heading,
  Label,
  Popover,
} from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import "#styles/dates.css";
import { Icon } from "./icon.tsx";

interface InstantFieldProps {
  readonly label: string;
  /** ISO with an offset; `null` while nothing is chosen. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly timeZone: string;
  /** What the buttons that open the days and empty the field say. */
  readonly openLabel: string;
  readonly clearLabel: string;
  readonly error?: string | undefined;
}

/** What stands in an empty field. */
const morning = { hour: 8, minute: 0, second: 0, millisecond: 0 };

/** A day and a time in the portal's time zone, kept as an instant with its offset. */
export function InstantField(props: InstantFieldProps): ReactElement {
  const { label, value, onChange, timeZone, openLabel, clearLabel, error } = props;
  const { now } = usePortalClient();
  const [today] = useState(() => toCalendarDateTime(fromDate(now(), timeZone)).set(morning));
  return (
    <DatePicker
      className="field"
      value={value === null ? null : toCalendarDateTime(parseAbsolute(value, timeZone))}
      onChange={(at) => onChange(at === null ? null : toZoned(at, timeZone).toString().replace(/\[.*/su, ""))}
      placeholderValue={today}
      granularity="minute"
      hourCycle={24}
      shouldForceLeadingZeros
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      <Group className="input date-field">
        <DateInput className="date-input">
          {(segment) => <DateSegment className="date-segment" segment={segment} />}
        </DateInput>
        {value === null ? null : (
          <Button slot={null} className="ib ib-small" aria-label={clearLabel} onPress={() => onChange(null)}>
            <Icon name="close" size={16} />
          </Button>
        )}
        <Button className="ib ib-small" aria-label={openLabel}>
          <Icon name="calendar" size={18} />
        </Button>
      </Group>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="menu" placement="bottom start" offset={4}>
        <Dialog className="calendar-box" aria-label={openLabel}>
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
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
