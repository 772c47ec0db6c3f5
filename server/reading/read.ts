import type {
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLResolveInfo,
  OperationDefinitionNode,
} from 'graphql';
import { type Database, faultOf } from '../database.ts';
import { Fault } from '../errors.ts';
import type { Caller } from '../unit.ts';
import {
  type CompileOptions,
  Compiler,
  type Inputs,
  type Plan,
  type Reader,
  type Shapes,
} from './compile.ts';

/** Statements of one operation: one for each set of values that decide the form. */
interface Plans {
  forms: Reader[];
  byForm: Map<string, Plan>;
  /** How many of them were ever left prepared. */
  prepared: number;
}

/** So many forms of one operation are kept; a caller who varies more than that pays with new compilations. */
const FORMS_KEPT = 300;

/** So many forms of one operation stay prepared in the database, which keeps each in every connection's memory. */
const FORMS_PREPARED = 25;

/** The JSON object with a key for each field asked. */
export type Answer = Record<string, unknown>;

/** Who asks, in which language, and whether the document is one of the web's own, so its statement may stay prepared. */
export interface Asking {
  caller: Caller;
  locale: string;
  persisted: boolean;
}

/** Answers selections with one guarded statement each. */
export class Reading {
  readonly #database: Database;
  readonly #shapes: Shapes;
  readonly #options: CompileOptions;
  readonly #operations = new WeakMap<OperationDefinitionNode, Plans>();

  constructor(database: Database, shapes: Shapes, options: CompileOptions = { guards: true }) {
    this.#database = database;
    this.#shapes = shapes;
    this.#options = options;
  }

  /** The whole query operation that `info` stands in, in one statement and so in one snapshot. */
  async operation(info: GraphQLResolveInfo, asking: Asking): Promise<Answer> {
    const inputs: Inputs = { variables: info.variableValues, locale: asking.locale, result: {} };
    let plans = this.#operations.get(info.operation);
    const key = plans && formKey(plans.forms, inputs);
    let plan = plans?.byForm.get(key ?? '');
    if (!plan) {
      const compiler = new Compiler(info.schema, this.#shapes, fragmentsOf(info), inputs, this.#options);
      plan = planOf(compiler, compiler.operation(info.operation));
      if (!plans || plans.byForm.size >= FORMS_KEPT) {
        plans = { forms: compiler.forms, byForm: new Map(), prepared: plans?.prepared ?? 0 };
        this.#operations.set(info.operation, plans);
      }
      if (plans.prepared >= FORMS_PREPARED) plan.lasting = false;
      if (plan.lasting) plans.prepared += 1;
      plans.byForm.set(formKey(plans.forms, inputs), plan);
    }
    return this.#run(plan, inputs, asking);
  }

  /** A payload's selection for what an act answered with, read after its commit. */
  async payload(
    info: GraphQLResolveInfo,
    type: GraphQLObjectType,
    result: Answer,
    asking: Asking,
  ): Promise<Answer> {
    const inputs: Inputs = { variables: info.variableValues, locale: asking.locale, result };
    const compiler = new Compiler(info.schema, this.#shapes, fragmentsOf(info), inputs, this.#options);
    const selections = info.fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []);
    const body = compiler.payload(type, { kind: 'SelectionSet' as never, selections });
    return this.#run(planOf(compiler, body), inputs, asking);
  }

  async #run(plan: Plan, inputs: Inputs, asking: Asking): Promise<Answer> {
    const values = plan.parameters.map((read) => read(inputs));
    const { kind, id } = asking.caller;
    try {
      const rows = await this.#database.reads.unsafe<{ state: string; page: Answer }[]>(
        plan.text,
        [...values, kind, id] as never[],
        { prepare: asking.persisted && plan.lasting },
      );
      const row = rows[0];
      if (row?.state !== 'ok') throw new Fault('UNAUTHENTICATED');
      return row.page;
    } catch (error) {
      throw faultOf(error);
    }
  }
}

function planOf(compiler: Compiler, body: string): Plan {
  return {
    text: guardedStatement(body, compiler),
    parameters: compiler.parameters,
    lasting: !compiler.dated,
  };
}

/**
 * The statement enters as the caller before anything else is read: `app.enter` stands in FROM, the page in the
 * select list, so the row of who is asking comes first. Should a planner ever turn that round, the settings
 * would still be empty and every policy would answer with no rows: the failure is closed.
 */
function guardedStatement(body: string, compiler: Compiler): string {
  const count = compiler.parameters.length;
  return `${compiler.with()}select guard.state, case when guard.state = 'ok' then ${body} end as page
    from app.enter($${count + 1}::text, $${count + 2}::uuid) guard`;
}

function formKey(forms: Reader[], inputs: Inputs): string {
  return forms.length === 0 ? '' : JSON.stringify(forms.map((read) => read(inputs)));
}

function fragmentsOf(info: GraphQLResolveInfo): Record<string, FragmentDefinitionNode> {
  return info.fragments;
}
