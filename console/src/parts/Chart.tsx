import type { Minute } from '../types.ts';
import { count, counted, minuteOfDay } from './format.ts';
import { Table } from './Table.tsx';
import { useNow } from './Time.tsx';

const minutes = 60;
const width = 600;
const height = 140;

/** The number of records in each of the last 60 minutes, as a bar chart and as a table. */
export function Chart({ chart }: { chart: Minute[] }) {
  const bars = lastMinutes(chart, useNow(10));
  const most = Math.max(1, ...bars.map(bar => bar.records));
  const total = bars.reduce((sum, bar) => sum + bar.records, 0);
  const step = width / minutes;
  const summary = `${counted(total, 'record')} in the last hour; at most ${count(total === 0 ? 0 : most)} in a minute.`;
  return (
    <figure className="chart">
      <figcaption>{summary}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Records per minute. ${summary}`}
      >
        <line className="axis" x1="0" x2={width} y1={height} y2={height} />
        {bars.map(({ at, records }, index) => {
          const barHeight = records === 0 ? 0 : Math.max(2, (records / most) * (height - 8));
          return <rect key={at} x={index * step + 1} y={height - barHeight} width={step - 2} height={barHeight} />;
        })}
      </svg>
      <div className="chart-axis" aria-hidden="true">
        {[0, 15, 30, 45, 59].map(index => <span key={index}>{minuteOfDay(new Date(bars[index]?.at ?? 0))}</span>)}
      </div>
      <details>
        <summary>Show as a table</summary>
        <Table caption="Records per minute, UTC" heads={['Minute', 'Records']} numbers={['Records']}>
          {bars.filter(bar => bar.records > 0).reverse().map(({ at, records }) => (
            <tr key={at}><td>{minuteOfDay(new Date(at))}</td><td className="number">{count(records)}</td></tr>
          ))}
          {total === 0 && <tr><td colSpan={2}>No records in the last hour.</td></tr>}
        </Table>
      </details>
    </figure>
  );
}

/** One bar for each minute until now. The server omits minutes without records. */
function lastMinutes(chart: Minute[], now: number): { at: number; records: number }[] {
  const recordsAt = new Map(chart.map(({ minute, records }) => [new Date(minute).getTime(), records]));
  const last = Math.floor(Math.max(now, ...recordsAt.keys()) / 60000) * 60000;
  return Array.from({ length: minutes }, (_, index) => {
    const at = last - (minutes - 1 - index) * 60000;
    return { at, records: recordsAt.get(at) ?? 0 };
  });
}
