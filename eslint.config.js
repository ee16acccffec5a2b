import js from '@eslint/js';
import compat from 'eslint-plugin-compat';
import reactHooks from 'eslint-plugin-react-hooks';
import simpleImportSort from 'eslint-plugin-simple-import-sort';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/dist/', '**/.next/', '**/coverage/', '**/node_modules/', '.data/', '**/next-env.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { 'simple-import-sort': simpleImportSort },
    rules: {
      // One block: imports for their effect (which have to come first), built-in modules, packages, then our own from far to near.
      'simple-import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^\\.\\.', '^\\.']] }],
      'simple-import-sort/exports': 'error',
    },
  },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A Nest module or a React marker class may be empty: its decorator is what it is for.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // React event handlers and Node event listeners are async functions whose errors are handled inside.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Both forbid idioms that are clear: `() => close()` and `.catch((error: NodeJS.ErrnoException) => …)`.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // A method of a port is async even where one adapter has nothing to wait for: what it throws becomes a rejection.
      '@typescript-eslint/require-await': 'off',
      // Plain objects stand in for options classes all over Nest.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['apps/web/public/**'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },

  {
    files: ['apps/api/src/**/*.ts'],
    ignores: ['apps/api/src/config/**', 'apps/api/src/**/main.ts', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read and checked once, in config/: inject them.' },
      ],
    },
  },
  {
    files: ['apps/web/**/*.{ts,tsx}', 'docker/templates/prod/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  {
    // Against `browserslist` in its package.json. Methods of values are the compiler's part: `lib` in its tsconfig.json.
    files: ['apps/web/{src,public}/**'],
    extends: [compat.configs['flat/recommended']],
    rules: {
      // Static methods, which the plugin does not know.
      'no-restricted-properties': [
        'error',
        ...[
          ['AbortSignal', 'any'],
          ['AbortSignal', 'timeout'],
          ['URL', 'canParse'],
          ['URL', 'parse'],
        ].map(([object, property]) => ({ object, property, message: 'The oldest supported browsers lack it.' })),
      ],
    },
  },
  {
    files: ['apps/web/src/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        ...['@spawner/contracts', 'zod'].map((name) => ({
          name,
          allowTypeImports: true,
          message: 'The first load would carry zod: import values from @spawner/contracts/values or virtual:contract.',
        })),
      ],
    },
  },
  {
    // Expectations pass methods around and look into JSON answers, which have no type until they are checked.
    files: ['**/*.spec.ts', '**/*.test.{ts,tsx}', 'apps/*/{test,tests}/**', 'apps/tests/**'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-console': 'off',
    },
  },
  {
    // A project of its own that is installed inside its image build: without its packages there are no types to check.
    files: ['docker/templates/**'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
);
