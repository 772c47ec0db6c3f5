import type { FieldRule } from '../../membership/import-fields.ts';

/**
 * What a table of movements can fill. One column of amounts with their sign, or one for what came in and one for what
 * went out. How days and amounts are written is read from them; where that is open, `day_order` and `decimal` say it.
 */
export const TABLE_FIELDS: FieldRule[] = [
  {
    name: 'day',
    required: true,
    headers: [
      ...['booking date', 'date', 'posting date', 'transaction date', 'booked on', 'buchungstag'],
      ...['date de comptabilisation', 'date d operation', 'date comptable', 'date operation'],
      ...[
        'fecha',
        'fecha de operacion',
        'fecha operacion',
        'fecha contable',
        'تاريخ القيد',
        'التاريخ',
        'تاريخ',
      ],
    ],
  },
  {
    name: 'value_day',
    required: false,
    headers: [
      'value date',
      'date de valeur',
      'date valeur',
      'fecha valor',
      'fecha de valor',
      'تاريخ الاستحقاق',
    ],
  },
  {
    name: 'amount',
    required: false,
    headers: ['amount', 'montant', 'importe', 'monto', 'cantidad', 'betrag', 'المبلغ', 'مبلغ'],
  },
  {
    name: 'in',
    required: false,
    headers: [
      'credit',
      'paid in',
      'money in',
      'deposit',
      'abono',
      'haber',
      'ingreso',
      'encaissement',
      'دائن',
      'إيداع',
    ],
  },
  {
    name: 'out',
    required: false,
    headers: ['debit', 'paid out', 'money out', 'withdrawal', 'cargo', 'debe', 'decaissement', 'مدين', 'سحب'],
  },
  {
    name: 'currency',
    required: true,
    headers: ['currency', 'ccy', 'devise', 'monnaie', 'divisa', 'moneda', 'العملة', 'عملة'],
  },
  {
    name: 'account',
    required: true,
    headers: ['account', 'iban', 'account number', 'own account', 'compte', 'cuenta', 'الحساب', 'رقم الحساب'],
  },
  {
    name: 'reference',
    required: false,
    headers: [
      ...['reference', 'bank reference', 'transaction id', 'transaction reference', 'entry reference'],
      ...['reference bancaire', 'referencia', 'referencia bancaria', 'المرجع', 'مرجع'],
    ],
  },
  {
    name: 'payer',
    required: false,
    headers: [
      ...[
        'payer',
        'name',
        'counterparty',
        'debtor',
        'from',
        'payee',
        'counterparty name',
        'donneur d ordre',
        'payeur',
      ],
      ...['contrepartie', 'ordenante', 'pagador', 'contrapartida', 'الدافع', 'الطرف المقابل'],
    ],
  },
  {
    name: 'payer_account',
    required: false,
    headers: [
      ...['payer iban', 'counterparty iban', 'counterparty account', 'debtor account', 'payer account'],
      ...[
        'compte de la contrepartie',
        'iban contrepartie',
        'cuenta del ordenante',
        'cuenta ordenante',
        'حساب الدافع',
      ],
    ],
  },
  {
    name: 'text',
    required: false,
    headers: [
      ...[
        'remittance information',
        'description',
        'details',
        'text',
        'purpose',
        'narrative',
        'payment details',
      ],
      ...['libelle', 'communication', 'motif', 'concepto', 'descripcion', 'البيان', 'الوصف', 'تفاصيل'],
    ],
  },
  { name: 'day_order', required: false, headers: [] },
  { name: 'decimal', required: false, headers: [] },
];
