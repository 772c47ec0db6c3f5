import {
  column,
  type Guard,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  shapes,
} from '../../reading/shape.ts';
import { containing } from '../shape-parts.ts';
import { TABLE_FIELDS } from './table-fields.ts';

const guard = (): Guard => ({ capability: 'bank.read' });
const text = (name: string) => (row: Row) => `${row}.${name}::text`;

/** A decision that nothing has taken back. */
const stands = (decision: Row) => `not exists (select from bank_decision u where u.undoes = ${decision}.id)`;

/** Where a line is: in the inbox, or where the last decision that stands has put it. */
const stateOf = (line: Row) =>
  `coalesce((select i.state from bank_inbox i where i.line_id = ${line}.id), (select d.kind from bank_decision d
    where d.line_id = ${line}.id and d.kind <> 'undone' and ${stands('d')} order by d.id desc limit 1))`;

const fieldRows = TABLE_FIELDS.map(({ name, required }, index) => `(${index}, '${name}', ${required})`).join(
  ', ',
);

/** Lines with their place in the order of the inbox; those that are decided have none. */
const linesOf = (child: Row) =>
  `(select l.*, i.state as waiting, coalesce(i.confidence, 0)::int as confidence
    from bank_line l left join bank_inbox i on i.line_id = l.id) ${child}`;

const SORTS = {
  CONFIDENCE: [
    { by: (c: Row) => `${c}.confidence`, type: 'int' as const },
    { by: (c: Row) => `${c}.booked_on`, type: 'date' as const },
    { by: (c: Row) => `${c}.id`, type: 'uuid' as const },
  ],
  DATE: [
    { by: (c: Row) => `${c}.booked_on`, type: 'date' as const },
    { by: (c: Row) => `${c}.id`, type: 'uuid' as const },
  ],
  AMOUNT: [
    { by: (c: Row) => `${c}.amount`, type: 'bigint' as const },
    { by: (c: Row) => `${c}.id`, type: 'uuid' as const },
  ],
};

function filter(child: Row, _row: Row, scope: Scope): string {
  const state = scope.form<string>('state', String);
  const pattern = `${scope.arg('search', containing)}::text`;
  const wanted =
    { all: 'true', decided: `${child}.waiting is null` }[state] ?? `${child}.waiting = '${stateName(state)}'`;
  return `${wanted}
    and (${scope.arg('file')}::uuid is null or ${child}.file_id = ${scope.arg('file')}::uuid)
    and (${scope.arg('account')}::text is null or ${child}.iban = ${scope.arg('account')}::text)
    and (${scope.arg('confidence')}::int is null or ${child}.confidence >= ${scope.arg('confidence')}::int)
    and (${pattern} is null or ${child}.payer_key like app.key(${pattern}) or ${child}.text ilike ${pattern}
      or ${child}.reference ilike ${pattern} or ${child}.payer_iban ilike ${pattern})`;
}

const stateName = (state: string) => (['open', 'held', 'suspense'].includes(state) ? state : 'open');

/** The network's bank: files, lines, and what became of them. */
export const bankShapes = shapes({
  Query: {
    fields: {
      bankLine: one(
        'BankLine',
        (c) => `bank_line ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
      bankFile: one(
        'BankFile',
        (c) => `bank_file ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Network: {
    fields: {
      bankLines: page('BankLine', SORTS, linesOf, filter),
      bankFiles: many(
        'BankFile',
        (c) => `bank_file ${c}`,
        undefined,
        (c) => `${c}.uploaded_at desc`,
        50,
      ),
      bankTotals: many(
        'BankTotal',
        (c) => `(select i.state, l.currency, count(*)::int as lines,
            coalesce(sum(l.amount) filter (where l.amount > 0), 0) as incoming, coalesce(-sum(l.amount) filter (where l.amount < 0), 0) as outgoing,
            count(*) filter (where i.kind = 'payment' and i.confidence >= 90)::int as sure,
            coalesce(sum(l.amount) filter (where i.kind = 'payment' and i.confidence >= 90), 0) as sure_amount
          from bank_inbox i join bank_line l on l.id = i.line_id group by 1, 2) ${c}`,
        undefined,
        (c) => `${c}.state, ${c}.currency`,
      ),
    },
  },
  Payment: {
    fields: {
      charges: text('charges'),
      chargesCurrency: column('charges_currency'),
      rate: one(
        'PaymentRate',
        (c) => `payment ${c}`,
        (c, r) => `${c}.id = ${r}.id and ${c}.rate is not null`,
      ),
      bankLine: one(
        'BankLine',
        (c) => `bank_line ${c}`,
        (c, r) => `${c}.id = (select d.line_id from bank_part p join bank_decision d on d.id = p.decision_id
          where p.payment_id = ${r}.id and d.kind in ('accepted', 'recorded') and ${stands('d')} limit 1)`,
      ),
    },
  },
  PaymentRate: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id`, region: `${r}.region_id` }),
    fields: {
      rate: column('rate'),
      on: column('rate_on'),
      source: column('rate_source'),
      amount: (
        r,
      ) => `(select coalesce(-sum(e.amount), 0)::text from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where t.payment_id = ${r}.id and t.kind = 'payment' and e.account in ('credit', 'receivable'))`,
      currency: (
        r,
      ) => `(select e.currency from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
        where t.payment_id = ${r}.id and t.kind = 'payment' and e.account in ('credit', 'receivable') limit 1)`,
    },
  },
  BankFile: {
    guard,
    fields: {
      id: column('id'),
      filename: column('filename'),
      bytes: column('bytes'),
      uploadedBy: refers('Person', 'person', 'uploaded_by'),
      uploadedAt: column('uploaded_at'),
      stage: column('stage'),
      failure: column('failure'),
      failureValue: column('failure_value'),
      format: column('format'),
      columns: (r) => `(select coalesce(json_agg(json_build_object('index', h.n - 1, 'header', h.header,
          'samples', coalesce(${r}.samples -> (h.n - 1)::int, '[]')) order by h.n), '[]')
        from unnest(${r}.headers) with ordinality h(header, n))`,
      fields: (r) => `(select json_agg(json_build_object('name', f.name, 'required', f.required,
          'column', (${r}.mapping -> f.name ->> 'column')::int, 'value', ${r}.mapping -> f.name ->> 'value') order by f.position)
        from (values ${fieldRows}) f(position, name, required))`,
      linesDone: column('lines_done'),
      linesTotal: column('lines_total'),
      added: column('added'),
      known: column('known'),
      pending: column('pending'),
      statements: many(
        'BankStatement',
        (c) => `bank_statement ${c}`,
        (c, r) => `${c}.file_id = ${r}.id`,
        (c) => `${c}.n`,
      ),
      invented: column('invented'),
    },
  },
  BankStatement: {
    guard,
    fields: {
      account: column('iban'),
      accountName: column('account_name'),
      number: column('number'),
      currency: column('currency'),
      from: column('from_day'),
      until: column('until_day'),
      opening: text('opening'),
      closing: text('closing'),
      entries: column('entries'),
      moved: text('moved'),
      gap: (r) => `(${r}.closing - ${r}.opening - ${r}.moved)::text`,
    },
  },
  BankLinePage: { fields: { rows: given, next: given, previous: given, total: given } },
  BankLine: {
    guard,
    fields: {
      id: column('id'),
      file: refers('BankFile', 'bank_file', 'file_id'),
      position: column('position'),
      account: column('iban'),
      bookedOn: column('booked_on'),
      valuedOn: column('valued_on'),
      amount: text('amount'),
      currency: column('currency'),
      reference: column('reference'),
      endToEnd: column('end_to_end'),
      payer: column('payer'),
      payerAccount: column('payer_iban'),
      text: column('text'),
      charges: text('charges'),
      instructedAmount: text('instructed_amount'),
      instructedCurrency: column('instructed_currency'),
      code: column('code'),
      reversal: column('reversal'),
      batch: column('batch'),
      occurrence: column('occurrence'),
      state: stateOf,
      proposal: one(
        'BankProposal',
        (c) => `bank_inbox ${c}`,
        (c, r) => `${c}.line_id = ${r}.id`,
      ),
      decisions: many(
        'BankDecision',
        (c) => `bank_decision ${c}`,
        (c, r) => `${c}.line_id = ${r}.id`,
        (c) => `${c}.id desc`,
      ),
    },
  },
  BankProposal: {
    guard,
    fields: {
      kind: column('kind'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      assessment: refers('Assessment', 'assessment', 'assessment_id'),
      payment: refers('Payment', 'payment', 'payment_id'),
      confidence: column('confidence'),
      reasons: column('reasons'),
      others: many(
        'BankGuess',
        (c, r) => `(select (o.j ->> 'member')::int as member_id, (o.j ->> 'confidence')::int as confidence
          from jsonb_array_elements(${r}.others) o(j)) ${c}`,
        undefined,
        (c) => `${c}.confidence desc, ${c}.member_id`,
      ),
    },
  },
  BankGuess: {
    guard,
    fields: { member: refers('Member', 'member', 'member_id', 'place_id'), confidence: column('confidence') },
  },
  BankDecision: {
    guard,
    fields: {
      id: column('id'),
      kind: column('kind'),
      reason: column('reason'),
      confidence: column('confidence'),
      decidedBy: refers('Person', 'person', 'decided_by'),
      decidedAt: column('decided_at'),
      undoneAt: (r) => `(select u.decided_at from bank_decision u where u.undoes = ${r}.id)`,
      payments: many(
        'Payment',
        (c) => `payment ${c}`,
        (c, r) => `${c}.id in (select p.payment_id from bank_part p where p.decision_id = ${r}.id)`,
        (c) => `${c}.id`,
      ),
    },
  },
  BankTotal: {
    guard,
    fields: {
      state: column('state'),
      currency: column('currency'),
      lines: column('lines'),
      incoming: text('incoming'),
      outgoing: text('outgoing'),
      sure: column('sure'),
      sureAmount: text('sure_amount'),
    },
  },
  BankFilePayload: { fields: { refusals: given, bankFile: made('BankFile', 'bank_file', 'bankFile') } },
  BankLinePayload: { fields: { refusals: given, bankLine: made('BankLine', 'bank_line', 'bankLine') } },
  MatchBankLinesPayload: { fields: { refusals: given, matched: given } },
  AcceptBankLinesPayload: { fields: { refusals: given, accepted: given } },
  SuspendBankLinesPayload: { fields: { refusals: given, suspended: given } },
});
