import { readFileSync } from 'node:fs';
import type { Schema } from '../src/form/schema.ts';

/** A schema with a choice between a setting and two secrets. */
export const schema = JSON.parse(readFileSync('tests/data/choice.json', 'utf8')) as Schema;

export const stored = { user: { setAt: '2026-01-02T03:04:05Z' }, word: { setAt: '2026-01-02T03:04:05Z' } };
