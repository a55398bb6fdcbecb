import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, scheduleErrors, scheduleOf, scheduleText } from '../src/pages/editor/schedule.ts';
import { bytes, duration, fromNow } from '../src/parts/format.ts';
import { pathOf, routeOf } from '../src/route.ts';

test('A path leads to the page that it was generated for, with any id', () => {
  for (const id of ['one', 'a/b', 'ü 1', '%']) {
    assert.deepEqual(routeOf(pathOf.input(id)), { page: 'input', id });
    assert.deepEqual(routeOf(pathOf.edit(id)), { page: 'edit', id });
  }
  assert.deepEqual(routeOf('/'), { page: 'list' });
  assert.deepEqual(routeOf('/new'), { page: 'new' });
  for (const path of ['/other', '/inputs', '/inputs/a/b', '/inputs/a/edit/c', '/new/a']) {
    assert.deepEqual(routeOf(path), { page: 'unknown' }, path);
  }
});

test('The form does not change a schedule', () => {
  for (const schedule of [{ every: 60 }, { every: 90 }, { every: 86400 }, { cron: '0 0/5 * * * ?' }, {}]) {
    assert.deepEqual(scheduleOf(draftOf(schedule)), schedule);
    assert.deepEqual(scheduleErrors(draftOf(schedule)), []);
  }
});

test('An interval is a whole number from 10 seconds to 24 hours', () => {
  for (const number of ['', '0', '9', '-10', '1.5', '1e3', '86401', 'ten']) {
    const errors = scheduleErrors({ ...draftOf(undefined), unit: 1, number });
    assert.equal(errors[0]?.pointer, '/schedule/every', number);
  }
});

test('Schedules, sizes, and times are formatted as text', () => {
  assert.equal(scheduleText({ every: 60 }), 'Every minute');
  assert.equal(scheduleText({ every: 90 }), 'Every 90 seconds');
  assert.equal(scheduleText({}), 'Manual');
  assert.deepEqual(
    [999, 1000, 82_000, 999_950, 250_000_000].map(bytes), ['999 bytes', '1.0 kB', '82.0 kB', '1.0 MB', '250 MB']);
  assert.deepEqual(
    [0.2, 1, 61, 3600, 90_000].map(duration),
    ['less than a second', '1 second', '1 minute 1 second', '1 hour', '1 day 1 hour']);
  assert.equal(fromNow('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:10Z')), '3 minutes ago');
});
