import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { PAGE_LIMIT } from './reading/page.ts';

export const LIMITS = { depth: 10, aliases: 15, cost: 5000, tokens: 2000, bytes: 16 * 1024 };

/** Lists that are given whole count as so many rows. */
const LIST = 25;

/** One operation a document: what runs is what was looked at. */
const singleOperation: ValidationRule = (context): ASTVisitor => ({
  Document(document) {
    const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    if (operations.length !== 1) context.reportError(new GraphQLError('one operation a document'));
  },
});

const maxAliases: ValidationRule = (context): ASTVisitor => {
  let aliases = 0;
  return {
    Field(node) {
      if (node.alias) aliases += 1;
      if (node.alias && aliases === LIMITS.aliases + 1)
        context.reportError(new GraphQLError(`more than ${LIMITS.aliases} aliases`));
    },
  };
};

/**
 * Depth and cost in one walk: whatever is selected costs one, times the rows that the lists above it may hold.
 * Fragments cost as fields do: spread within each other, a few of them are more steps than could ever be walked.
 */
const depthAndCost: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition(operation) {
    const root = context.getSchema().getRootType(operation.operation);
    const walked: Walked = { cost: 0, depth: 0 };
    if (root) walk({ context, walked, open: new Set() }, root, operation.selectionSet, 1, 1);
    if (walked.depth > LIMITS.depth) context.reportError(new GraphQLError(`deeper than ${LIMITS.depth}`));
    if (walked.cost > LIMITS.cost) context.reportError(new GraphQLError(`costs more than ${LIMITS.cost}`));
  },
});

interface Walked {
  cost: number;
  depth: number;
}

interface Walk {
  context: ValidationContext;
  walked: Walked;
  /** Fragments being walked: one that meets itself is another rule's fault. */
  open: Set<string>;
}

function walk(at: Walk, type: GraphQLObjectType, set: SelectionSetNode, depth: number, rows: number): void {
  const { walked } = at;
  walked.depth = Math.max(walked.depth, depth);
  for (const node of set.selections) {
    if (walked.cost > LIMITS.cost || depth > LIMITS.depth) return;
    walked.cost += rows;
    if (node.kind === Kind.FIELD) {
      const field = type.getFields()[node.name.value];
      const inner = field && getNamedType(field.type);
      if (field && node.selectionSet && isObjectType(inner)) {
        walk(at, inner, node.selectionSet, depth + 1, rows * rowsOf(node, field));
      }
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      walk(at, type, node.selectionSet, depth, rows);
    } else if (!at.open.has(node.name.value)) {
      const fragment = at.context.getFragment(node.name.value);
      const open = new Set([...at.open, node.name.value]);
      if (fragment) walk({ ...at, open }, type, fragment.selectionSet, depth, rows);
    }
  }
}

/** How many rows a field may lead to. A page says it with `first`; a variable counts as the most a page holds. */
function rowsOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
  if (field.args.some((argument) => argument.name === 'first')) {
    const first = node.arguments?.find((one) => one.name.value === 'first')?.value;
    if (first?.kind === Kind.INT) return Math.max(1, Math.min(Number(first.value), PAGE_LIMIT));
    return first ? PAGE_LIMIT : LIST;
  }
  return node.name.value !== 'rows' && isListType(getNullableType(field.type)) ? LIST : 1;
}

/** For every document. */
export const SHARED_RULES: ValidationRule[] = [singleOperation];

/** For documents that outside programs send; they may look at the schema itself, within the same limits. */
export const OUTSIDE_RULES: ValidationRule[] = [maxAliases, depthAndCost];
