import { type FieldNode, type GraphQLField, Kind, type ValueNode, valueFromAST } from 'graphql';

export type Variables = Record<string, unknown>;

/**
 * How a field's argument is read when a compiled statement runs: from the operation's variables where it is
 * a variable, else from the document; the schema's default where neither says anything.
 */
export function argumentReader(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  name: string,
): (variables: Variables) => unknown {
  const argument = definition.args.find((one) => one.name === name);
  if (!argument) throw new Error(`${definition.name} has no argument ${name}`);
  const given = node.arguments?.find((one) => one.name.value === name)?.value;
  if (!given) return () => argument.defaultValue ?? null;
  if (given.kind === Kind.VARIABLE) {
    const variable = given.name.value;
    return (variables) => variables[variable] ?? argument.defaultValue ?? null;
  }
  if (isConstant(given)) {
    const value = valueFromAST(given, argument.type);
    return () => value ?? null;
  }
  return (variables) => valueFromAST(given, argument.type, variables) ?? null;
}

function isConstant(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return false;
  if (node.kind === Kind.LIST) return node.values.every(isConstant);
  if (node.kind === Kind.OBJECT) return node.fields.every((field) => isConstant(field.value));
  return true;
}
