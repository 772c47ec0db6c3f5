import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { JobFailed } from '../jobs.ts';
import type { Source, SourceRow } from './source.ts';

const DELIMITERS = [',', ';', '\t', '|'];
const RULES: Options = {
  bom: true,
  relax_column_count: true,
  relax_quotes: true,
  max_record_size: 1_000_000,
};

/** Opens text with separators: encoding and delimiter are found out, and said, since both are guesses. */
export async function openCsv(path: string, head: Buffer): Promise<Source> {
  const encoding = await encodingOf(path, head);
  const start = new TextDecoder(encoding).decode(head, { stream: true });
  const delimiter = delimiterOf(start);
  return { format: 'csv', encoding, delimiter, rows: records(path, encoding, delimiter) };
}

/** Marks first, then UTF-8 if every byte of the file is; else what Western spreadsheets write. */
async function encodingOf(path: string, head: Buffer): Promise<string> {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32))) throw new JobFailed('file_not_table');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The separator that gives most columns, the same number in most of the first lines. */
function delimiterOf(start: string): string {
  const lines = start.slice(0, Math.max(start.lastIndexOf('\n'), 0) || undefined);
  const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(lines, delimiter) }));
  return scores.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function scoreOf(lines: string, delimiter: string): number {
  try {
    const records = parseAtOnce(lines, { ...RULES, delimiter, to: 20, skip_empty_lines: true }) as string[][];
    const width = records[0]?.length ?? 0;
    const even = records.filter((record) => record.length === width).length / Math.max(records.length, 1);
    return width < 2 ? 0 : width * even;
  } catch {
    return 0;
  }
}

async function* records(path: string, encoding: string, delimiter: string): AsyncGenerator<SourceRow> {
  const parser = Readable.from(decoded(path, encoding)).pipe(parse({ ...RULES, delimiter }));
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1;
      yield { row, cells };
    }
  } catch (error) {
    if (error instanceof JobFailed) throw error;
    throw new JobFailed('file_damaged', String(row + 1));
  }
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}
