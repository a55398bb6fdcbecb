import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen } from '../src/form/choice.ts';
import { errorsOf } from '../src/form/errors.ts';
import { withKeptOptional } from '../src/form/secrets.ts';
import { draftErrors, errorsToShow, startDraft, withFormData } from '../src/pages/editor/draft.ts';
import type { JsonObject } from '../src/types.ts';
import { schema, stored } from './data.ts';

const user = chosen(schema, 1);

function messageAt(pointer: string, data: JsonObject): string | undefined {
  return errorsOf(user, data).find(error => error.pointer === pointer)?.message;
}

const inside = (settings: JsonObject) => ({ settings, secrets: { user: 'ann', word: 'x' } });

test('A configuration that matches the schema has no errors', () => {
  assert.deepEqual(errorsOf(user, inside({ place: 'here', count: 3 })), []);
});

test('Missing fields are reported by title, in the order of the form', () => {
  assert.deepEqual(errorsOf(user, { settings: {}, secrets: {} }), [
    { pointer: '/settings/place', message: 'Place is required.' },
    { pointer: '/secrets/user', message: 'User is required.' },
    { pointer: '/secrets/word', message: 'Word is required.' },
  ]);
});

test('An invalid value is reported once, with the message of the schema', () => {
  assert.deepEqual(errorsOf(user, inside({ place: '1' })), [
    { pointer: '/settings/place', message: 'Enter 3 to 9 lowercase letters.' },
  ]);
});

test('Each keyword has a default message if the schema has none', () => {
  assert.equal(messageAt('/settings/place', inside({ place: 'abcdefghijk' })), 'Place must have at most 9 characters.');
  assert.equal(messageAt('/settings/count', inside({ place: 'here', count: 0 })), 'Count must be 1 or more.');
  assert.equal(messageAt('/settings/count', inside({ place: 'here', count: 'many' })), 'Count must be a whole number.');
  assert.equal(messageAt('/settings/kind', inside({ place: 'here', kind: 'c' })),
    'Kind must be one of the listed values.');
  assert.equal(messageAt('/secrets/user', { settings: { place: 'here' }, secrets: { user: 'a', word: 'x' } }),
    'User must have at least 2 characters.');
  assert.equal(messageAt('/secrets/word', { settings: { place: 'here' }, secrets: { user: 'ann', word: ' ' } }),
    'Word has an invalid format.');
});

test('A member that the schema does not allow is an error', () => {
  assert.equal(errorsOf(user, inside({ place: 'here', other: 1 })).length, 1);
});

test('A stored secret that is kept counts as present', () => {
  const errors = errorsOf(withKeptOptional(user, ['user']), { settings: { place: 'here' }, secrets: {} });
  assert.deepEqual(errors.map(({ pointer }) => pointer), ['/secrets/word']);
});

test('An error is shown only after the form was sent, and until its value is valid', () => {
  const draft = startDraft(schema, undefined);
  const current = draftErrors(schema, draft, stored);
  const reported = ['/name', '/settings/place'];
  assert.deepEqual(errorsToShow(schema, current, [], [], undefined, {}), []);
  assert.deepEqual(errorsToShow(schema, current, reported, [], undefined, {}).map(({ pointer }) => pointer), reported);

  const fixed = withFormData(schema, { ...draft, name: 'one' }, { settings: { place: 'here' }, secrets: {} });
  assert.deepEqual(errorsToShow(schema, draftErrors(schema, fixed, stored), reported, [], undefined, {}), []);
});

test('An error from the server is shown until its value is changed', () => {
  const server = [
    { pointer: '/schedule/cron', message: 'Invalid.' },
    { pointer: '/format', message: 'Unknown.' },
    { pointer: '/settings/place', message: 'Not found.' },
  ];
  const sent = { settings: { place: 'here' }, format: 'a', schedule: { cron: 'x' } };
  const messages = (body: JsonObject) =>
    errorsToShow(schema, [], [], server, sent, body).map(({ message }) => message);
  assert.deepEqual(messages(sent), ['Not found.', 'Unknown.', 'Invalid.']);
  assert.deepEqual(messages({ ...sent, settings: { place: 'there' }, format: 'b' }), ['Invalid.']);
});
