/** A condition the person at the keyboard can act on: shown as its one sentence, without a stack. */
export class CannotStart extends Error {
  override name = 'CannotStart';
}

/** Runs a command's main function; a CannotStart becomes one sentence on standard error and exit code 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof CannotStart ? error.message : error);
    process.exitCode = 1;
  }
}

/** The message of anything thrown, including the first inner error of an AggregateError (which has none). */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
