import { readFile, writeFile } from 'node:fs/promises';
import { policyJsonSchema } from './domain/policy-schema.js';
import { withVocabularyTables } from './vocabulary-tables.js';

// `npm run schema` runs this after a change of facts or operators, and then formats both files.
const root = new URL('../../', import.meta.url);
await writeFile(
  new URL('rules/policy.schema.json', root),
  `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
);
const guide = new URL('docs/rules.md', root);
await writeFile(guide, withVocabularyTables(await readFile(guide, 'utf8')));
