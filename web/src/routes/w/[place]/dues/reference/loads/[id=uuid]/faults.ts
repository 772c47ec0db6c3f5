/** A fault of a file, as the API tells it. */
export interface FileFault {
  row: number;
  column: string | null;
  value: string | null;
  code: string;
  mild: boolean;
}

export const faultsOf = (json: unknown): FileFault[] => json as FileFault[];
