import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser, eventsOf } from '../src/sse.ts';

const stream = ': hello\n\nevent: step\ndata: {"id":1}\n\nevent: step\r\ndata: one\r\ndata:two\r\n\r\ndata: plain\r\r';
const expected = [
  { event: 'step', data: '{"id":1}' }, { event: 'step', data: 'one\ntwo' }, { event: 'message', data: 'plain' },
];

test('Events are the same for chunks of any size', () => {
  for (let size = 1; size <= stream.length; size++) {
    const parser = new EventParser();
    const events = [];
    for (let from = 0; from < stream.length; from += size) events.push(...parser.push(stream.slice(from, from + size)));
    // A final CR ends its line only when the next character is known.
    events.push(...parser.push('\n'));
    assert.deepEqual(events, expected, `chunks of ${size}`);
  }
});

test('An incomplete event is not returned', () => {
  assert.deepEqual(new EventParser().push('event: step\ndata: half'), []);
});

test('Multibyte characters that are split between chunks are decoded correctly', async () => {
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
