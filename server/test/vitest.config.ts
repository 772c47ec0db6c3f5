import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './order.ts';

const root = join(import.meta.dirname, '..', '..');

/** Two cores: more workers would only wait for each other. */
const common = { root, maxWorkers: 2, testTimeout: 20_000, hookTimeout: 60_000 };

/** Mercurius requires graphql's CommonJS build: the tests must hold the same copy of its classes. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  root,
  // The pages' own build is no part of the tests of functions; the journeys use what the start script built.
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: 'server',
          // The files of a worker share what they import: loading it anew was a third of the time of all tests.
          isolate: false,
          include: [
            'server/**/*.test.ts',
            'scripts/**/*.test.ts',
            'schema/**/*.test.ts',
            'web/src/**/*.test.ts',
          ],
          globalSetup: ['server/test/postgres.ts'],
        },
      },
      {
        resolve,
        test: {
          ...common,
          name: 'journeys',
          include: ['web/tests/**/*.journey.ts'],
          globalSetup: ['server/test/postgres.ts', 'server/test/pages.ts'],
          setupFiles: ['web/tests/product.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
