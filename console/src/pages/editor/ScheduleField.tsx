import type { ReactNode } from 'react';
import type { ValidationError } from '../../types.ts';
import { describedBy, FieldError, Help } from '../../parts/Field.tsx';
import { units, type ScheduleDraft } from './schedule.ts';

const cronHelp = 'Seconds, minutes, hours, day of month, month, and day of week, in UTC. Example: 0 0/5 * * * ?';

interface Props {
  draft: ScheduleDraft;
  errors: ValidationError[];
  onChange: (draft: ScheduleDraft) => void;
}

/** The fields of an input's schedule. */
export function ScheduleField({ draft, errors, onChange }: Props) {
  const errorAt = (pointer: string) => errors.find(error => error.pointer === pointer)?.message;
  const kind = (own: ScheduleDraft['kind'], label: string, below?: ReactNode) => (
    <>
      <div className="option">
        <input
          type="radio"
          name="schedule"
          id={`schedule_${own}_chosen`}
          checked={draft.kind === own}
          onChange={() => onChange({ ...draft, kind: own })}
        />
        <label htmlFor={`schedule_${own}_chosen`}>{label}</label>
      </div>
      {draft.kind === own && below && <div className="branch">{below}</div>}
    </>
  );
  return (
    <fieldset className="choice" id="schedule">
      <legend>Schedule</legend>
      <FieldError id="schedule" message={errorAt('/schedule')} />
      {kind('every', 'Interval', <Interval draft={draft} error={errorAt('/schedule/every')} onChange={onChange} />)}
      {kind('cron', 'Cron schedule', <Cron draft={draft} error={errorAt('/schedule/cron')} onChange={onChange} />)}
      {kind('manual', 'Manual')}
    </fieldset>
  );
}

interface PartProps {
  draft: ScheduleDraft;
  error: string | undefined;
  onChange: (draft: ScheduleDraft) => void;
}

function Interval({ draft, error, onChange }: PartProps) {
  return (
    <div className={error ? 'field invalid' : 'field'}>
      <label htmlFor="schedule_every">Run every</label>
      <FieldError id="schedule_every" message={error} />
      <div className="side-by-side">
        <input
          id="schedule_every"
          className="short"
          inputMode="numeric"
          value={draft.number}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy('schedule_every', undefined, error)}
          onChange={event => onChange({ ...draft, number: event.target.value })}
        />
        <select
          aria-label="Unit of time"
          value={draft.unit}
          onChange={event => onChange({ ...draft, unit: Number(event.target.value) })}
        >
          {units.map(({ seconds, name }) => <option key={seconds} value={seconds}>{name}</option>)}
        </select>
      </div>
    </div>
  );
}

function Cron({ draft, error, onChange }: PartProps) {
  return (
    <div className={error ? 'field invalid' : 'field'}>
      <label htmlFor="schedule_cron">Cron expression</label>
      <Help id="schedule_cron" text={cronHelp} />
      <FieldError id="schedule_cron" message={error} />
      <input
        id="schedule_cron"
        value={draft.cron}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy('schedule_cron', cronHelp, error)}
        onChange={event => onChange({ ...draft, cron: event.target.value })}
      />
    </div>
  );
}
