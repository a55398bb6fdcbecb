import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsToSend } from '../src/form/secrets.ts';
import { stored } from './data.ts';

test('Stored secrets that were not touched are not sent', () => {
  assert.deepEqual(secretsToSend({}, stored, {}, []), {});
});

test('A secret that was replaced is sent, the other one is not', () => {
  assert.deepEqual(secretsToSend({ word: 'new' }, stored, { word: 'replace' }, []), { word: 'new' });
});

test('What was typed before a secret was kept after all is not sent', () => {
  assert.deepEqual(secretsToSend({ word: 'typed' }, stored, {}, []), {});
});

test('A secret that is removed is sent as null', () => {
  assert.deepEqual(secretsToSend({}, stored, { user: 'remove' }, []), { user: null });
});

test('Stored secrets that the chosen branch excludes are removed, and what was typed for them is not sent', () => {
  assert.deepEqual(secretsToSend({ word: 'new' }, stored, { word: 'replace' }, ['/secrets/user', '/secrets/word']),
    { user: null, word: null });
});

test('Where nothing is stored, what was typed is sent and nothing is removed', () => {
  assert.deepEqual(secretsToSend({ user: 'ann' }, {}, {}, ['/settings/guest']), { user: 'ann' });
});
