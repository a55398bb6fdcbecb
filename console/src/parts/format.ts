/** Formats numbers, sizes and times. Times are in UTC, as in the logs. */
const numbers = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

export const count = (value: number) => numbers.format(value);
export const day = (time: string) => dates.format(new Date(time));
export const moment = (time: string) => `${times.format(new Date(time))} UTC`;
export const minuteOfDay = (time: Date) => clock.format(time);

/** A number with its noun, such as 1 object or 2 objects. */
export function counted(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

export function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [scaled, step] = [value, 0];
  // A value that rounds to 1000 is shown as 1.0 of the next unit.
  for (; Math.round(scaled) >= 1000 && step < units.length - 1; step++) scaled /= 1000;
  return `${step === 0 || scaled >= 100 ? count(Math.round(scaled)) : scaled.toFixed(1)} ${units[step]}`;
}

/** A duration in its largest unit and, if it is not zero, the next smaller one. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  const whole = Math.round(seconds);
  if (whole < 60) return counted(whole, 'second');
  if (whole < 3600) return pair(whole, 60, 'minute', 1, 'second');
  if (whole < 86400) return pair(whole, 3600, 'hour', 60, 'minute');
  return pair(whole, 86400, 'day', 3600, 'hour');
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  const first = counted(Math.floor(seconds / large), largeName);
  return rest === 0 ? first : `${first} ${counted(rest, smallName)}`;
}

/** A time relative to now, such as 3 minutes ago or in 20 seconds. */
export function fromNow(time: string, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'now';
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86400) return relative.format(Math.trunc(seconds / 3600), 'hour');
  return relative.format(Math.trunc(seconds / 86400), 'day');
}
