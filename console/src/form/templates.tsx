/** Templates for the form library's fields: the label, the help, the error, and the control. */
import type {
  ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, FieldTemplateProps, ObjectFieldTemplateProps, TemplatesType,
} from '@rjsf/utils';
import { FieldError, Help, Required } from '../parts/Field.tsx';
import { controlId, isObject, titleOf, type Schema } from './schema.ts';

function FieldTemplate({ id: libraryId, label, required, schema, rawErrors, children, hidden }: FieldTemplateProps) {
  const id = controlId(libraryId);
  const own = schema as Schema;
  if (hidden) return <div hidden>{children}</div>;
  // A field with several controls is a fieldset that has its own legend.
  if (isObject(own) || own.type === 'array') return <>{children}</>;
  if (own.type === 'boolean') {
    return (
      <div className="field">
        {children}
        <Help id={id} text={own.description} />
        <FieldError id={id} message={rawErrors?.[0]} />
      </div>
    );
  }
  return (
    <div className={rawErrors?.length ? 'field invalid' : 'field'}>
      <label htmlFor={id}>{label}{required && <Required />}</label>
      <Help id={id} text={own.description} />
      <FieldError id={id} message={rawErrors?.[0]} />
      {children}
    </div>
  );
}

function ObjectFieldTemplate({ fieldPathId, title, description, properties }: ObjectFieldTemplateProps) {
  return (
    <fieldset className="group" id={controlId(fieldPathId.$id)}>
      <legend>{title}</legend>
      {description && <p className="help">{description}</p>}
      {properties.map(({ content }) => content)}
    </fieldset>
  );
}

function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { fieldPathId, title, schema, required, items, canAdd, onAddClick, rawErrors } = props;
  const id = controlId(fieldPathId.$id);
  return (
    <fieldset className={rawErrors?.length ? 'group invalid' : 'group'} id={id} tabIndex={-1}>
      <legend>{titleOf(schema as Schema, title)}{required && <Required />}</legend>
      <Help id={id} text={schema.description} />
      <FieldError id={id} message={rawErrors?.[0]} />
      {items}
      {canAdd && (
        <button type="button" onClick={onAddClick}>
          Add an entry<span className="visually-hidden"> to {title}</span>
        </button>
      )}
    </fieldset>
  );
}

function ArrayFieldItemTemplate({ children, index, buttonsProps }: ArrayFieldItemTemplateProps) {
  return (
    <div className="entry" role="group" aria-label={`Entry ${index + 1}`}>
      {children}
      {buttonsProps.hasRemove && (
        <button type="button" onClick={buttonsProps.onRemoveItem}>
          Remove<span className="visually-hidden"> entry {index + 1}</span>
        </button>
      )}
    </div>
  );
}

export const templates: Partial<TemplatesType> = {
  FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate,
};
