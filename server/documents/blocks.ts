/** What most documents are made of: blocks one after the other, with no Typst to write. */
import { renderPdf } from './pdf.ts';
import type { Locale } from './words.ts';

export interface Column {
  label: string;
  /** Numbers stand at the end of their column. */
  numeric: boolean;
}

/** A calculation, step by step, in words. */
export interface WhyStep {
  label: string;
  value: string | null;
  /** Article, version, date and source, as far as they are known. */
  cite: string;
  children: WhyStep[];
}

/** All texts are plain, in the document's language, with amounts and dates already formatted. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'address'; lines: string[] }
  | { kind: 'facts'; rows: [label: string, value: string][] }
  | { kind: 'table'; caption?: string; columns: Column[]; rows: string[][]; foot?: string[][] }
  | { kind: 'why'; trace: WhyStep }
  | { kind: 'picture'; svg: string; millimetres: number; alt: string }
  /** What follows starts on a new page. */
  | { kind: 'page' };

export interface BlockDocument {
  title: string;
  network: string;
  /** Stands at the foot of every page beside the page's number; the title where left out. */
  footer?: string;
  blocks: Block[];
}

/** The document as PDF, in the language and its direction. */
export async function renderDocument(document: BlockDocument, locale: Locale): Promise<Uint8Array> {
  return renderPdf('document', { ...document }, locale);
}
