import type { Random } from './random.ts';

/** Syllables of no language in particular: the names are nobody's. */
const GIVEN = ['Ma', 'Ti', 'Lo', 'Sa', 'Re', 'Na', 'Ki', 'Do', 'Fe', 'Ju', 'Vi', 'Ola'];
const MIDDLE = ['ri', 'ne', 'va', 'lo', 'mi', 'sa', 'du', 'te'];
const ENDING = ['a', 'o', 'en', 'is', 'am', 'el'];
const FAMILY = ['Bren', 'Tal', 'Mor', 'Kes', 'Var', 'Sol', 'Dan', 'Rov', 'Lim', 'Pas', 'Hal', 'Jor'];
const FAMILY_ENDING = ['den', 'ova', 'aki', 'ert', 'ine', 'umo', 'all', 'esh', 'iro', 'uda'];

/** The name of a person who does not exist. */
export function inventedName(random: Random): string {
  const given = random.pick(GIVEN) + random.pick(MIDDLE) + random.pick(ENDING);
  return `${given} ${random.pick(FAMILY)}${random.pick(FAMILY_ENDING)}`;
}
