import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branchOf, choicePointers, chosen } from '../src/form/choice.ts';
import { fieldsOf, idOf } from '../src/form/schema.ts';
import { asSent } from '../src/form/values.ts';
import { bodyOf, startDraft, visibleData, withFormData, type Draft } from '../src/pages/editor/draft.ts';
import { schema, stored } from './data.ts';

const titles = (branch: number) => fieldsOf(chosen(schema, branch)).map(field => field.schema.title);

test('Fields come in the order that the schema gives them, settings before secrets', () => {
  assert.deepEqual(fieldsOf(schema).map(({ pointer }) => idOf(pointer)),
    ['settings_place', 'settings_kind', 'settings_guest', 'settings_count', 'secrets_user', 'secrets_word']);
});

test('What some branch excludes belongs to the choice and is shown under the others alone', () => {
  assert.deepEqual([...choicePointers(schema)], ['/secrets/user', '/secrets/word', '/settings/guest']);
  assert.deepEqual(titles(0), ['Place', 'Kind', 'Guest', 'Count']);
  assert.deepEqual(titles(1), ['Place', 'Kind', 'Count', 'User', 'Word']);
});

test('A branch requires what it says besides what is always required', () => {
  const required = (branch: number) => fieldsOf(chosen(schema, branch)).filter(field => field.required).map(({ name }) => name);
  assert.deepEqual(required(0), ['place', 'guest']);
  assert.deepEqual(required(1), ['place', 'user', 'word']);
});

test('Switching takes the other side out of what is sent, and switching back gives it back', () => {
  const typed = withFormData(schema, startDraft(schema, undefined), { settings: { place: 'here', guest: 'me' }, secrets: {} });
  const other: Draft = { ...typed, branch: 1 };
  assert.deepEqual(visibleData(schema, other), { settings: { place: 'here' }, secrets: {} });

  const both = withFormData(schema, other, { settings: { place: 'there' }, secrets: { user: 'ann', word: 'x' } });
  assert.deepEqual(bodyOf('any', schema, both, {}).settings, { place: 'there' });
  const back: Draft = { ...both, branch: 0 };
  assert.deepEqual(bodyOf('any', schema, back, {}).settings, { place: 'there', guest: 'me' });
  assert.deepEqual(bodyOf('any', schema, back, {}).secrets, {});
});

test('An input that is edited opens under the branch that it was saved with', () => {
  assert.equal(branchOf(schema, { settings: { place: 'here', guest: 'me' } }), 0);
  assert.equal(branchOf(schema, { settings: { place: 'here' }, secrets: { user: 'ann', word: 'x' } }), 1);
});

test('A default is filled in when the form opens, and stays away when it is emptied', () => {
  const draft = startDraft(schema, undefined);
  assert.deepEqual(draft.data, { settings: { kind: 'a' }, secrets: {} });
  assert.deepEqual(bodyOf('any', schema, withFormData(schema, draft, { settings: {}, secrets: {} }), {}).settings, {});
});

test('An optional group that has nothing in it is not sent, a required one is', () => {
  const group = { type: 'object', properties: { one: { type: 'string' } } };
  const groups = { type: 'object', required: ['must'], properties: { may: group, must: group } };
  assert.deepEqual(asSent(groups, { may: { one: '' }, must: { one: '' } }), { must: {} });
});

test('Text that is a number is sent as one, and an empty field not at all', () => {
  const draft = withFormData(schema, startDraft(schema, undefined), { settings: { count: '12', place: '' }, secrets: {} });
  assert.deepEqual(bodyOf('any', schema, draft, stored).settings, { count: 12 });
});
