/** Converts a schedule between the form and the API. */
import type { Schedule, ValidationError } from '../../types.ts';
import { count } from '../../parts/format.ts';

export interface ScheduleDraft {
  kind: 'every' | 'cron' | 'manual';
  number: string;
  unit: number;
  cron: string;
}

export const units = [
  { seconds: 1, name: 'seconds' },
  { seconds: 60, name: 'minutes' },
  { seconds: 3600, name: 'hours' },
];

const minSeconds = 10;
const maxSeconds = 86400;

export function draftOf(schedule: Schedule | undefined): ScheduleDraft {
  const empty: ScheduleDraft = { kind: 'every', number: '1', unit: 60, cron: '' };
  if (!schedule) return empty;
  if (schedule.cron !== undefined) return { ...empty, kind: 'cron', cron: schedule.cron };
  const { every } = schedule;
  if (every === undefined) return { ...empty, kind: 'manual' };
  const unit = [...units].reverse().find(({ seconds }) => every % seconds === 0)?.seconds ?? 1;
  return { ...empty, number: String(every / unit), unit };
}

export function scheduleOf({ kind, number, unit, cron }: ScheduleDraft): Schedule {
  if (kind === 'manual') return {};
  return kind === 'cron' ? { cron: cron.trim() } : { every: Number(number) * unit };
}

export function scheduleErrors(draft: ScheduleDraft): ValidationError[] {
  if (draft.kind === 'cron' && draft.cron.trim() === '') {
    return [{ pointer: '/schedule/cron', message: 'Cron expression is required.' }];
  }
  if (draft.kind !== 'every') return [];
  const seconds = /^[0-9]+$/.test(draft.number.trim()) ? Number(draft.number) * draft.unit : 0;
  if (seconds >= minSeconds && seconds <= maxSeconds) return [];
  return [{
    pointer: '/schedule/every',
    message: `Enter an interval from ${minSeconds} seconds to 24 hours as a whole number.`,
  }];
}

/** The text that describes a schedule. */
export function scheduleText({ every, cron }: Schedule): string {
  if (cron !== undefined) return `Cron expression ${cron} (UTC)`;
  if (every === undefined) return 'Manual';
  const unit = [...units].reverse().find(({ seconds }) => every % seconds === 0) ?? { seconds: 1, name: 'seconds' };
  const number = every / unit.seconds;
  return number === 1 ? `Every ${unit.name.slice(0, -1)}` : `Every ${count(number)} ${unit.name}`;
}
