import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser, eventsOf } from '../src/sse.ts';

const stream = ': hello\n\nevent: step\ndata: {"id":1}\n\nevent: step\r\ndata: one\r\ndata:two\r\n\r\ndata: plain\r\r';
const expected = [
  { event: 'step', data: '{"id":1}' }, { event: 'step', data: 'one\ntwo' }, { event: 'message', data: 'plain' },
];

test('Events are the same in whatever pieces they come', () => {
  for (let size = 1; size <= stream.length; size++) {
    const parser = new EventParser();
    const events = [];
    for (let from = 0; from < stream.length; from += size) events.push(...parser.push(stream.slice(from, from + size)));
    // A CR is a line's end for certain only when it is known what follows.
    events.push(...parser.push('\n'));
    assert.deepEqual(events, expected, `pieces of ${size}`);
  }
});

test('An event that was cut off is not told', () => {
  assert.deepEqual(new EventParser().push('event: step\ndata: half'), []);
});

test('Characters of several bytes are whole although the response cuts them', async () => {
  const bytes = new TextEncoder().encode('data: ü→\n\n');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events = [];
  for await (const event of eventsOf(new Response(body))) events.push(event);
  assert.deepEqual(events, [{ event: 'message', data: 'ü→' }]);
});
