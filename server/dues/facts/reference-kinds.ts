import { fold } from '../../membership/import-fields.ts';

export const REFERENCE_KINDS = [
  'income_group',
  'gni_per_capita',
  'un_scale',
  'population',
  'exchange_rate',
  'price_index',
] as const;

export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

/** What a column of a file can be. */
export type Column = 'key' | 'base' | 'period' | 'from' | 'until' | 'value';

/** What the values of a kind belong to, and what their columns may be called, folded, the surest name first. */
interface KindOfReference {
  keyed: 'country' | 'currency' | 'series';
  headers: Record<Column, string[]>;
}

const COUNTRY = [
  'iso3 code',
  'country iso3',
  'iso3',
  'iso 3',
  'country iso2',
  'iso2',
  'country code',
  'code pays',
  'codigo de pais',
  'code',
  'country',
  'country name',
  'economy',
  'member state',
  'pays',
  'etat membre',
  'pais',
  'estado miembro',
  'البلد',
  'الدولة',
];
const PERIOD = [
  'period',
  'year',
  'time',
  'time period',
  'annee',
  'periode',
  'ano',
  'periodo',
  'السنة',
  'الفترة',
];
const FROM = ['from', 'valid from', 'since', 'a partir de', 'depuis', 'desde', 'منذ'];
const UNTIL = ['until', 'valid to', 'valid until', 'to', 'jusqu au', 'hasta', 'حتى'];
const VALUE = ['value', 'obs value', 'valeur', 'valor', 'القيمة'];

function countries(...value: string[]): KindOfReference {
  const headers = {
    key: COUNTRY,
    base: [],
    period: PERIOD,
    from: FROM,
    until: UNTIL,
    value: [...value, ...VALUE],
  };
  return { keyed: 'country', headers };
}

export const KINDS: Record<ReferenceKind, KindOfReference> = {
  income_group: countries(
    'income group',
    'income level',
    'group',
    'groupe de revenu',
    'grupo de ingresos',
    'مجموعة الدخل',
  ),
  gni_per_capita: countries(
    'gni per capita',
    'gni',
    'rnb par habitant',
    'inb per capita',
    'نصيب الفرد من الدخل',
  ),
  un_scale: countries(
    'scale of assessments',
    'assessment rate',
    'scale',
    'rate',
    'percentage',
    'percent',
    'النسبة',
  ),
  population: countries('population', 'poblacion', 'السكان', 'عدد السكان'),
  exchange_rate: {
    keyed: 'currency',
    headers: {
      key: ['currency', 'currency code', 'quote', 'devise', 'monnaie', 'moneda', 'divisa', 'العملة'],
      base: ['base', 'base currency', 'devise de base', 'moneda base', 'عملة الأساس'],
      period: ['date', 'day', 'time period', 'jour', 'fecha', 'التاريخ'],
      from: [],
      until: [],
      value: ['rate', 'exchange rate', 'taux', 'tipo', 'tipo de cambio', 'السعر', ...VALUE],
    },
  },
  price_index: {
    keyed: 'series',
    headers: {
      key: ['series', 'index', 'name', 'serie', 'indice', 'السلسلة'],
      base: [],
      period: [...PERIOD, 'month', 'mois', 'mes', 'الشهر'],
      from: [],
      until: [],
      value: ['index value', 'level', ...VALUE],
    },
  },
};

/** Income groups by the words that lists use for them. */
export const INCOME_GROUPS = new Map(
  Object.entries({
    L: ['L', 'LIC', 'Low income', 'Low', 'Faible revenu', 'Ingreso bajo', 'منخفض'],
    LM: [
      'LM',
      'LMC',
      'LMIC',
      'Lower middle income',
      'Lower-middle income',
      'Revenu intermédiaire inférieur',
      'Ingreso mediano bajo',
    ],
    UM: [
      'UM',
      'UMC',
      'UMIC',
      'Upper middle income',
      'Upper-middle income',
      'Revenu intermédiaire supérieur',
      'Ingreso mediano alto',
    ],
    H: ['H', 'HIC', 'High income', 'High', 'Revenu élevé', 'Ingreso alto', 'مرتفع'],
  }).flatMap(([code, words]) => words.map((word) => [fold(word), code] as const)),
);

/** Codes by which published files name groups of countries: their rows are no countries, and no faults. */
export const GROUPS_OF_COUNTRIES = new Set(
  `AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC
  MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD`.split(/\s+/),
);
