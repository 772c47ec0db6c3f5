import 'vitest';

/** What the preparations of a run hand to its test files, which ask for it with vitest's `inject`. */
declare module 'vitest' {
  interface ProvidedContext {
    /** Tests: the owner's connection to the migrated, empty database that the test files copy. */
    templateUrl: string;
    /** Journeys: where the product answers, without a slash at the end. */
    baseUrl: string;
    /** Journeys: the owner's connection to the product's database. */
    ownerUrl: string;
    /** Journeys: the browser's program. */
    chromium: string;
    /** Journeys: who can sign in to the demonstration network. */
    signIns: { email: string; password: string; name: string; office: string; place: string }[];
  }
}
