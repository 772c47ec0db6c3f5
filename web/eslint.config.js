import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** What Biome does not see in components; everything else is Biome's. */
export default [
  { ignores: ['build/', '.svelte-kit/', 'src/lib/paraglide/'] },
  ...svelte.configs['flat/base'],
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/valid-each-key': 'error',
      'svelte/no-at-debug-tags': 'error',
      'svelte/no-dupe-else-if-blocks': 'error',
      'svelte/no-dupe-style-properties': 'error',
      'svelte/no-object-in-text-mustaches': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/no-inline-styles': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-unused-svelte-ignore': 'error',
    },
  },
];
