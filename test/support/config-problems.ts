import { loadConfig } from '../../src/config/env.js';
import { DomainError } from '../../src/kernel/errors.js';

/** What is said against an environment: each variable with what is wrong; nothing where it is right. */
export function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof DomainError) return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}
