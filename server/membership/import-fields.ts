import { refuse } from '../errors.ts';
import { clean } from './entry.ts';

/** A field that an import can fill, with the headers in four languages that are taken to mean it. */
export interface FieldRule {
  name: string;
  required: boolean;
  /** Folded as `fold` does: lower case, no accents, single spaces. */
  headers: string[];
}

export type ImportKind = 'affiliates' | 'members';

/** What each kind of import fills, in the order of the mapping form. */
export const FIELDS: Record<ImportKind, FieldRule[]> = {
  affiliates: [
    {
      name: 'number',
      required: true,
      headers: [
        'number',
        'no',
        'nr',
        'id',
        'code',
        'affiliate number',
        'member number',
        'membership number',
        'reference',
        'numero',
        'n°',
        'numero d affilie',
        'numero de afiliado',
        'matricule',
        'codigo',
        'الرقم',
        'رقم',
        'رقم المنتسب',
        'رقم العضوية',
      ],
    },
    {
      name: 'name',
      required: true,
      headers: [
        'name',
        'organisation',
        'organization',
        'organisation name',
        'organization name',
        'affiliate',
        'nom',
        'nom de l organisation',
        'denomination',
        'nombre',
        'organizacion',
        'nombre de la organizacion',
        'razon social',
        'الاسم',
        'اسم',
        'اسم المنظمة',
        'المنظمة',
      ],
    },
    {
      name: 'kind',
      required: false,
      headers: [
        'kind',
        'type',
        'category',
        'type d organisation',
        'nature',
        'categorie',
        'tipo',
        'clase',
        'categoria',
        'النوع',
        'نوع',
        'الفئة',
      ],
    },
    {
      name: 'city',
      required: false,
      headers: [
        'city',
        'town',
        'place',
        'ville',
        'commune',
        'localite',
        'ciudad',
        'municipio',
        'localidad',
        'المدينة',
        'مدينة',
      ],
    },
    {
      name: 'country',
      required: false,
      headers: [
        'country',
        'country code',
        'iso',
        'iso2',
        'country iso2',
        'pays',
        'code pays',
        'pais',
        'codigo de pais',
        'البلد',
        'الدولة',
        'بلد',
      ],
    },
    {
      name: 'since',
      required: false,
      headers: [
        'since',
        'from',
        'joined',
        'date',
        'member since',
        'affiliated since',
        'start',
        'start date',
        'depuis',
        'date d adhesion',
        'date d affiliation',
        'desde',
        'fecha',
        'fecha de afiliacion',
        'fecha de alta',
        'منذ',
        'تاريخ الانتساب',
        'تاريخ',
      ],
    },
    {
      name: 'persons',
      required: false,
      headers: [
        'persons',
        'members',
        'individual members',
        'number of members',
        'size',
        'membres',
        'nombre de membres',
        'effectif',
        'miembros',
        'numero de miembros',
        'personas',
        'عدد الأعضاء',
        'الأعضاء',
      ],
    },
    {
      name: 'persons_on',
      required: false,
      headers: ['counted on', 'members on', 'compte au', 'contado el', 'تاريخ العد'],
    },
  ],
  members: [
    {
      name: 'name',
      required: true,
      headers: [
        'name',
        'organisation',
        'organization',
        'organisation name',
        'organization name',
        'member',
        'council',
        'nom',
        'nom de l organisation',
        'nombre',
        'organizacion',
        'nombre de la organizacion',
        'الاسم',
        'اسم المنظمة',
      ],
    },
    {
      name: 'acronym',
      required: false,
      headers: ['acronym', 'abbreviation', 'sigle', 'sigla', 'acronimo', 'الاختصار'],
    },
    {
      name: 'country',
      required: true,
      headers: [
        'country iso2',
        'iso2',
        'country code',
        'code pays',
        'codigo de pais',
        'country',
        'pays',
        'pais',
        'البلد',
        'الدولة',
      ],
    },
    {
      name: 'category',
      required: true,
      headers: ['category', 'membership category', 'categorie', 'categoria', 'الفئة'],
    },
    { name: 'region', required: false, headers: ['region', 'المنطقة'] },
    {
      name: 'since',
      required: true,
      headers: ['since', 'member since', 'admitted', 'from', 'depuis', 'desde', 'منذ'],
    },
    { name: 'source', required: false, headers: ['source', 'source url', 'fuente', 'المصدر'] },
    {
      name: 'website',
      required: false,
      headers: ['website', 'web', 'url', 'site', 'site web', 'sitio web', 'الموقع'],
    },
  ],
};

/** What fills a field: a column of the file, and a value where the file says nothing. */
export type Mapping = Record<string, { column?: number | null; value?: string | null }>;

/** Headers are compared without case, accents and punctuation. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}°]+/gu, ' ')
    .trim();
}

/** The mapping that the headers suggest: each field takes the first column that names it, no column serves twice. */
export function proposeMapping(fields: FieldRule[], headers: string[]): Mapping {
  const folded = headers.map(fold);
  const taken = new Set<number>();
  const mapping: Mapping = {};
  for (const field of fields) {
    const column = field.headers
      .map((header) => folded.indexOf(fold(header)))
      .find((index) => index >= 0 && !taken.has(index));
    if (column === undefined) continue;
    taken.add(column);
    mapping[field.name] = { column };
  }
  return mapping;
}

/** What somebody says fills each field; refuses a field or a column that there is not. */
export function readMapping(
  fields: FieldRule[],
  headers: string[],
  given: readonly { field: string; column?: number | null; value?: string | null }[],
): Mapping {
  const mapping: Mapping = {};
  for (const { field, column, value } of given) {
    if (!fields.some((one) => one.name === field)) refuse('unknown_field', field, field);
    if (column != null && (column < 0 || column >= headers.length)) refuse('unknown_column', field, column);
    mapping[field] = { column: column ?? null, value: clean(value) };
  }
  return mapping;
}

/** The required fields that nothing fills yet. */
export function missingFields(fields: FieldRule[], mapping: Mapping): string[] {
  return fields
    .filter((field) => field.required && !isFilled(mapping[field.name]))
    .map((field) => field.name);
}

function isFilled(source: Mapping[string] | undefined): boolean {
  return source !== undefined && (source.column != null || Boolean(source.value));
}
