/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

/** Splits a text/event-stream into events. The stream can arrive in chunks of any size. */
export class EventParser {
  private rest = '';
  private event = '';
  private data: string[] = [];

  /** Adds the next chunk and returns the events that it completes. */
  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    this.rest += text;
    // A CR at the end can be the first half of a CRLF, so it stays in the rest until the next chunk arrives.
    const end = /\r\n|\n|\r(?!$)/g;
    let from = 0;
    for (let match = end.exec(this.rest); match; match = end.exec(this.rest)) {
      const complete = this.line(this.rest.slice(from, match.index));
      if (complete) events.push(complete);
      from = end.lastIndex;
    }
    this.rest = this.rest.slice(from);
    return events;
  }

  private line(line: string): ServerEvent | undefined {
    if (line === '') {
      const complete = { event: this.event || 'message', data: this.data.join('\n') };
      const empty = this.data.length === 0;
      this.event = '';
      this.data = [];
      return empty ? undefined : complete;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return undefined;
  }
}

/** The events of a response, as they arrive. EventSource cannot send a POST request. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) return;
  const parser = new EventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      yield* parser.push(chunk.value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
