import { writeFile } from 'node:fs/promises';
import { ReportDefinitions } from './report-definitions.js';
import { reportJsonSchemas } from './saved/report-json-schemas.js';

// `npm run schema` runs this after a change of options or of what saved reports hold, and then formats the files.
const { report, people } = reportJsonSchemas(ReportDefinitions.read().all());
const folder = new URL('../../reports/', import.meta.url);
await writeFile(new URL('report.schema.json', folder), `${JSON.stringify(report, null, 2)}\n`);
await writeFile(new URL('people.schema.json', folder), `${JSON.stringify(people, null, 2)}\n`);
