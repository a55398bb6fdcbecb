import type { ReactNode } from 'react';
import type { Fault } from '../../types.ts';
import { describedBy, Faulty, Help } from '../../parts/Field.tsx';
import { units, type ScheduleDraft } from './schedule.ts';

const cronHelp = 'Seconds, minutes, hours, day of month, month and day of week, in UTC, such as 0 0/5 * * * ?';

interface Props {
  draft: ScheduleDraft;
  faults: Fault[];
  onChange: (draft: ScheduleDraft) => void;
}

/** When an input runs. */
export function ScheduleField({ draft, faults, onChange }: Props) {
  const fault = (pointer: string) => faults.find(found => found.pointer === pointer)?.message;
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
      <Faulty id="schedule" message={fault('/schedule')} />
      {kind('every', 'At an interval', <Interval draft={draft} fault={fault('/schedule/every')} onChange={onChange} />)}
      {kind('cron', 'By a cron expression', <Cron draft={draft} fault={fault('/schedule/cron')} onChange={onChange} />)}
      {kind('asked', 'Only when asked')}
    </fieldset>
  );
}

interface PartProps {
  draft: ScheduleDraft;
  fault: string | undefined;
  onChange: (draft: ScheduleDraft) => void;
}

function Interval({ draft, fault, onChange }: PartProps) {
  return (
    <div className={fault ? 'field faulty' : 'field'}>
      <label htmlFor="schedule_every">Run every</label>
      <Faulty id="schedule_every" message={fault} />
      <div className="side-by-side">
        <input
          id="schedule_every"
          className="short"
          inputMode="numeric"
          value={draft.number}
          aria-invalid={fault ? true : undefined}
          aria-describedby={describedBy('schedule_every', undefined, fault)}
          onChange={event => onChange({ ...draft, number: event.target.value })}
        />
        <select aria-label="Unit of time" value={draft.unit} onChange={event => onChange({ ...draft, unit: Number(event.target.value) })}>
          {units.map(({ seconds, name }) => <option key={seconds} value={seconds}>{name}</option>)}
        </select>
      </div>
    </div>
  );
}

function Cron({ draft, fault, onChange }: PartProps) {
  return (
    <div className={fault ? 'field faulty' : 'field'}>
      <label htmlFor="schedule_cron">Cron expression</label>
      <Help id="schedule_cron" text={cronHelp} />
      <Faulty id="schedule_cron" message={fault} />
      <input
        id="schedule_cron"
        value={draft.cron}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={fault ? true : undefined}
        aria-describedby={describedBy('schedule_cron', cronHelp, fault)}
        onChange={event => onChange({ ...draft, cron: event.target.value })}
      />
    </div>
  );
}
