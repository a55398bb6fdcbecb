const controls = 'input, select, textarea, button';

/** Moves the focus to a field: to its control, or to the first control of a group. */
export function focusField(id: string): void {
  const element = document.getElementById(id);
  const control = element?.matches(controls) ? element : element?.querySelector<HTMLElement>(controls) ?? element;
  control?.focus();
  control?.closest('.field, fieldset')?.scrollIntoView({ block: 'nearest' });
}
