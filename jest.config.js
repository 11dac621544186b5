// Nest 12 is ESM only, so the tests run as ES modules (NODE_OPTIONS=--experimental-vm-modules, see package.json).
export default {
  testEnvironment: '<rootDir>/test/support/plain-environment.mjs',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/run-setup.mjs',
  globalTeardown: '<rootDir>/test/support/run-teardown.mjs',
  // A machine that does much else at the same time takes several times as long.
  testTimeout: 240_000,
  maxWorkers: '100%',
  // ES modules of test files that are done stay in a worker's memory; a new worker has none.
  workerIdleMemoryLimit: '1GB',
};
