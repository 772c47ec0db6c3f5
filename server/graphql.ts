import { globSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import {
  type FieldNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isScalarType,
  Kind,
} from 'graphql';
import mercurius, { type MercuriusOptions } from 'mercurius';
import { once } from './access/idempotency.ts';
import { contractActs } from './contract.ts';
import { type Database, faultOf } from './database.ts';
import { badRequest, Fault, Refused } from './errors.ts';
import { LIMITS, OUTSIDE_RULES, SHARED_RULES } from './limits.ts';
import { resultKey } from './reading/compile.ts';
import type { Answer, Asking, Reading } from './reading/read.ts';
import { act } from './unit.ts';
import { isDay, isMoment, Unreadable, unreadable } from './unreadable.ts';

/** What a resolver finds in its context. */
export interface Context extends Asking {
  database: Database;
  reading: Reading;
  /** The operation's one statement, shared by its root fields. */
  answer?: Promise<Answer>;
}

/** The contract's text: all modules' files, prose in the descriptions. */
export function contractText(): string {
  const folder = new URL('../schema/', import.meta.url).pathname;
  return globSync(`${folder}*.graphql`)
    .sort()
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

const COMMON: MercuriusOptions = {
  graphiql: false,
  ide: false,
  routes: false,
  subscription: false,
  allowBatchedQueries: false,
  cache: 100,
  // The library's own formatter sends SQL with its values to the client: errors stay as they are until `masked`.
  errorFormatter: (execution) => ({ statusCode: 200, response: execution as never }),
};

/** Answers to a wrong document give no hint of what else the contract holds, and stop after a few faults. */
const VALIDATE = { hideSuggestions: true, maxErrors: 5 };

export type Execute = FastifyInstance['graphql'];

/**
 * Two executors over one contract. The web's own persisted documents are compiled (graphql-jit is safe with one
 * operation a document and a closed list of documents); outside documents are interpreted, within limits.
 */
export async function registerGraphql(
  app: FastifyInstance,
): Promise<{ web: Execute; outside: Execute; schema: GraphQLSchema }> {
  const web = await executor(app, {
    ...COMMON,
    jit: 1,
    validationRules: SHARED_RULES,
    graphql: { validateOptions: VALIDATE } as never,
  });
  const outside = await executor(app, {
    ...COMMON,
    jit: 0,
    validationRules: [...SHARED_RULES, ...OUTSIDE_RULES],
    graphql: { parseOptions: { maxTokens: LIMITS.tokens }, validateOptions: VALIDATE } as never,
  });
  return { web: web.graphql, outside: outside.graphql, schema: outside.schema };
}

async function executor(app: FastifyInstance, options: MercuriusOptions) {
  let made: { graphql: Execute; schema: GraphQLSchema } | undefined;
  await app.register(async (scope) => {
    await scope.register(mercurius, { ...options, schema: contractText() });
    strictScalars(scope.graphql.schema);
    resolve(scope.graphql.schema);
    made = { graphql: scope.graphql, schema: scope.graphql.schema };
  });
  if (!made) throw new Error('the GraphQL executor did not start');
  return made;
}

/** Days and instants stay text, but only text that is one: the database would also read `tomorrow` and `infinity`. */
const SCALARS: Record<string, { reads: (text: string) => boolean; refusal: string }> = {
  Date: { reads: isDay, refusal: 'date_invalid' },
  DateTime: { reads: isMoment, refusal: 'date_invalid' },
  Minor: { reads: (text) => /^-?\d{1,18}$/.test(text), refusal: 'amount_invalid' },
};

function strictScalars(schema: GraphQLSchema): void {
  for (const [name, { reads, refusal }] of Object.entries(SCALARS)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    type.parseValue = (value) => {
      if (typeof value === 'string' && reads(value)) return value;
      if (typeof value === 'string') return new Unreadable(value.trim() ? refusal : 'required', value);
      throw new GraphQLError(`not a ${name}`);
    };
    type.parseLiteral = (node) => {
      if (node.kind === Kind.STRING && reads(node.value)) return node.value;
      throw new GraphQLError(`not a ${name}`);
    };
  }
}

/**
 * Gives every root field its resolver; fields with arguments look for their value under what those are. All others
 * are left without one, which means the same as the library's default, but is compiled to plain access: a named
 * resolver is called, and its path kept, for each field of each row.
 */
function resolve(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (type === schema.getQueryType()) field.resolve = readRoot as never;
      else if (type === schema.getMutationType()) field.resolve = actRoot(field.name as never) as never;
      else if (field.args.length > 0) field.resolve = byArguments as never;
      else field.resolve = undefined;
    }
  }
}

const byArguments: GraphQLFieldResolver<Answer, Context> = (source, _args, _context, info) =>
  source[keyOf(info)];

const readRoot: GraphQLFieldResolver<unknown, Context> = async (_source, _args, context, info) => {
  if (unreadable(info.variableValues).length > 0) throw badRequest('value');
  context.answer ??= context.reading.operation(info, context);
  const answer = await context.answer;
  return answer[keyOf(info)];
};

const keyOf = (info: GraphQLResolveInfo) => resultKey(info.fieldNodes[0] as FieldNode);

/** A root mutation field: one transaction, then the payload read afresh after its commit. */
function actRoot(name: keyof typeof contractActs): GraphQLFieldResolver<unknown, Context> {
  return async (_source, args, context, info) => {
    const odd = unreadable(args);
    if (odd.length > 0) return { refusals: odd };
    if (unreadable(info.variableValues).length > 0) throw badRequest('value');
    const done = contractActs[name] as never as (unit: unknown, args: unknown) => Promise<Answer>;
    try {
      const result = await act(context.database, context.caller, (unit) =>
        once(unit, name, args, () => done(unit, args)),
      );
      return { refusals: [], ...result, ...(await readPayload(result, context, info)) };
    } catch (error) {
      const fault = faultOf(error);
      if (fault instanceof Refused) return { refusals: fault.refusals };
      throw fault;
    }
  };
}

async function readPayload(result: Answer, context: Context, info: GraphQLResolveInfo): Promise<Answer> {
  const type = getNamedType(info.returnType) as GraphQLObjectType;
  return context.reading.payload(info, type, result, context);
}

/** One body for every failure: our own codes, the contract's own complaints about a document, and nothing else. */
export function masked(error: unknown): {
  message: string;
  extensions: { code: string; detail?: string };
  path?: unknown;
} {
  const original = originOf(error);
  const path = error instanceof GraphQLError && error.path ? { path: error.path } : {};
  if (original instanceof Fault) {
    const detail = original.detail ? { detail: original.detail } : {};
    return { message: original.message, extensions: { code: original.code, ...detail }, ...path };
  }
  if (error instanceof GraphQLError && isComplaint(error, original)) {
    const message = error.message.replace(/ Did you mean .*/s, '');
    return { message, extensions: { code: 'BAD_REQUEST' }, ...path };
  }
  return { message: 'INTERNAL', extensions: { code: 'INTERNAL' }, ...path };
}

function originOf(error: unknown): unknown {
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  return cause ? originOf(cause) : error;
}

/**
 * Whether the library complains about the request. What goes wrong at a path is our own doing, but for a variable
 * that was given null where its default was to stand.
 */
function isComplaint(error: GraphQLError, original: unknown): boolean {
  return original instanceof GraphQLError && (!error.path || /^Argument "/.test(error.message));
}
