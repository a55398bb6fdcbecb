import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen } from '../src/form/choice.ts';
import { faultsOf } from '../src/form/faults.ts';
import { withoutKept } from '../src/form/secrets.ts';
import { draftFaults, faultsToShow, startDraft, withFormData } from '../src/pages/editor/draft.ts';
import type { JsonObject } from '../src/types.ts';
import { schema, stored } from './data.ts';

const user = chosen(schema, 1);

function messageAt(pointer: string, data: JsonObject): string | undefined {
  return faultsOf(user, data).find(fault => fault.pointer === pointer)?.message;
}

const inside = (settings: JsonObject) => ({ settings, secrets: { user: 'ann', word: 'x' } });

test('A configuration that the schema allows has no fault', () => {
  assert.deepEqual(faultsOf(user, inside({ place: 'here', count: 3 })), []);
});

test('Missing fields are told by their titles, in the order of the form', () => {
  assert.deepEqual(faultsOf(user, { settings: {}, secrets: {} }), [
    { pointer: '/settings/place', message: 'Place is required.' },
    { pointer: '/secrets/user', message: 'User is required.' },
    { pointer: '/secrets/word', message: 'Word is required.' },
  ]);
});

test('A value of the wrong form is told in the schema\'s own words, once', () => {
  assert.deepEqual(faultsOf(user, inside({ place: '1' })), [
    { pointer: '/settings/place', message: 'Enter 3 to 9 small letters.' },
  ]);
});

test('Without words in the schema each keyword has a sentence', () => {
  assert.equal(messageAt('/settings/place', inside({ place: 'abcdefghijk' })), 'Place must have at most 9 characters.');
  assert.equal(messageAt('/settings/count', inside({ place: 'here', count: 0 })), 'Count must be 1 or more.');
  assert.equal(messageAt('/settings/count', inside({ place: 'here', count: 'many' })), 'Count must be a whole number.');
  assert.equal(messageAt('/settings/kind', inside({ place: 'here', kind: 'c' })), 'Kind must be one of the values offered.');
  assert.equal(messageAt('/secrets/user', { settings: { place: 'here' }, secrets: { user: 'a', word: 'x' } }),
    'User must have at least 2 characters.');
  assert.equal(messageAt('/secrets/word', { settings: { place: 'here' }, secrets: { user: 'ann', word: ' ' } }),
    'Word is not of the expected form.');
});

test('A member that the schema does not have is no valid configuration', () => {
  assert.equal(faultsOf(user, inside({ place: 'here', other: 1 })).length, 1);
});

test('A stored secret that is kept counts as present', () => {
  const faults = faultsOf(withoutKept(user, ['user']), { settings: { place: 'here' }, secrets: {} });
  assert.deepEqual(faults.map(({ pointer }) => pointer), ['/secrets/word']);
});

test('A fault stays until its value is right, and none is told before the form was sent', () => {
  const draft = startDraft(schema, undefined);
  const now = draftFaults(schema, draft, stored);
  assert.deepEqual(faultsToShow(schema, now, [], [], undefined, {}), []);
  assert.deepEqual(faultsToShow(schema, now, ['/name', '/settings/place'], [], undefined, {}).map(({ pointer }) => pointer),
    ['/name', '/settings/place']);

  const mended = withFormData(schema, { ...draft, name: 'one' }, { settings: { place: 'here' }, secrets: {} });
  assert.deepEqual(faultsToShow(schema, draftFaults(schema, mended, stored), ['/name', '/settings/place'], [], undefined, {}), []);
});

test('What the server found stays until the value it was found in is changed', () => {
  const server = [{ pointer: '/schedule/cron', message: 'No.' }, { pointer: '/settings/place', message: 'Not there.' }];
  const sent = { settings: { place: 'here' }, schedule: { cron: 'x' } };
  assert.deepEqual(faultsToShow(schema, [], [], server, sent, sent).map(({ message }) => message), ['Not there.', 'No.']);
  const changed = { ...sent, settings: { place: 'there' } };
  assert.deepEqual(faultsToShow(schema, [], [], server, sent, changed).map(({ message }) => message), ['No.']);
});
