import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ruleTestSchema } from '../../src/rule-tests/rule-tests.schemas.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { RulesCopy } from '../support/rules-copy.js';

eachDatabase('the tests of rules over HTTP', (homes) => {
  const rules = new RulesCopy();
  let http: Awaited<ReturnType<typeof bootServer>>;
  beforeAll(async () => {
    rules.copy('2021-08-20', '2022-01-01', (file) => file.replace('"value": 25000', '"value": 5000'));
    http = await bootServer(await homes.create(), undefined, rules.path);
  });
  afterAll(() => rmSync(rules.path, { recursive: true }));

  const testsOf = (version: string) => http.get(`/api/v1/policies/${version}/tests`);

  it('tell that all cases of a version come out', async () => {
    const response = await testsOf('2021-08-20');
    expect(response.status).toBe(200);
    expect(ruleTestSchema.parse(response.body)).toMatchObject({ passed: true, failures: [] });
  });

  it('tell in the body that a draft has no cases, with cases to begin with', async () => {
    const response = await testsOf('2022-01-01');
    expect(response.status).toBe(200);
    const report = ruleTestSchema.parse(response.body);
    expect([report.passed, report.cases]).toEqual([false, 0]);
    expect(report.coverage.unshown.flatMap(({ missing }) => missing.map(({ add }) => add?.name))).toContain(
      'dealValueUsd 5000',
    );
  });

  it('answer with problem details for a version that is not there and for rules that are wrong', async () => {
    const missing = await testsOf('2021-08-21');
    expect([missing.status, missing.body.type]).toEqual([404, '/problems/not-found']);
    expect(missing.body.errors[0].remedy).toContain('Did you mean “2021-08-20”?');
    expect((await testsOf('x'.repeat(65))).status).toBe(400);
    rules.edit('2022-01-01', (file) => file.replace('"dealValueUsd"', '"dealValue"'));
    const wrong = await testsOf('2021-08-20');
    expect([wrong.status, wrong.body.type]).toEqual([422, '/problems/invalid-rules']);
    expect(wrong.body.errors[0].file).toBe('deal-registration/2022-01-01.json');
  });
});
