import { accessActs } from './access/acts.ts';
import { privacyActs } from './access/privacy/acts.ts';
import { privacyShapes } from './access/privacy/shapes.ts';
import { accessShapes } from './access/shapes.ts';
import { accountsActs } from './dues/accounts/acts.ts';
import { accountsPlaceShapes } from './dues/accounts/place-shapes.ts';
import { accountsShapes } from './dues/accounts/shapes.ts';
import { duesActs } from './dues/acts.ts';
import { admissionDuesActs } from './dues/admission/acts.ts';
import { admissionDuesShapes } from './dues/admission/shapes.ts';
import { affiliateDuesActs } from './dues/affiliates/acts.ts';
import { affiliateDuesShapes } from './dues/affiliates/shapes.ts';
import { bankActs } from './dues/bank/acts.ts';
import { bankShapes } from './dues/bank/shapes.ts';
import { factsActs } from './dues/facts/acts.ts';
import { declarationShapes } from './dues/facts/declaration-shapes.ts';
import { referenceShapes } from './dues/facts/reference-shapes.ts';
import { invoiceActs } from './dues/invoices/acts.ts';
import { invoiceShapes } from './dues/invoices/shapes.ts';
import { duesLifecycleActs } from './dues/lifecycle/acts.ts';
import { duesLifecycleShapes } from './dues/lifecycle/shapes.ts';
import { duesMemberShapes } from './dues/member-shapes.ts';
import { reliefActs } from './dues/relief/acts.ts';
import { reliefShapes } from './dues/relief/shapes.ts';
import { reminderActs } from './dues/reminders/acts.ts';
import { reminderShapes } from './dues/reminders/shapes.ts';
import { duesShapes } from './dues/shapes.ts';
import { studioActs } from './dues/studio/acts.ts';
import { studioShapes } from './dues/studio/shapes.ts';
import { mailActs } from './mail/acts.ts';
import { mailShapes } from './mail/shapes.ts';
import { membershipActs } from './membership/acts.ts';
import { affiliateShapes } from './membership/affiliate-shapes.ts';
import { affiliateActs } from './membership/affiliates/acts.ts';
import { affiliateMoreShapes } from './membership/affiliates/shapes.ts';
import { applicationActs } from './membership/applications/acts.ts';
import { followedShapes } from './membership/applications/followed-shapes.ts';
import { applicationShapes } from './membership/applications/shapes.ts';
import { directoryActs } from './membership/directory/acts.ts';
import { directoryShapes } from './membership/directory/shapes.ts';
import { importShapes } from './membership/import-shapes.ts';
import { councilLanguageActs } from './membership/language/acts.ts';
import { languageShapes } from './membership/language/shapes.ts';
import { lifecycleShapes } from './membership/lifecycle/shapes.ts';
import { organisationActs } from './membership/organisations/acts.ts';
import { documentShapes } from './membership/organisations/document-shapes.ts';
import { organisationShapes } from './membership/organisations/shapes.ts';
import { membershipShapes } from './membership/shapes.ts';
import { networkShapes } from './network/shapes.ts';
import { activityShapes } from './programme/activity-shapes.ts';
import { programmeActs } from './programme/acts.ts';
import { programmeShapes } from './programme/shapes.ts';
import type { Answer } from './reading/read.ts';
import type { Shape } from './reading/shape.ts';
import { representationActs } from './representation/acts.ts';
import { meetingShapes } from './representation/meeting-shapes.ts';
import { reportShapes } from './representation/report-shapes.ts';
import { representationShapes } from './representation/shapes.ts';
import { standingActs } from './standing/acts.ts';
import { exceptionShapes } from './standing/exception-shapes.ts';
import { obligationActs } from './standing/obligations/acts.ts';
import { obligationShapes } from './standing/obligations/shapes.ts';
import { refreshAfterAct } from './standing/refresh.ts';
import { standingShapes } from './standing/shapes.ts';
import { timeShapes } from './standing/time/shapes.ts';
import { statutesActs } from './statutes/acts.ts';
import { statutesShapes } from './statutes/shapes.ts';
import type { ActArguments, ObjectTypes } from './types.ts';
import { followActs, type Unit } from './unit.ts';

/** An act: one write transaction, entered as the caller. It answers its payload: values, and ids of rows to read after commit. */
export type Act<Arguments> = (unit: Unit, args: Arguments) => Promise<Answer>;

export type Acts = { [Name in keyof ActArguments]: Act<ActArguments[Name]> };

/** Every field of every object type needs a shape; a missing one fails the type check by its name. */
type AllShapes = {
  [Type in keyof ObjectTypes]: {
    guard?: Shape['guard'];
    fields: Record<Exclude<keyof ObjectTypes[Type], '__typename'>, unknown>;
  };
};

const allShapes = merge(
  accessShapes,
  privacyShapes,
  networkShapes,
  statutesShapes,
  membershipShapes,
  languageShapes,
  lifecycleShapes,
  applicationShapes,
  followedShapes,
  affiliateShapes,
  affiliateMoreShapes,
  directoryShapes,
  importShapes,
  organisationShapes,
  documentShapes,
  duesShapes,
  affiliateDuesShapes,
  admissionDuesShapes,
  duesMemberShapes,
  duesLifecycleShapes,
  reliefShapes,
  declarationShapes,
  referenceShapes,
  bankShapes,
  studioShapes,
  invoiceShapes,
  mailShapes,
  reminderShapes,
  accountsShapes,
  accountsPlaceShapes,
  programmeShapes,
  activityShapes,
  obligationShapes,
  standingShapes,
  exceptionShapes,
  representationShapes,
  meetingShapes,
  reportShapes,
  timeShapes,
);

followActs(refreshAfterAct);

/** Where every field of the contract stands. */
export const contractShapes: Record<string, Shape> = complete(allShapes);

/** What every root field of Mutation does. */
export const contractActs: Acts = {
  ...accessActs,
  ...privacyActs,
  ...statutesActs,
  ...membershipActs,
  ...affiliateActs,
  ...directoryActs,
  ...councilLanguageActs,
  ...organisationActs,
  ...applicationActs,
  ...duesActs,
  ...affiliateDuesActs,
  ...admissionDuesActs,
  ...duesLifecycleActs,
  ...reliefActs,
  ...factsActs,
  ...bankActs,
  ...studioActs,
  ...invoiceActs,
  ...mailActs,
  ...reminderActs,
  ...accountsActs,
  ...programmeActs,
  ...obligationActs,
  ...standingActs,
  ...representationActs,
};

function complete<T extends AllShapes>(shapes: T): Record<string, Shape> {
  return shapes as never;
}

type Union<T> = (T extends unknown ? (of: T) => void : never) extends (of: infer All) => void ? All : never;

/** Joins the modules' shapes; two modules may add fields to one type, none may define a field twice. */
function merge<const T extends Record<string, { fields: object }>[]>(...modules: T): Union<T[number]> {
  const all: Record<string, { fields: Record<string, unknown> }> = {};
  for (const module of modules) {
    for (const [type, shape] of Object.entries(module)) {
      const known = all[type] ?? { fields: {} };
      const twice = Object.keys(shape.fields).filter((field) => field in known.fields);
      if (twice.length > 0) throw new Error(`${type}.${twice.join(', ')} has two shapes`);
      all[type] = { ...known, ...shape, fields: { ...known.fields, ...shape.fields } };
    }
  }
  return all as never;
}
