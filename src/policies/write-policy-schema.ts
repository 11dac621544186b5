import { writeFile } from 'node:fs/promises';
import { policyJsonSchema } from './domain/policy-schema.js';

// Run as `node dist/policies/write-policy-schema.js` after a change of facts or operators, then format the file.
const file = new URL('../../rules/policy.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
