import 'vitest';

/** What the preparations of a run hand to its test files, which ask for it with vitest's `inject`. */
declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's connection to the migrated, empty database that the test files copy. */
    templateUrl: string;
    /** Where the PostgreSQL of the run writes its log. */
    postgresLog: string;
    /** Journeys: the browser's program. */
    chromium: string;
  }
}
