import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
/** The database's today, and days beside it. */
let today: string;
/** Assessments by member and year. */
const assessed = new Map<string, string>();

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  for (const year of [2023, 2024, 2025]) {
    const { data } = await front.as(
      'finance',
      'mutation A($input: AssessRegionInput!) { assessRegion(input: $input) { refusals { code } } }',
      { input: { placeId: 1, year, idempotencyKey: key() } },
    );
    expect(data.assessRegion.refusals).toEqual([]);
  }
  for (const { id, member_id, year } of await owner`select id, member_id, year from assessment`)
    assessed.set(`${member_id} ${year}`, id);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
const key = () => `relief-${++keys}-${process.pid}`;
const of = (member: number, ...years: number[]) =>
  years.map((year) => String(assessed.get(`${member} ${year}`)));
const after = (days: number, from = today) =>
  new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
const differences = () => owner`select * from app.ledger_differences()`;

const RELIEF = `relief { id state effect expiresOn granted { amount share dueOn instalments } steps { kind on body resolution reason recordedBy { name } }
  plan { state debt paid behind behindSince nextOn nextAmount instalments { number dueOn amount paid } } }`;
const INPUTS: Record<string, string> = {
  refuseRelief: 'DecideReliefInput',
  withdrawRelief: 'EndReliefInput',
  revokeRelief: 'EndReliefInput',
};
async function act(person: string, name: string, input: object, fields = RELIEF) {
  const type = INPUTS[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`,
    { input: { idempotencyKey: key(), ...input } },
  );
  return { ...data?.[name], fault: errors?.[0]?.message };
}
const ask = (input: object, person = 'treasurer') =>
  act(person, 'askRelief', { memberId: 11, reason: 'The drought', ...input });
const grant = (reliefId: string, input: object = {}, person = 'secretariat') =>
  act(person, 'grantRelief', {
    reliefId,
    body: 'committee_of_representatives',
    decidedOn: today,
    resolution: 'CR-2026-9',
    ...input,
  });
const member = async (fields: string, id = 11, asOf = '') =>
  (await front.as('finance', `{ member(id: ${id}${asOf && `, asOf: "${asOf}"`}) { ${fields} } }`)).data
    .member;
const statement = async (id: string) =>
  (await owner`select outstanding::int, reduced::int from assessment_balance where assessment_id = ${id}`)[0];
const pay = (memberId: number, amount: string, receivedOn = today) =>
  front.as(
    'finance',
    'mutation P($input: RecordPaymentInput!) { recordPayment(input: $input) { refusals { code } payment { id toCredit } } }',
    { input: { memberId, amount, currency: 'USD', receivedOn, method: 'cash', idempotencyKey: key() } },
  );

describe('a reduction', () => {
  test('is previewed, asked for, granted in part by the body that the rulebook names, and books what it takes off', async () => {
    const [assessment] = of(11, 2023);
    const preview = await act(
      'treasurer',
      'previewRelief',
      {
        memberId: 11,
        kind: 'reduction',
        assessmentIds: [assessment],
        terms: { share: '1/3' },
        idempotencyKey: undefined,
      },
      'takesOff level body lines { asked takesOff opens toCredit why }',
    );
    // 1,200 dollars of the table in force in 2023; a third of it to the cent.
    expect(preview).toMatchObject({
      refusals: [],
      takesOff: '40000',
      level: 'network',
      body: 'committee_of_representatives',
      lines: [{ asked: '120000', takesOff: '40000', opens: '80000', toCredit: '0' }],
    });
    expect(preview.lines[0].why).toMatchObject({ no: '3.5.2', value: '800' });
    const { relief } = await ask({
      kind: 'reduction',
      assessmentIds: [assessment],
      terms: { share: '1/3' },
      documents: 'Accounts of 2023',
    });
    expect(relief).toMatchObject({ state: 'asked', effect: '0', granted: null, steps: [] });
    const own = await grant(relief.id, {}, 'treasurer');
    expect(own.fault).toMatch(/FORBIDDEN/);
    const wrong = await grant(relief.id, { body: 'executive_committee' });
    expect(wrong.refusals).toEqual([{ code: 'relief_wrong_body', field: 'body', value: '3.5.1' }]);
    const same = {
      reliefId: relief.id,
      terms: { amount: '1000.00' },
      majority: 'two thirds',
      idempotencyKey: key(),
    };
    const [granted, again] = [await grant(relief.id, same), await grant(relief.id, same)];
    expect(granted.relief).toMatchObject({
      state: 'granted_in_part',
      effect: '20000',
      expiresOn: `${Number(today.slice(0, 4)) + 1}-12-31`,
      granted: { amount: '100000', share: null },
      steps: [{ kind: 'granted', on: today, body: 'committee_of_representatives', resolution: 'CR-2026-9' }],
    });
    expect(again.relief.id).toBe(relief.id);
    expect(await statement(String(assessment))).toEqual({ outstanding: 100_000, reduced: 20_000 });
    expect((await grant(relief.id)).refusals).toMatchObject([{ code: 'relief_not_open' }]);
    expect(await differences()).toEqual([]);
  });

  test('of what was paid becomes credit; revoked, it is asked again', async () => {
    await pay(14, '3000.00');
    const [assessment] = of(14, 2023);
    const { relief } = await ask(
      { memberId: 14, kind: 'reduction', assessmentIds: [assessment], terms: { share: '50%' } },
      'secretaryDorna',
    );
    await grant(relief.id);
    // What was paid too much settles the next year at once.
    expect(await statement(String(assessment))).toEqual({ outstanding: 0, reduced: 150_000 });
    expect(await statement(String(of(14, 2024)[0]))).toEqual({ outstanding: 210_000, reduced: 0 });
    const revoked = await act('finance', 'revokeRelief', {
      reliefId: relief.id,
      reason: 'The accounts were wrong',
    });
    expect(revoked.relief).toMatchObject({ state: 'revoked', effect: '0' });
    expect(await statement(String(assessment))).toMatchObject({ reduced: 0 });
    expect(
      (await act('finance', 'revokeRelief', { reliefId: relief.id, reason: 'Again' })).refusals,
    ).toMatchObject([{ code: 'relief_not_granted', value: 'revoked' }]);
    expect(await differences()).toEqual([]);
  });

  test('keeps within the limits of the rulebook and leaves the least that it names', async () => {
    const wish = (input: object) => ask({ assessmentIds: of(11, 2024), ...input });
    expect((await wish({ kind: 'reduction', terms: { share: '0.8' } })).refusals).toEqual([
      { code: 'relief_beyond_limits', field: 'share', value: 'reduction_share' },
    ]);
    expect((await wish({ kind: 'currency', terms: { share: '0.6' } })).refusals).toMatchObject([
      { value: 'currency_share' },
    ]);
    expect((await wish({ kind: 'reduction', terms: {} })).refusals).toMatchObject([
      { code: 'relief_amount_or_share' },
    ]);
    expect((await wish({ kind: 'reduction', terms: { share: '-1/2' } })).refusals).toMatchObject([
      { code: 'relief_share' },
    ]);
    expect((await wish({ kind: 'reduction', terms: { amount: '1,5' } })).refusals).toMatchObject([
      { code: 'amount_invalid' },
    ]);
    expect((await wish({ kind: 'reduction', terms: { amount: '99999' } })).refusals).toMatchObject([
      { code: 'relief_no_effect' },
    ]);
    expect((await wish({ kind: 'waiver', reason: ' ' })).refusals).toEqual([
      { code: 'required', field: 'reason', value: null },
    ]);
    expect((await ask({ kind: 'waiver', assessmentIds: of(12, 2024) })).refusals).toMatchObject([
      { code: 'not_found' },
    ]);
    expect((await ask({ kind: 'waiver', assessmentIds: of(11, 2024), memberId: 12 })).fault).toMatch(
      /FORBIDDEN/,
    );
  });
});

describe('a waiver and relief for a fallen currency', () => {
  test('take off what is open, or the share that the currency lost', async () => {
    const waived = await ask({ memberId: 12, kind: 'waiver', assessmentIds: of(12, 2023) }, 'both');
    expect(
      (await ask({ memberId: 12, kind: 'waiver', assessmentIds: of(12, 2023) }, 'both')).refusals,
    ).toMatchObject([{ code: 'relief_already_asked' }]);
    const granted = await grant(waived.relief.id);
    expect(granted.relief).toMatchObject({ state: 'granted', effect: '120000' });
    expect(await statement(String(of(12, 2023)[0]))).toEqual({ outstanding: 0, reduced: 120_000 });
    const fallen = await ask(
      { memberId: 12, kind: 'currency', assessmentIds: of(12, 2024), terms: { share: '0.3' } },
      'both',
    );
    expect((await grant(fallen.relief.id)).relief.effect).toBe('43500');
    expect(await differences()).toEqual([]);
  });

  test('lapse by date: what is expired is seen as such, and cannot be revoked any more', async () => {
    const { relief } = await ask({ memberId: 12, kind: 'waiver', assessmentIds: of(12, 2025) }, 'both');
    await grant(relief.id, { expiresOn: today });
    expect((await member('reliefs { id state }', 12)).reliefs[0]).toMatchObject({ state: 'granted' });
    const later = await member('reliefs { id state } arrears { reliefs { id } }', 12, after(1));
    expect(later.reliefs[0]).toEqual({ id: relief.id, state: 'expired' });
    expect(later.arrears.reliefs.map(({ id }: { id: string }) => id)).not.toContain(relief.id);
  });
});

describe('a request', () => {
  test('is refused with a reason, withdrawn by its member, and lapses undecided', async () => {
    const asked = await ask({ kind: 'waiver', assessmentIds: of(11, 2024) });
    const decision = {
      reliefId: asked.relief.id,
      body: 'committee_of_representatives',
      decidedOn: today,
      resolution: 'CR-2026-10',
    };
    expect((await act('finance', 'refuseRelief', { ...decision, reason: '' })).refusals).toMatchObject([
      { code: 'required' },
    ]);
    expect(
      (await act('finance', 'refuseRelief', { ...decision, decidedOn: after(1), reason: 'No' })).refusals,
    ).toMatchObject([{ code: 'future_date' }]);
    const refused = await act('finance', 'refuseRelief', { ...decision, reason: 'Reserves suffice' });
    expect(refused.relief).toMatchObject({
      state: 'refused',
      steps: [{ kind: 'refused', reason: 'Reserves suffice' }],
    });
    const second = await ask({ kind: 'waiver', assessmentIds: of(11, 2024) });
    expect(
      (await act('secretaryBruma', 'withdrawRelief', { reliefId: second.relief.id, reason: 'x' })).refusals,
    ).toMatchObject([{ code: 'not_found' }]);
    const withdrawn = await act('secretary', 'withdrawRelief', {
      reliefId: second.relief.id,
      reason: 'The donor paid',
    });
    expect(withdrawn.relief).toMatchObject({ state: 'withdrawn' });
    expect((await grant(second.relief.id)).refusals).toMatchObject([
      { code: 'relief_not_open', value: 'withdrawn' },
    ]);
    const third = await ask({ kind: 'waiver', assessmentIds: of(11, 2025) });
    expect((await member('reliefs { id state }', 11, after(366))).reliefs[0]).toEqual({
      id: third.relief.id,
      state: 'lapsed',
    });
    await act('treasurer', 'withdrawRelief', {
      reliefId: third.relief.id,
      reason: 'Asked as a plan instead',
    });
  });

  test('is seen by the region and the network, not by another council or region', async () => {
    const document = `{ region(code: "EAST") { reliefsWaiting reliefs(show: ended) { total rows { member { id } } } } }`;
    for (const person of ['coordinator', 'president', 'finance', 'auditor']) {
      const { data } = await front.as(person, document);
      expect(data.region.reliefsWaiting).toBe(0);
      expect(data.region.reliefs.total).toBeGreaterThan(2);
    }
    const west = await front.as('coordinatorWest', document);
    expect(west.data.region).toMatchObject({ reliefsWaiting: null, reliefs: { rows: [] } });
    const other = await front.as(
      'secretaryDorna',
      '{ member(id: 11) { reliefs { id } arrears { yearsUnpaid } } }',
    );
    expect(other.data.member).toEqual({ reliefs: [], arrears: null });
  });
});
