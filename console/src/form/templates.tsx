/** How the form library's fields are laid out: a label, the help, the control and what is wrong with it. */
import type {
  ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, FieldTemplateProps, ObjectFieldTemplateProps, TemplatesType,
} from '@rjsf/utils';
import { Faulty, Help, Required } from '../parts/Field.tsx';
import { isObject, ownId, titleOf, type Schema } from './schema.ts';

function FieldTemplate({ id: libraryId, label, required, schema, rawErrors, children, hidden }: FieldTemplateProps) {
  const id = ownId(libraryId);
  const own = schema as Schema;
  if (hidden) return <div hidden>{children}</div>;
  // What has several controls is a fieldset with a legend of its own.
  if (isObject(own) || own.type === 'array') return <>{children}</>;
  if (own.type === 'boolean') {
    return <div className="field">{children}<Help id={id} text={own.description} /><Faulty id={id} message={rawErrors?.[0]} /></div>;
  }
  return (
    <div className={rawErrors?.length ? 'field faulty' : 'field'}>
      <label htmlFor={id}>{label}{required && <Required />}</label>
      <Help id={id} text={own.description} />
      <Faulty id={id} message={rawErrors?.[0]} />
      {children}
    </div>
  );
}

function ObjectFieldTemplate({ fieldPathId, title, description, properties }: ObjectFieldTemplateProps) {
  return (
    <fieldset className="group" id={ownId(fieldPathId.$id)}>
      <legend>{title}</legend>
      {description && <p className="help">{description}</p>}
      {properties.map(({ content }) => content)}
    </fieldset>
  );
}

function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { fieldPathId, title, schema, required, items, canAdd, onAddClick, rawErrors } = props;
  const id = ownId(fieldPathId.$id);
  return (
    <fieldset className={rawErrors?.length ? 'group faulty' : 'group'} id={id} tabIndex={-1}>
      <legend>{titleOf(schema as Schema, title)}{required && <Required />}</legend>
      <Help id={id} text={schema.description} />
      <Faulty id={id} message={rawErrors?.[0]} />
      {items}
      {canAdd && <button type="button" onClick={onAddClick}>Add an entry<span className="unseen"> to {title}</span></button>}
    </fieldset>
  );
}

function ArrayFieldItemTemplate({ children, index, buttonsProps }: ArrayFieldItemTemplateProps) {
  return (
    <div className="entry" role="group" aria-label={`Entry ${index + 1}`}>
      {children}
      {buttonsProps.hasRemove && (
        <button type="button" onClick={buttonsProps.onRemoveItem}>Remove<span className="unseen"> entry {index + 1}</span></button>
      )}
    </div>
  );
}

export const templates: Partial<TemplatesType> = {
  FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate,
};
