import { partsOfField } from '../entry-form.ts';
import { type FaultLine, faultText, partsOf } from '../words.ts';

/** Finds the faults of each field: those whose place is the field's, or lies in a part that the field alone shows. */
export function faultsAt(faults: readonly FaultLine[]): (field: string) => string | undefined {
  const byPlace = Map.groupBy(faults, (fault) => partsOf(fault.place).join('/'));
  return (field) => byPlace.get(partsOfField(field).join('/'))?.map(faultText).join(' ') || undefined;
}

/** Faults that no field of the form shows. */
export function faultsElsewhere(faults: readonly FaultLine[], fields: readonly string[]): FaultLine[] {
  const shown = new Set(fields.map((field) => partsOfField(field).join('/')));
  return faults.filter((fault) => !shown.has(partsOf(fault.place).join('/')));
}
