import { resolve } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../kernel/errors.js';

const environmentSchema = z.object({
  DEALPROOF_DATA: z.string().min(1).default('./data'),
  DEALPROOF_RULES: z.string().min(1).default('./rules'),
  DEALPROOF_ORGANISATIONS: z.string().default(''),
  DEALPROOF_HOST: z.string().min(1).default('127.0.0.1'),
  DEALPROOF_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  DEALPROOF_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// (leave it out to use the SQLite file)')
    .optional(),
});

/** What the service can be configured with; read once, at the start. */
export interface AppConfig {
  /** Folder of the SQLite file and of everything written. */
  readonly dataDir: string;
  /** Folder of the rule files. */
  readonly rulesDir: string;
  /** While rule files are wrong: `refuse` to judge, or judge by what was last in force (`keep-last`, to serve). */
  readonly brokenRules: 'refuse' | 'keep-last';
  /** Where the data folder holds no book yet: begin one, or refuse, since the folder may be misspelt. */
  readonly noBook: 'begin' | 'refuse';
  /** PostgreSQL connection string, or null for the SQLite file in `dataDir`. */
  readonly databaseUrl: string | null;
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
  return Object.freeze({
    dataDir: resolve(overrides.dataDir ?? values.DEALPROOF_DATA),
    rulesDir: resolve(overrides.rulesDir ?? values.DEALPROOF_RULES),
    brokenRules: 'refuse',
    noBook: 'begin',
    databaseUrl: values.DATABASE_URL ?? null,
    ownOrganisations: values.DEALPROOF_ORGANISATIONS.split(',')
      .map((id) => id.trim().toLowerCase())
      .filter((id) => id !== ''),
    logLevel: overrides.logLevel ?? values.DEALPROOF_LOG,
    host: overrides.host ?? values.DEALPROOF_HOST,
    port: overrides.port ?? values.DEALPROOF_PORT,
  });
}
