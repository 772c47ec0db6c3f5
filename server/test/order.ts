import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more: begun last, they would leave one core waiting for the other. */
const LONG = [
  'server/test/matrix/',
  'server/dues/ledger.test',
  'scripts/start.test',
  'web/tests/dues',
  'web/tests/rulebook',
];

/** Long files first, in the order of the list; the others as Vitest would take them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((part) => moduleId.includes(part));
      return found < 0 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
