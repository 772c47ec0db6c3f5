import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { bankDesk } from './corpus/bank-desk.ts';
import { camtFile } from './corpus/camt-file.ts';

/** Rows without an id of their own, of the network alone. */
const WITHIN = { topic: 'bank', anywhere: true } as const;
const PAYLOAD = 'refusals';

export const BANK_TYPES = {
  BankFile: {
    rule: { topic: 'bank', rows: 'select id from bank_file' },
    fields:
      'id filename bytes uploadedBy uploadedAt stage failure failureValue format columns fields linesDone linesTotal added known pending statements invented',
  },
  BankStatement: {
    rule: WITHIN,
    fields: 'account accountName number currency from until opening closing entries moved gap',
  },
  BankLinePage: { rule: 'public', fields: 'rows next previous total' },
  BankLine: {
    rule: { topic: 'bank', rows: 'select id from bank_line' },
    fields:
      'id file position account bookedOn valuedOn amount currency reference endToEnd payer payerAccount text charges instructedAmount instructedCurrency code reversal batch occurrence state proposal decisions',
  },
  BankProposal: { rule: WITHIN, fields: 'kind member assessment payment confidence reasons others' },
  BankGuess: { rule: WITHIN, fields: 'member confidence' },
  BankDecision: {
    rule: { topic: 'bank', rows: 'select id from bank_decision' },
    fields: 'id kind reason confidence decidedBy decidedAt undoneAt payments',
  },
  BankTotal: { rule: WITHIN, fields: 'state currency lines incoming outgoing sure sureAmount' },
  PaymentRate: { rule: { topic: 'dues', anywhere: true }, fields: 'rate on source amount currency' },
  BankFilePayload: { rule: 'public', fields: `${PAYLOAD} bankFile` },
  BankLinePayload: { rule: 'public', fields: `${PAYLOAD} bankLine` },
  MatchBankLinesPayload: { rule: 'public', fields: `${PAYLOAD} matched` },
  AcceptBankLinesPayload: { rule: 'public', fields: `${PAYLOAD} accepted` },
  SuspendBankLinesPayload: { rule: 'public', fields: `${PAYLOAD} suspended` },
} as const satisfies Record<string, TypeRule>;

/** A statement with a line that is accepted, one that waits, and the bank's charges. */
export async function arrangeBank(front: Front): Promise<void> {
  const desk = bankDesk(front);
  const { id } = await desk.send(
    camtFile(
      [
        { amount: '20.00', reference: 'B-1', payer: 'Alba Council' },
        { amount: '30.00', reference: 'B-2', payer: 'Bruma Council' },
        { amount: '1.00', reference: 'B-3', side: 'DBIT', code: 'CHRG' },
      ],
      { iban: '123456', opening: '0.00', closing: '49.00' },
    ),
  );
  const { stage, failure } = await desk.file(id);
  if (stage !== 'done') throw new Error(`${stage} ${failure}`);
  const { rows } = await desk.lines();
  const alba = rows.find((row: { reference: string }) => row.reference === 'B-1');
  const { refusals } = await desk.decide('acceptBankLine', { id: alba.id });
  if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';

const act = (input: string): ActRule => ({
  may: ['finance'],
  at: [1],
  call: () => `(input: { ${input}${input ? ', ' : ''}${KEY} }) { refusals { code } }`,
});

export const BANK_ACTS = {
  mapBankFile: act(`id: "${NOBODY}", mapping: []`),
  cancelBankFile: act(`id: "${NOBODY}"`),
  matchBankLines: act(''),
  acceptBankLine: act(`id: "${NOBODY}"`),
  acceptBankLines: act('confidence: 0, count: 0'),
  splitBankLine: act(`id: "${NOBODY}", parts: []`),
  holdBankLine: act(`id: "${NOBODY}", reason: "none"`),
  releaseBankLine: act(`id: "${NOBODY}"`),
  ignoreBankLine: act(`id: "${NOBODY}", reason: "none"`),
  suspendBankLine: act(`id: "${NOBODY}"`),
  suspendBankLines: act('until: "1900-01-01"'),
  chargeBankLine: act(`id: "${NOBODY}"`),
  returnBankLine: act(`id: "${NOBODY}", receipt: "none", reason: "none"`),
  undoBankLine: act(`id: "${NOBODY}", reason: "none"`),
} satisfies Record<string, ActRule>;
