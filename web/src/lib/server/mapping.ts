import { textOrNull } from './acted.ts';

/** What a mapping form says: for each field a column, or a value where the file says nothing. */
export function mappingOf(form: FormData) {
  const fields = [...form.keys()].filter((key) => key.startsWith('column:')).map((key) => key.slice(7));
  return fields.map((field) => {
    const column = textOrNull(form, `column:${field}`);
    return {
      field,
      column: column === null ? null : Number(column),
      value: textOrNull(form, `value:${field}`),
    };
  });
}
