import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doDailyTasks } from '../../daily.ts';
import { type MailLocale, speech, write } from '../../mail/letter.ts';
import { sendNext } from '../../mail/worker.ts';
import { type Front, openFront } from '../../test/client.ts';
import { reminderTasks } from './daily.ts';
import { reminderLetters } from './letters.ts';

let front: Front;
let owner: postgres.Sql;
let today = '';
/** The due date of last year's dues of Alba, and how many days ago that is. */
let due = '';
let days = 0;

const PREVIEW = `mutation ($upTo: Date) { previewReminders(input: { upTo: $upTo }) { refusals { code field } reminders {
  template memberName office forDay personName locale reason amount currency subject words lines { year anchor amount } } } }`;

async function preview(upTo?: string) {
  const { data, errors } = await front.as('finance', PREVIEW, { upTo: upTo ?? null });
  expect(errors).toBeUndefined();
  expect(data.previewReminders.refusals).toEqual([]);
  return data.previewReminders.reminders as {
    template: string;
    memberName: string;
    office: string;
    personName: string | null;
    locale: string;
    reason: string | null;
    amount: string;
    words: string | null;
    subject: string | null;
    forDay: string;
    lines: { year: number; anchor: string }[];
  }[];
}

let keys = 0;
const send = (key = `send-reminders-${++keys}`) =>
  front.as(
    'finance',
    `mutation { sendReminders(input: { day: "${today}", idempotencyKey: "${key}" }) { refusals { code } sent } }`,
  );
const sent = async () => (await send()).data.sendReminders.sent as number;

const RULE = `mutation ($input: SetReminderRuleInput!) { setReminderRule(input: $input) { refusals { code field } rule { id series validFrom } } }`;
const setRule = async (input: Record<string, unknown>, person = 'finance') => {
  const { data } = await front.as(person, RULE, {
    input: {
      event: 'after_due',
      offsetDays: days,
      office: 'council_treasurer',
      template: 'overdue',
      ...input,
    },
  });
  return data.setReminderRule;
};
const endRule = (id: string) =>
  front.as('finance', `mutation { endReminderRule(id: "${id}") { refusals { code } rule { endedOn } } }`);

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  const [clock] = await owner<{ today: string; year: number }[]>`
    select current_date::text as today, extract(year from current_date)::int - 1 as year`;
  today = String(clock?.today);
  const { data } = await front.as(
    'finance',
    `mutation { assessRegion(input: { placeId: 2, year: ${clock?.year}, idempotencyKey: "assess-east" }) { refusals { code } run { count } } }`,
  );
  expect(data.assessRegion).toMatchObject({ refusals: [], run: { count: 3 } });
  // Dues that are asked for late are due late: here they are overdue.
  const [row] = await owner<{ due: string; days: number }[]>`
    update assessment_balance set due_on = current_date - 40 returning due_on::text as due, 40 as days`;
  due = String(row?.due);
  days = Number(row?.days);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

describe('the schedule', () => {
  test('stands from the start, is read by everybody in office, and is changed by new forms of its rules', async () => {
    const { data } = await front.as('treasurer', '{ reminderRules { event offsetDays template } }');
    expect(data.reminderRules.map((rule: { template: string }) => rule.template)).toEqual([
      'census_open',
      'census_closing',
      'due_soon',
      'due_soon',
      'overdue',
      'formal_notice',
    ]);
    expect(
      (
        await front.as('treasurer', RULE, {
          input: { event: 'before_due', offsetDays: 3, office: 'council_treasurer', template: 'due_soon' },
        })
      ).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
  });

  test.each([
    [{ offsetDays: 731 }, 'reminder_days', 'offsetDays'],
    [{ offsetDays: 0 }, 'reminder_after_zero', 'offsetDays'],
    [{ template: 'due_soon' }, 'reminder_template', 'template'],
    [{ office: 'emperor' }, 'unknown_office', 'office'],
    [{ validFrom: '2020-01-01' }, 'reminder_past', 'validFrom'],
    [{ offsetDays: 14 }, 'reminder_rule_known', 'offsetDays'],
    [{ replaces: '00000000-0000-7000-8000-000000000000', offsetDays: 99 }, 'reminder_rule_ended', 'replaces'],
  ])('%j is refused', async (input, code, field) => {
    expect((await setRule(input)).refusals).toEqual([{ code, field }]);
  });
});

describe('who is reminded', () => {
  test('of last year’s dues that are open, by the office asked for, else by whom there is; never twice', async () => {
    expect(await preview()).toEqual([]);
    const { rule } = await setRule({});
    const lines = await preview();
    expect(
      lines.map(({ memberName, office, personName, reason }) => [memberName, office, personName, reason]),
    ).toEqual([
      ['Alba Council', 'council_treasurer', 'treasurer', null],
      ['Bruma Council', 'council_treasurer', 'both', null],
      ['Cala Network', 'council_treasurer', null, 'nobody'],
    ]);
    expect(lines[0]).toMatchObject({ forDay: today, lines: [{ anchor: due }] });
    expect(lines[0]?.words).toContain('Alba Council');
    expect(lines[0]?.words).not.toContain('unsubscribe');
    // Looking wrote nothing; ten people at once send each reminder once.
    expect(await owner`select 1 from reminder`).toHaveLength(0);
    const all = await Promise.all(Array.from({ length: 10 }, sent));
    expect(all.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(await preview()).toMatchObject([{ memberName: 'Cala Network', reason: 'nobody' }]);
    const own = await front.as(
      'treasurer',
      '{ member(id: 11) { reminders { forDay state person { name } sentBy { name } lines { anchor amount assessment { id } } } } }',
    );
    expect(own.data.member.reminders).toMatchObject([
      {
        forDay: today,
        state: 'waiting',
        person: { name: 'treasurer' },
        sentBy: { name: 'finance' },
        lines: [{ anchor: due }],
      },
    ]);
    // Another form of the same rule does not write again; another rule does.
    const changed = await setRule({ replaces: rule.id, offsetDays: days - 1 });
    expect(changed.rule.series).toBe(rule.series);
    expect(await sent()).toBe(0);
    expect((await endRule(rule.id)).data.endReminderRule.refusals[0].code).toBe('reminder_rule_ended');
    await endRule(changed.rule.id);
  });

  test('a request that is repeated has one answer; the list of another day is not sent', async () => {
    const first = await send('the-same-request');
    expect((await send('the-same-request')).data).toEqual(first.data);
    const yesterday = await front.as(
      'finance',
      'mutation { sendReminders(input: { day: "2020-01-01", idempotencyKey: "yesterdays" }) { refusals { code } } }',
    );
    expect(yesterday.data.sendReminders.refusals[0].code).toBe('reminder_day');
  });

  test('what a stopped server missed is made up for within a week, older things are not', async () => {
    const missed = await setRule({ offsetDays: days - 3 });
    await owner`update reminder_rule set valid_from = current_date - 30 where id = ${missed.rule.id}`;
    expect((await preview()).filter(({ reason }) => !reason)).toHaveLength(2);
    await owner`update reminder_rule set offset_days = ${days - 8} where id = ${missed.rule.id}`;
    expect((await preview()).filter(({ reason }) => !reason)).toEqual([]);
    await endRule(missed.rule.id);
  });

  test('ahead: what the schedule will ask for, by what is open now', async () => {
    const later = await setRule({ offsetDays: days + 10 });
    expect((await preview()).filter(({ reason }) => !reason)).toEqual([]);
    const [day] = await owner<{ day: string }[]>`select (current_date + 10)::text as day`;
    expect((await preview(day?.day)).filter(({ reason }) => !reason)).toHaveLength(2);
    const { data } = await front.as('finance', PREVIEW, { upTo: '2099-01-01' });
    expect(data.previewReminders.refusals).toEqual([{ code: 'reminder_far', field: 'upTo' }]);
    await endRule(later.rule.id);
  });

  test('whoever has opted out gets formal notices only; a bounced or missing address is said', async () => {
    const person = (name: string) => String(front.world.people[name]);
    await front.as(
      'treasurer',
      'mutation { chooseMail(topic: "dues_reminders", wanted: false) { refusals { code } } }',
    );
    await owner`insert into mail_bounce (email, person_id, reason) values ('both@world.example', ${person('both')}, '550')`;
    const friendly = await setRule({ offsetDays: days });
    const formal = await setRule({ template: 'formal_notice' });
    const reasons = (await preview()).map(
      ({ memberName, template, reason }) => `${memberName} ${template} ${reason}`,
    );
    expect(reasons.toSorted()).toEqual([
      'Alba Council formal_notice null',
      'Alba Council overdue opted_out',
      'Bruma Council formal_notice bounced',
      'Bruma Council overdue bounced',
      'Cala Network formal_notice nobody',
      'Cala Network overdue nobody',
    ]);
    const recipients = await front.as(
      'treasurer',
      '{ member(id: 11) { reminderRecipients { office state person { name } } } }',
    );
    expect(recipients.data.member.reminderRecipients).toEqual([
      { office: 'council_treasurer', state: 'opted_out', person: { name: 'treasurer' } },
      { office: 'council_secretary', state: 'reached', person: { name: 'secretary' } },
    ]);
    // Without any address the council's other office is written to.
    await owner`update contact set email = null where person_id = ${person('treasurer')}`;
    expect((await preview()).filter(({ memberName }) => memberName === 'Alba Council')).toMatchObject([
      { office: 'council_secretary', personName: 'secretary', reason: null },
      { office: 'council_secretary', personName: 'secretary', reason: null },
    ]);
    await owner`update contact set email = 'treasurer@world.example' where person_id = ${person('treasurer')}`;
    await front.as(
      'treasurer',
      'mutation { chooseMail(topic: "dues_reminders", wanted: true) { refusals { code } } }',
    );
    await owner`delete from mail_bounce`;
    await endRule(friendly.rule.id);
    await endRule(formal.rule.id);
  });

  test('dues that are paid are not asked for again', async () => {
    await setRule({ template: 'formal_notice' });
    const before = await preview();
    const open = before.find(({ memberName }) => memberName === 'Alba Council');
    expect(open?.amount).toMatch(/^\d+$/);
    const amount = (Number(open?.amount) / 100).toFixed(2);
    const { data } = await front.as(
      'finance',
      `mutation { recordPayment(input: { memberId: 11, amount: "${amount}", currency: "USD", receivedOn: "${today}", method: bank_transfer, idempotencyKey: "pay-alba" }) { refusals { code } } }`,
    );
    expect(data.recordPayment.refusals).toEqual([]);
    expect((await preview()).map(({ memberName }) => memberName)).toEqual(['Bruma Council', 'Cala Network']);
  });

  test('the daily task sends by itself, once a day, whoever does it', async () => {
    const { database } = front.api;
    await Promise.all([1, 2, 3].map(() => doDailyTasks(database, reminderTasks, 0)));
    const rows =
      await owner`select p.name, r.sent_by from reminder r join person p on p.id = r.person_id where r.sent_by is null`;
    expect([...rows]).toEqual([{ name: 'both', sent_by: null }]);
    expect(await owner`select 1 from daily_task where finished_at is not null`).toHaveLength(1);
  });

  test('nobody but the network sends: the function asks for the right itself', async () => {
    const { data, errors } = await front.as('coordinator', PREVIEW, { upTo: null });
    expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    const seen = await front.api.database.acts.begin(async (sql) => {
      const bearer = await front.session('coordinator');
      const { sid } = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString());
      await sql`select app.enter('session', ${sid})`;
      return [
        await sql`select * from app.reminders_due(current_date + 60)`,
        await sql`select app.send_reminders() as sent`,
      ];
    });
    expect(seen[0]).toHaveLength(0);
    expect(seen[1]?.[0]).toEqual({ sent: 0 });
  });
});

describe('declarations', () => {
  test('whoever has not declared hears that the window opens, and before it closes; whoever has, does not', async () => {
    const [window] = await owner<{ year: number; closes: string }[]>`
      insert into declaration_window (year, opens_on, closes_on)
      values (extract(year from current_date)::int + 1, current_date, current_date + 14)
      returning year, closes_on::text as closes`;
    await owner`insert into declaration (member_id, region_id, year, figures, declared_as)
      values (14, 3, ${Number(window?.year)}, '{"members": "12"}', 'council_secretary')`;
    const asked = (await preview()).filter(
      ({ template, reason }) => template.startsWith('census') && !reason,
    );
    // The secretaries of Alba and Bruma: at the opening, and, on the same day, two weeks before the close.
    expect(
      asked
        .map(({ memberName, template, personName }) => `${memberName} ${template} ${personName}`)
        .toSorted(),
    ).toEqual([
      'Alba Council census_closing secretary',
      'Alba Council census_open secretary',
      'Bruma Council census_closing secretaryBruma',
      'Bruma Council census_open secretaryBruma',
    ]);
    const closing = asked.find(({ template }) => template === 'census_closing');
    expect(closing?.lines).toEqual([{ year: window?.year, anchor: window?.closes, amount: null }]);
    expect(closing?.subject).toContain(String(window?.year));
    expect(await sent()).toBe(4);
    expect(await sent()).toBe(0);
    // A window that closes later closes on another day: its reminder comes again, at its time.
    await owner`insert into declaration_window (year, opens_on, closes_on) values (${Number(window?.year)}, current_date, current_date + 16)`;
    expect((await preview()).filter(({ reason }) => !reason)).toEqual([]);
    const [day] = await owner<{ day: string }[]>`select (current_date + 2)::text as day`;
    expect(
      (await preview(day?.day)).filter(({ template, reason }) => template === 'census_closing' && !reason),
    ).toHaveLength(2);
  });
});

describe('what is written', () => {
  const data = {
    member: 'Alba <Council>',
    place: 11,
    office: 'council_treasurer',
    lines: [{ year: 2026, day: '2026-03-31', amount: '123450', currency: 'USD' }],
  };
  test.each(Object.keys(reminderLetters))('%s, in four languages, with nothing left open', (template) => {
    for (const locale of ['en', 'fr', 'es', 'ar'] as MailLocale[]) {
      const words = speech(locale);
      const unsubscribeUrl = template === 'formal_notice' ? null : 'https://n.example/unsubscribe/x';
      const letter = reminderLetters[template]?.compose(data, {
        speech: words,
        network: 'Network',
        publicUrl: 'https://n.example',
        unsubscribeUrl,
      });
      if (!letter) throw new Error('no letter');
      const written = write(letter, 'Ada', words);
      for (const text of Object.values(written)) expect(text).not.toMatch(/[{}]|undefined|NaN/);
      expect(written.words).toContain('https://n.example/w/11/dues');
      expect(written.html).toContain(`lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"`);
      expect(written.html).toContain('Alba &lt;Council&gt;');
      expect(written.words.includes('unsubscribe')).toBe(template !== 'formal_notice');
      if (unsubscribeUrl === null) expect(written.words).toContain(words.say('mail_formal_why'));
    }
  });

  test('the message that goes out is in the person’s own language', async () => {
    await owner`update person set locale = 'ar' where id = ${String(front.world.people['both'])}`;
    await setRule({ template: 'overdue' });
    expect(await sent()).toBeGreaterThan(0);
    const work = {
      kinds: reminderLetters,
      carrier: null,
      publicUrl: 'https://n.example',
      unsubscribe: () => 'https://n.example/unsubscribe/x',
    };
    while ((await sendNext(front.api.database, work, (error) => expect(error).toBeUndefined())) > 0);
    const [kept] = await owner<{ words: string; html: string }[]>`
      select b.words, b.html from mailbox_message b join mail m on m.id = b.mail_id
      where m.locale = 'ar' and m.kind = 'overdue' and m.person_id = ${String(front.world.people['both'])}`;
    expect(kept?.words).toContain('Bruma Council');
    expect(kept?.words).toContain('تحية طيبة');
    expect(kept?.html).toContain('dir="rtl"');
    const { data: network } = await front.as(
      'auditor',
      '{ network { reminders { total rows { state member { name } } } } }',
    );
    expect(network.network.reminders.rows.every(({ state }: { state: string }) => state === 'kept')).toBe(
      true,
    );
  });
});
