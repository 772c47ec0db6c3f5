/** The QR code for a SEPA credit transfer (EPC069-12, version 2), as banking apps read it. */
import QRCode from 'qrcode';
import { major } from '../../money.ts';

export interface Transfer {
  name: string;
  iban: string;
  bic: string | null;
  /** In cents of the euro. */
  amount: bigint;
  reference: string;
}

/** The guidelines allow so much: 0.01 to 999 999 999.99 euros. */
const LARGEST = 99_999_999_999n;

/** The text within the code; null where the amount is more or less than can be transferred. */
export function epcText({ name, iban, bic, amount, reference }: Transfer): string | null {
  if (amount < 1n || amount > LARGEST) return null;
  const lines = ['BCD', '002', '1', 'SCT', bic ?? '', name.replace(/\s+/g, ' ').slice(0, 70), iban];
  return [...lines, `EUR${major(amount, 'EUR')}`, '', reference].join('\n');
}

/** The code as a picture: error correction M and at most version 13, as the guidelines want. */
export async function epcPicture(text: string): Promise<string> {
  return QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
}
