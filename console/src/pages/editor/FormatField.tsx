import { FieldError } from '../../parts/Field.tsx';
import type { RecordFormat } from '../../types.ts';

interface Props {
  formats: RecordFormat[];
  /** The id of the selected format. */
  selected: string;
  /** The id of the format of an existing input. */
  stored: string | undefined;
  error: string | undefined;
  onChange: (format: string) => void;
}

/** The format of the records. Shown if there is a choice, or if the connector no longer has the selected format. */
export function FormatField({ formats, selected, stored, error, onChange }: Props) {
  if (formats.length < 2 && formats.some(({ id }) => id === selected)) return null;
  return (
    <fieldset className={error ? 'choice invalid' : 'choice'} id="format">
      <legend>Format</legend>
      <FieldError id="format" message={error} />
      {formats.map(({ id, title, description }) => (
        <div className="option" key={id}>
          <input
            type="radio"
            name="format"
            id={`format_${id}`}
            checked={id === selected}
            aria-describedby={`format_${id}__help`}
            onChange={() => onChange(id)}
          />
          <div>
            <label htmlFor={`format_${id}`}>{title}</label>
            <p className="help" id={`format_${id}__help`}>{description}</p>
          </div>
        </div>
      ))}
      {stored !== undefined && stored !== selected && (
        <p className="help">
          New records are written to another file. A full re-sync writes all records in the new format.
        </p>
      )}
    </fieldset>
  );
}
