import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, scheduleFaults, scheduleOf, scheduleWords } from '../src/pages/editor/schedule.ts';
import { bytes, duration, fromNow } from '../src/parts/format.ts';
import { pathOf, routeOf } from '../src/route.ts';

test('An address leads to the page it was made for, whatever the id', () => {
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

test('A schedule comes back from the form as it was', () => {
  for (const schedule of [{ every: 60 }, { every: 90 }, { every: 86400 }, { cron: '0 0/5 * * * ?' }, {}]) {
    assert.deepEqual(scheduleOf(draftOf(schedule)), schedule);
    assert.deepEqual(scheduleFaults(draftOf(schedule)), []);
  }
});

test('An interval is a whole number between ten seconds and a day', () => {
  for (const number of ['', '0', '9', '-10', '1.5', '1e3', '86401', 'ten']) {
    assert.equal(scheduleFaults({ ...draftOf(undefined), unit: 1, number })[0]?.pointer, '/schedule/every', number);
  }
});

test('Schedules, sizes and times are told in words', () => {
  assert.equal(scheduleWords({ every: 60 }), 'Every minute');
  assert.equal(scheduleWords({ every: 90 }), 'Every 90 seconds');
  assert.equal(scheduleWords({}), 'Only when asked');
  assert.deepEqual([999, 1000, 82_000, 999_950, 250_000_000].map(bytes), ['999 bytes', '1.0 kB', '82.0 kB', '1.0 MB', '250 MB']);
  assert.deepEqual([0.2, 1, 61, 3600, 90_000].map(duration), ['under a second', '1 second', '1 minute 1 second', '1 hour', '1 day 1 hour']);
  assert.equal(fromNow('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:10Z')), '3 minutes ago');
});
