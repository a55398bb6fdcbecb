/** Numbers, sizes and times as people read them. Times are UTC, as in the logs. */
const numbers = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

export const count = (value: number) => numbers.format(value);
export const day = (time: string) => dates.format(new Date(time));
export const moment = (time: string) => `${times.format(new Date(time))} UTC`;
export const minuteOfDay = (time: Date) => clock.format(time);

/** A number of things, with its noun: 1 object, 2 objects. */
export function counted(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

export function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [scaled, step] = [value, 0];
  // What is rounded up to a thousand is one of the next unit.
  for (; Math.round(scaled) >= 1000 && step < units.length - 1; step++) scaled /= 1000;
  return `${step === 0 || scaled >= 100 ? count(Math.round(scaled)) : scaled.toFixed(1)} ${units[step]}`;
}

/** A length of time in its largest whole unit, two where that tells more. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'under a second';
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

/** How far a time is from now: 3 minutes ago, in 20 seconds. */
export function fromNow(time: string, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'now';
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86400) return relative.format(Math.trunc(seconds / 3600), 'hour');
  return relative.format(Math.trunc(seconds / 86400), 'day');
}
