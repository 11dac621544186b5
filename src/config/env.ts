import { resolve } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.js';
import {
  checkDelivery,
  DELIVERY_VARIABLES,
  type DeliverySettings,
  deliverySettings,
} from './delivery-settings.js';

/** How many connections PostgreSQL is asked for, and how long anything may take there. Times in seconds. */
export interface PostgresSettings {
  /** Most connections of this process that write, that answer short questions, and that make reports. */
  readonly writers: number;
  readonly readers: number;
  readonly reports: number;
  /** Until a connection that is asked for has to stand. */
  readonly connectSeconds: number;
  /** For one statement that answers a short question, and for one of a report; 0: no limit. */
  readonly readSeconds: number;
  readonly reportSeconds: number;
  /** For a lock that other work holds, such as the import before this one; 0: no limit. */
  readonly waitSeconds: number;
  /** Until the server ends a transaction of a process that does nothing any more; 0: never. */
  readonly idleSeconds: number;
}

/** What holds for PostgreSQL where the environment says nothing else. */
export const POSTGRES_DEFAULTS: PostgresSettings = {
  writers: 4,
  readers: 4,
  reports: 2,
  connectSeconds: 10,
  readSeconds: 30,
  reportSeconds: 1800,
  waitSeconds: 1800,
  idleSeconds: 300,
};

const ONE_DAY = 86_400;

/** A whole number of a range, as text; what is wrong with it is said in words. */
function whole(least: number, most: number, unset: number, what: string) {
  const message = `must be a whole number from ${least} to ${most}: ${what}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message)
    .default(unset);
}

const connections = (unset: number) => whole(1, 100, unset, 'the most connections of this kind');
const seconds = (unset: number) => whole(0, ONE_DAY, unset, 'seconds, 0 for no limit');

const variables = z.object({
  DEALPROOF_DATA: z.string().min(1).default('./data'),
  DEALPROOF_RULES: z.string().min(1).default('./rules'),
  DEALPROOF_REPORTS: z.string().min(1).optional(),
  DEALPROOF_ORGANISATIONS: z.string().default(''),
  DEALPROOF_HOST: z.string().min(1).default('127.0.0.1'),
  DEALPROOF_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DEALPROOF_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// (leave it out to use the SQLite file)')
    .optional(),
  DEALPROOF_SQLITE_LOCK_TIMEOUT: seconds(60),
  DEALPROOF_PG_WRITERS: connections(POSTGRES_DEFAULTS.writers),
  DEALPROOF_PG_READERS: connections(POSTGRES_DEFAULTS.readers),
  DEALPROOF_PG_REPORTS: connections(POSTGRES_DEFAULTS.reports),
  DEALPROOF_PG_CONNECT_TIMEOUT: whole(1, ONE_DAY, POSTGRES_DEFAULTS.connectSeconds, 'seconds'),
  DEALPROOF_PG_READ_TIMEOUT: seconds(POSTGRES_DEFAULTS.readSeconds),
  DEALPROOF_PG_REPORT_TIMEOUT: seconds(POSTGRES_DEFAULTS.reportSeconds),
  DEALPROOF_PG_LOCK_TIMEOUT: seconds(POSTGRES_DEFAULTS.waitSeconds),
  DEALPROOF_PG_IDLE_TIMEOUT: seconds(POSTGRES_DEFAULTS.idleSeconds),
  ...DELIVERY_VARIABLES,
});

const environmentSchema = variables.superRefine(checkDelivery);

/** What the service can be configured with; read once, at the start. */
export interface AppConfig {
  /** Folder of the SQLite file and of everything written. */
  readonly dataDir: string;
  /** Folder of the rule files. */
  readonly rulesDir: string;
  /** Folder of the saved reports and of the people who answer for them. */
  readonly reportsDir: string;
  /** Whether that folder was named, so that it is a mistake when it is not there. */
  readonly reportsDirNamed: boolean;
  /** While rule files are wrong: `refuse` to judge, or judge by what was last in force (`keep-last`, to serve). */
  readonly brokenRules: 'refuse' | 'keep-last';
  /** Where the data folder holds no book yet: begin one, or refuse, since the folder may be misspelt. */
  readonly noBook: 'begin' | 'refuse';
  /** PostgreSQL connection string, or null for the SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly postgres: PostgresSettings;
  /** Seconds that a request over HTTP waits to begin while other work writes to the SQLite file; 0: as long as commands do. */
  readonly sqliteWaitSeconds: number;
  readonly delivery: DeliverySettings;
  /** Organisation ids that are ours; empty: told apart by who invited whom. */
  readonly ownOrganisations: readonly string[];
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Address and port that the service answers on. */
  readonly host: string;
  readonly port: number;
}

/** Settings given on the command line, which win over the environment. */
export interface ConfigOverrides {
  readonly dataDir?: string;
  readonly rulesDir?: string;
  readonly reportsDir?: string | undefined;
  readonly logLevel?: AppConfig['logLevel'];
  readonly host?: string;
  readonly port?: number;
}

/**
 * The configuration from an environment and the command line.
 * @throws DomainError `invalid-configuration` naming each wrong variable.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv = process.env,
  overrides: ConfigOverrides = {},
): AppConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
      remedy: 'Correct or unset this environment variable.',
    }));
    throw new DomainError('invalid-configuration', 'The environment holds wrong settings.', problems);
  }
  const values = parsed.data;
  const reportsDir = overrides.reportsDir ?? values.DEALPROOF_REPORTS;
  return Object.freeze({
    dataDir: resolve(overrides.dataDir ?? values.DEALPROOF_DATA),
    rulesDir: resolve(overrides.rulesDir ?? values.DEALPROOF_RULES),
    reportsDir: resolve(reportsDir ?? './reports'),
    reportsDirNamed: reportsDir !== undefined,
    brokenRules: 'refuse',
    noBook: 'begin',
    databaseUrl: values.DATABASE_URL ?? null,
    postgres: postgresSettings(values),
    sqliteWaitSeconds: values.DEALPROOF_SQLITE_LOCK_TIMEOUT,
    delivery: deliverySettings(values, environment),
    ownOrganisations: values.DEALPROOF_ORGANISATIONS.split(',')
      .map((id) => id.trim().toLowerCase())
      .filter((id) => id !== ''),
    logLevel: overrides.logLevel ?? values.DEALPROOF_LOG,
    host: overrides.host ?? values.DEALPROOF_HOST,
    port: overrides.port ?? values.DEALPROOF_PORT,
  });
}

function postgresSettings(values: z.infer<typeof environmentSchema>): PostgresSettings {
  return {
    writers: values.DEALPROOF_PG_WRITERS,
    readers: values.DEALPROOF_PG_READERS,
    reports: values.DEALPROOF_PG_REPORTS,
    connectSeconds: values.DEALPROOF_PG_CONNECT_TIMEOUT,
    readSeconds: values.DEALPROOF_PG_READ_TIMEOUT,
    reportSeconds: values.DEALPROOF_PG_REPORT_TIMEOUT,
    waitSeconds: values.DEALPROOF_PG_LOCK_TIMEOUT,
    idleSeconds: values.DEALPROOF_PG_IDLE_TIMEOUT,
  };
}
