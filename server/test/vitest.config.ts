import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..', '..');

export default defineConfig({
  test: {
    root,
    projects: [
      {
        test: {
          name: 'server',
          root,
          include: ['server/**/*.test.ts', 'scripts/**/*.test.ts', 'schema/**/*.test.ts', 'web/src/**/*.test.ts'],
        },
      },
    ],
  },
});
