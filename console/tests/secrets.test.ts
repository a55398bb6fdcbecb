import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsToSend } from '../src/form/secrets.ts';
import { stored } from './data.ts';

test('Unchanged stored secrets are not sent', () => {
  assert.deepEqual(secretsToSend({}, stored, {}, []), {});
});

test('A replaced secret is sent, and the other one is not', () => {
  assert.deepEqual(secretsToSend({ word: 'new' }, stored, { word: 'replace' }, []), { word: 'new' });
});

test('Text that was entered for a kept secret is not sent', () => {
  assert.deepEqual(secretsToSend({ word: 'typed' }, stored, {}, []), {});
});

test('A removed secret is sent as null', () => {
  assert.deepEqual(secretsToSend({}, stored, { user: 'remove' }, []), { user: null });
});

test('Stored secrets that the selected branch excludes are removed, and entered text for them is not sent', () => {
  assert.deepEqual(secretsToSend({ word: 'new' }, stored, { word: 'replace' }, ['/secrets/user', '/secrets/word']),
    { user: null, word: null });
});

test('If no secrets are stored, entered secrets are sent and none are removed', () => {
  assert.deepEqual(secretsToSend({ user: 'ann' }, {}, {}, ['/settings/guest']), { user: 'ann' });
});
