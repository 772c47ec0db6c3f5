import {
  column,
  given,
  made,
  many,
  one,
  type Row,
  reaches,
  refers,
  SIGNED_IN,
  shapes,
} from '../../reading/shape.ts';
import { readPassCode } from './passes.ts';

/** Its revocation beside a pass. */
const revocation = (row: Row, name: string) =>
  `(select v.${name} from member_pass_revocation v where v.pass_id = ${row}.id)`;

/** Passes, for their holders and for whoever checks one. */
export const directoryShapes = shapes({
  Query: {
    fields: {
      pass: one('PassCheck', (c, _r, q) => `app.checked_pass(${q.arg('code', readPassCode)}::text) ${c}`),
    },
  },
  Member: {
    fields: {
      passes: many(
        'MemberPass',
        (c) => `member_pass ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.issued_at desc`,
      ),
    },
  },
  PassCheck: {
    fields: {
      state: column('state'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      validFrom: column('valid_from'),
      validUntil: column('valid_until'),
      checkedOn: column('checked_on'),
      light: (r) =>
        `case when ${reaches(SIGNED_IN)} then (select s.light from app.standing_on(${r}.member_id, ${r}.checked_on) s) end`,
    },
  },
  MemberPass: {
    guard: (r) => ({ capability: 'offices.read', member: `${r}.member_id` }),
    fields: {
      id: column('id'),
      code: column('code'),
      validFrom: (r) => `lower(${r}.during)`,
      validUntil: (r) => `upper(${r}.during) - 1`,
      state: (r) => `app.pass_state(${r}.id, current_date)`,
      issuedAt: column('issued_at'),
      issuedBy: refers('Person', 'person', 'issued_by'),
      revokedAt: (r) => revocation(r, 'at'),
      revokedBy: one(
        'Person',
        (c) => `person ${c}`,
        (c, r) => `${c}.id = ${revocation(r, 'by_id')}`,
      ),
      revokedFor: (r) => revocation(r, 'reason'),
      invented: column('invented'),
    },
  },
  PassPayload: { fields: { refusals: given, pass: made('MemberPass', 'member_pass', 'pass') } },
});
