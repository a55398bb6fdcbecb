import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branchOf, choicePointers, chosen } from '../src/form/choice.ts';
import { fieldsOf, idOf } from '../src/form/schema.ts';
import { asSent } from '../src/form/values.ts';
import { bodyOf, startDraft, visibleData, withFormData, type Draft } from '../src/pages/editor/draft.ts';
import { schema, stored } from './data.ts';

const titles = (branch: number) => fieldsOf(chosen(schema, branch)).map(field => field.schema.title);

test('Fields are in the order of the schema, settings before secrets', () => {
  assert.deepEqual(fieldsOf(schema).map(({ pointer }) => idOf(pointer)),
    ['settings_place', 'settings_kind', 'settings_guest', 'settings_count', 'secrets_user', 'secrets_word']);
});

test('A property that a branch excludes belongs to the choice and is shown only in the other branches', () => {
  assert.deepEqual([...choicePointers(schema)], ['/secrets/user', '/secrets/word', '/settings/guest']);
  assert.deepEqual(titles(0), ['Place', 'Kind', 'Guest', 'Count']);
  assert.deepEqual(titles(1), ['Place', 'Kind', 'Count', 'User', 'Word']);
});

test('A branch requires its own properties in addition to those that are always required', () => {
  const required = (branch: number) =>
    fieldsOf(chosen(schema, branch)).filter(field => field.required).map(({ name }) => name);
  assert.deepEqual(required(0), ['place', 'guest']);
  assert.deepEqual(required(1), ['place', 'user', 'word']);
});

test('Selecting another branch omits the values of the first one, and selecting the first one restores them', () => {
  const entered = { settings: { place: 'here', guest: 'me' }, secrets: {} };
  const first = withFormData(schema, startDraft(schema, undefined), entered);
  const other: Draft = { ...first, branch: 1 };
  assert.deepEqual(visibleData(schema, other), { settings: { place: 'here' }, secrets: {} });

  const both = withFormData(schema, other, { settings: { place: 'there' }, secrets: { user: 'ann', word: 'x' } });
  assert.deepEqual(bodyOf('any', schema, both, {}).settings, { place: 'there' });
  const back: Draft = { ...both, branch: 0 };
  assert.deepEqual(bodyOf('any', schema, back, {}).settings, { place: 'there', guest: 'me' });
  assert.deepEqual(bodyOf('any', schema, back, {}).secrets, {});
});

test('The form of an existing input opens with the branch that was saved', () => {
  assert.equal(branchOf(schema, { settings: { place: 'here', guest: 'me' } }), 0);
  assert.equal(branchOf(schema, { settings: { place: 'here' }, secrets: { user: 'ann', word: 'x' } }), 1);
});

test('A default is applied when the form opens, and is not restored after the user clears it', () => {
  const draft = startDraft(schema, undefined);
  assert.deepEqual(draft.data, { settings: { kind: 'a' }, secrets: {} });
  assert.deepEqual(bodyOf('any', schema, withFormData(schema, draft, { settings: {}, secrets: {} }), {}).settings, {});
});

test('An empty optional group is not sent, and an empty required one is', () => {
  const group = { type: 'object', properties: { one: { type: 'string' } } };
  const groups = { type: 'object', required: ['must'], properties: { may: group, must: group } };
  assert.deepEqual(asSent(groups, { may: { one: '' }, must: { one: '' } }), { must: {} });
});

test('Numeric text is sent as a number, and an empty field is not sent', () => {
  const entered = { settings: { count: '12', place: '' }, secrets: {} };
  const draft = withFormData(schema, startDraft(schema, undefined), entered);
  assert.deepEqual(bodyOf('any', schema, draft, stored).settings, { count: 12 });
});
