import { refuse } from '../../errors.ts';
import { JobFailed } from '../../jobs.ts';
import { countryWords } from '../../membership/country-words.ts';
import { fold } from '../../membership/import-fields.ts';
import { MOST, openSource } from '../../membership/source.ts';
import { layoutOf, ReferenceReader, type Stated } from './reference-check.ts';
import { KINDS } from './reference-kinds.ts';

/** So many values one list may have. */
const MOST_VALUES = 50_000;
/** Published files begin with titles and notes; the headers stand within so many rows. */
const FIRST_ROWS = 20;

/** Reads a whole file into values and faults. Refuses what is no table, or has no column for what is needed. */
export async function readReference(
  path: string,
  stated: Stated,
  known: ReadonlySet<string>,
): Promise<ReferenceReader> {
  const countries = countryFinder(known);
  let reader: ReferenceReader | null = null;
  let rows = 0;
  try {
    for await (const { row, cells } of (await openSource(path)).rows) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      rows += 1;
      if (reader) reader.row(row, cells);
      else {
        const layout = layoutOf(stated, cells);
        if (layout) reader = new ReferenceReader(stated, layout, countries);
        else if (rows > FIRST_ROWS) break;
      }
      if (reader && reader.staged.length > MOST_VALUES) refuse('too_many_rows', 'file', MOST_VALUES);
      if (rows > MOST.rows) refuse('too_many_rows', 'file', MOST.rows);
    }
  } catch (error) {
    if (error instanceof JobFailed) refuse(error.code, 'file', error.value ?? undefined);
    throw error;
  }
  if (!reader) refuse(rows === 0 ? 'file_empty' : 'reference_columns', 'file', wanted(stated));
  reader.finish();
  if (reader.staged.length === 0 && reader.faults.length === 0) refuse('no_rows', 'file');
  return reader;
}

/** The headers that would have been found. */
function wanted({ kind }: Stated): string {
  const { headers } = KINDS[kind];
  return [headers.key[0], ...(kind === 'exchange_rate' ? [headers.period[0]] : []), headers.value[0]].join(
    ', ',
  );
}

function countryFinder(known: ReadonlySet<string>): (word: string) => string | null {
  const { words, codes } = countryWords();
  const byWord = new Map(words.map((word, index) => [fold(word), String(codes[index])]));
  return (word) => {
    const code = byWord.get(fold(word));
    return code && known.has(code) ? code : null;
  };
}
