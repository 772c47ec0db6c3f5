import {
  buildASTSchema,
  concatAST,
  extendSchema,
  type GraphQLField,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
} from 'graphql';

/** The contract's files and worked examples as they stand in schema/, taken in when the pages are built. */
const files = import.meta.glob<string>('../../../../schema/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const exampleFiles = import.meta.glob<string>('../../../../schema/examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const document = concatAST(Object.values(files).map((text) => parse(text)));
const extensions = {
  ...document,
  definitions: document.definitions.filter((one) => one.kind === Kind.OBJECT_TYPE_EXTENSION),
};
const base = {
  ...document,
  definitions: document.definitions.filter((one) => one.kind !== Kind.OBJECT_TYPE_EXTENSION),
};
const schema = extendSchema(buildASTSchema(base), extensions);

export interface FieldEntry {
  name: string;
  type: string;
  description: string;
  args: { name: string; type: string; description: string }[];
}

export interface TypeEntry {
  name: string;
  kind: 'query' | 'mutation' | 'object' | 'input' | 'enum' | 'scalar';
  description: string;
}

const all = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));

/** Every type of the contract, by name. */
export const contractTypes: TypeEntry[] = all
  .map((type) => ({ name: type.name, kind: kindOf(type), description: type.description ?? '' }))
  .toSorted((left, right) => left.name.localeCompare(right.name));

function kindOf(type: (typeof all)[number]): TypeEntry['kind'] {
  if (type === schema.getQueryType()) return 'query';
  if (type === schema.getMutationType()) return 'mutation';
  if (isObjectType(type)) return 'object';
  if (isInputObjectType(type)) return 'input';
  return isEnumType(type) ? 'enum' : 'scalar';
}

/** One type with its fields or values; null when there is none of that name. */
export function contractType(name: string): (TypeEntry & { fields: FieldEntry[]; values: string[] }) | null {
  const type = schema.getType(name);
  const entry = contractTypes.find((one) => one.name === name);
  if (!type || !entry || isScalarType(type)) return entry ? { ...entry, fields: [], values: [] } : null;
  const values = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
  const fields = isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
  return {
    ...entry,
    values,
    fields: fields.map((field) => fieldEntry(field as GraphQLField<unknown, unknown>)),
  };
}

function fieldEntry(field: GraphQLField<unknown, unknown>): FieldEntry {
  const args = (field.args ?? []).map((argument) => ({
    name: argument.name,
    type: String(argument.type),
    description: argument.description ?? '',
  }));
  return { name: field.name, type: String(field.type), description: field.description ?? '', args };
}

export interface Example {
  name: string;
  text: string;
  variables: string;
}

/** The worked examples in their order; the test suite runs the same files. */
export const contractExamples: Example[] = Object.entries(exampleFiles)
  .toSorted(([left], [right]) => left.localeCompare(right))
  .map(([path, text]) => ({
    name: /(\d+)-[^/]*$/.exec(path)?.[0].replace('.graphql', '') ?? path,
    text: text.replace(/^# variables: .*\n/m, ''),
    variables: /^# variables: (.*)$/m.exec(text)?.[1] ?? '{}',
  }));
