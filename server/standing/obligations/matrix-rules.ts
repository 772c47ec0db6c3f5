import postgres from 'postgres';
import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS, REGIONS, regionId } from '../../test/world.ts';

const WITHIN = { topic: 'dues', anywhere: true } as const;
const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;

export const OBLIGATION_TYPES = {
  Obligation: {
    rule: WITHIN,
    fields:
      'key kind columnKey place year title detail opensOn dueOn state doneOn article subjectId remindedOn',
  },
  // Counts of what the reader's office reaches: app.obligations asks for the reach itself.
  ObligationColumn: {
    rule: 'public',
    fields: 'key kind year title detail dueOn late open coming done waived notAsked',
  },
  ObligationRowPage: PAGE,
  ObligationRow: { rule: WITHIN, fields: 'member late cells' },
  ObligationCell: { rule: 'public', fields: 'columnKey state dueOn doneOn count late remindedOn' },
  ObligationReminderPage: PAGE,
  ObligationReminder: {
    rule: {
      topic: 'dues',
      rows: 'select id, member_id as member, region_id as region from obligation_reminder',
    },
    fields: 'id member columnKey person sentBy sentAt state invented',
  },
  Waiting: { rule: 'public', fields: 'kind count' },
  PreviewObligationRemindersPayload: { rule: 'public', fields: 'refusals reminders' },
  PreviewObligationReminder: {
    rule: 'public',
    fields: 'memberId memberName personName locale reason subject words',
  },
  RemindOfObligationPayload: { rule: 'public', fields: 'refusals sent' },
} as const satisfies Record<string, TypeRule>;

export const OBLIGATION_PLACE =
  'obligations obligationColumns obligationGrid obligationReminders waiting' as const;

const REMINDERS = ['regional_coordinator', 'global_secretariat'];
const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];

export const OBLIGATION_ACTS = {
  previewObligationReminders: {
    may: REMINDERS,
    at: places,
    call: (place) => `(input: { placeId: ${place}, columnKey: "?" }) { refusals { code } }`,
  },
  remindOfObligation: {
    may: REMINDERS,
    at: places,
    call: (place) =>
      `(input: { placeId: ${place}, columnKey: "?", idempotencyKey: "matrix-key" }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;

/** A reminder to each member's secretary, or whoever is at hand. */
export async function arrangeObligations(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  for (const { id, region } of MEMBERS)
    await owner`insert into obligation_reminder (member_id, region_id, column_key, person_id, mail_key)
      values (${id}, ${regionId(region)}, 'dues-2026', ${front.world.people['secretary'] ?? null}, 'none')`;
  await owner.end();
}
