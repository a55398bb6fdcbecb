import type { ReactNode } from 'react';
import { useConfigContext } from './context.ts';

/** The choice of a configuration as radio buttons, followed by the fields of the selected branch. */
export function ChoiceField({ children }: { children: ReactNode }) {
  const { schema, branch, setBranch } = useConfigContext();
  const branches = schema.oneOf ?? [];
  return (
    <fieldset className="choice" id="choice">
      <legend>{schema['x-choice-title'] ?? 'Choose one'}</legend>
      {branches.map(({ title, description }, index) => (
        <div className="option" key={index}>
          <input
            type="radio"
            name="choice"
            id={`choice_${index}`}
            checked={index === branch}
            aria-describedby={description ? `choice_${index}__help` : undefined}
            onChange={() => setBranch(index)}
          />
          <div>
            <label htmlFor={`choice_${index}`}>{title ?? `Choice ${index + 1}`}</label>
            {description && <p className="help" id={`choice_${index}__help`}>{description}</p>}
          </div>
        </div>
      ))}
      <div className="branch">{children}</div>
    </fieldset>
  );
}
