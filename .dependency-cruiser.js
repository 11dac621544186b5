/**
 * The direction of the layers, without exemptions. Each feature is a folder of src/; what stands left may import
 * what stands right of it, never the reverse.
 */
const PLATFORM = ['kernel', 'config', 'logging', 'database', 'http', 'idempotency'];

/** Which other folders a folder may import, beside itself. */
const MAY_IMPORT = {
  kernel: [],
  config: ['kernel'],
  logging: ['kernel', 'config'],
  database: ['kernel', 'config'],
  http: ['kernel', 'logging'],
  csv: [],
  files: ['kernel'],
  idempotency: ['kernel', 'config', 'database'],
  work: ['kernel', 'config', 'http'],
  exports: PLATFORM,
  deals: PLATFORM,
  policies: [...PLATFORM, 'deals'],
  catalogues: [...PLATFORM, 'deals', 'policies'],
  rates: [...PLATFORM, 'catalogues'],
  campaigns: [...PLATFORM, 'catalogues'],
  eligibility: [...PLATFORM, 'work', 'deals', 'policies', 'catalogues', 'rates', 'distribution'],
  decisions: [...PLATFORM, 'files', 'deals', 'policies', 'eligibility'],
  'rule-checks': [...PLATFORM, 'deals', 'policies', 'eligibility'],
  'rule-tests': [...PLATFORM, 'deals', 'policies', 'eligibility'],
  activation: [...PLATFORM, 'csv', 'files', 'deals', 'policies', 'eligibility', 'rule-tests'],
  history: [...PLATFORM, 'deals', 'policies', 'eligibility'],
  import: [...PLATFORM, 'work', 'deals', 'policies', 'catalogues', 'rates', 'campaigns'],
  reports: [
    ...PLATFORM,
    'csv',
    'deals',
    'policies',
    'catalogues',
    'rates',
    'campaigns',
    'eligibility',
    'exports',
  ],
  delivery: [...PLATFORM, 'exports', 'reports'],
  'report-runs': [...PLATFORM, 'exports', 'work', 'reports', 'delivery'],
  schedules: [...PLATFORM, 'work', 'reports', 'report-runs', 'delivery'],
  distribution: [...PLATFORM],
  health: [...PLATFORM, 'policies', 'reports'],
  metrics: [
    ...PLATFORM,
    'work',
    'deals',
    'import',
    'eligibility',
    'reports',
    'report-runs',
    'delivery',
    'schedules',
  ],
  demo: [
    ...PLATFORM,
    'deals',
    'policies',
    'catalogues',
    'rates',
    'campaigns',
    'import',
    'eligibility',
    'reports',
  ],
};

/** A feature shows others its domain, its services and its read models; stores, controllers and schemas are its own. */
const PRIVATE = '[.](controller|schemas)[.]ts$';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '[.]spec[.]ts$|^src/(main|cli)[.]ts$|write-policy-schema' },
      to: {},
    },
    { name: 'no-barrels', severity: 'error', from: { path: '^src/.*/index[.]ts$' }, to: {} },
    ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
      name: `layers-${folder}`,
      comment: `${folder} may import ${[folder, ...others].join(', ')}`,
      severity: 'error',
      from: { path: `^src/${folder}/`, pathNot: '[.]spec[.]ts$' },
      to: { path: '^src/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
    })),
    {
      name: 'private-to-its-feature',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/(cli|health)/' },
      to: { path: PRIVATE, pathNot: '^src/($1|http)/' },
    },
    {
      name: 'domain-is-plain',
      comment: 'domain code and the kernel know neither Nest nor knex nor the world outside the process',
      severity: 'error',
      from: { path: '^src/(kernel|[^/]+/domain)/', pathNot: '[.]spec[.]ts$' },
      to: {
        path: '@nestjs|knex|^(node:)?(fs|net|http|https|process|child_process|worker_threads|os|path|stream)(/|$)|fastify|pino',
      },
    },
    {
      name: 'domain-stays-in-domain',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^src/', pathNot: '^src/(kernel|[^/]+/domain)/' },
    },
    {
      name: 'knex-in-the-database-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/database/|[.](store|read-model)[.]ts$|/read-models/' },
      to: { path: 'node_modules/(knex|sqlite3|pg)/' },
    },
    {
      name: 'one-engine',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/eligibility/domain/engine([.]spec)?[.]ts$|[.]spec[.]ts$' },
      to: { path: 'node_modules/json-rules-engine/' },
    },
    {
      name: 'not-into-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]spec[.]ts$' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
