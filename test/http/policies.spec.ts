import { expect, it } from '@jest/globals';
import { policyListSchema, policySchema } from '../../src/policies/policies.schemas.js';
import { rulesLogPageSchema } from '../../src/policies/rules-log.schemas.js';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { RulesCopy } from '../support/rules-copy.js';

eachDatabase('policies over HTTP', (homes) => {
  const boot = async () => bootServer(await homes.create());

  it('are listed, the earliest in force first', async () => {
    const response = await (await boot()).get('/api/v1/policies');
    expect(response.status).toBe(200);
    const { items, problems, ruleSetId } = policyListSchema.parse(response.body);
    expect([problems, ruleSetId]).toEqual([[], 1]);
    expect(items.map((item) => item.version)).toEqual([
      '2020-09-22',
      '2021-02-03',
      '2021-05-07',
      '2021-08-20',
    ]);
    expect(items[2]).toMatchObject({
      status: 'active',
      effective: { from: '2021-05-07', until: null },
      title: expect.objectContaining({ en: 'Deal registration, May 2021' }),
      cases: expect.any(Number),
      activated: { at: '2021-10-01T00:00:00.000Z', by: 'loaded from files' },
      criteria: [
        'deal-type',
        'incentive-eligible-solution',
        'won',
        'microsoft-acceptance',
        'creation-to-won-gap',
      ],
    });
    expect(items[3]).toMatchObject({ status: 'inactive', activated: null });
  });

  it('are given whole, as their files say, with the hash that decisions carry', async () => {
    const response = await (await boot()).get('/api/v1/policies/2021-05-07');
    const { body } = response;
    expect(policySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      policy: 'deal-registration',
      version: '2021-05-07',
      problems: [],
      activated: { by: 'loaded from files' },
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(body.criteria[4].conditions).toEqual({
      fact: 'hoursFromCreationToWon',
      operator: 'greaterThanInclusive',
      value: 72,
    });
  });

  it('are asked for by names that can be versions', async () => {
    const http = await boot();
    expect((await http.get('/api/v1/policies/..%2Fsecrets')).status).toBe(400);
    const answer = await http.get('/api/v1/policies/2021-05-08');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({
      detail: 'There is no version “2021-05-08” of the policy “deal-registration”.',
      errors: [
        {
          remedy:
            'Did you mean “2021-05-07”? The versions are 2020-09-22, 2021-02-03, 2021-05-07, 2021-08-20.',
        },
      ],
    });
  });

  it('are described in OpenAPI by the same schemas that answer', async () => {
    const { body } = await (await boot()).get('/api/docs-json');
    const operation = body.paths['/api/v1/policies/{version}'].get;
    expect(operation.parameters).toMatchObject([{ name: 'version', in: 'path', required: true }]);
    expect(JSON.stringify(operation.responses)).toContain('SHA-256 of the canonical content');
  });

  it('have a log of what was in force since when', async () => {
    const rules = new RulesCopy();
    const http = await bootServer(await homes.create(), undefined, rules.path);
    await http.get('/api/v1/policies');
    rules.edit('2021-02-03', (text) => text.replace('February 2021', 'February'));
    const { body } = await http.get('/api/v1/rules/log');
    expect(rulesLogPageSchema.parse(body)).toEqual(body);
    expect(body.items).toMatchObject([
      {
        ruleSetId: 2,
        recordedAt: '2021-10-01T00:00:00.001Z',
        action: 'edited',
        version: null,
        changes: [{ version: '2021-02-03', change: 'content' }],
      },
      { ruleSetId: 1, action: 'loaded', changes: [{ change: 'in' }, { change: 'in' }, { change: 'in' }] },
    ]);
  });

  it('have that log page by page, each entry with what it changed', async () => {
    const rules = new RulesCopy();
    const http = await bootServer(await homes.create(), undefined, rules.path);
    await http.get('/api/v1/policies');
    for (const name of ['second', 'third', 'fourth', 'fifth']) {
      rules.edit('2021-02-03', (text) => text.replace(/"en": "[^"]*"/, `"en": "The ${name}"`));
      await http.get('/api/v1/policies');
    }
    const whole = (await http.get('/api/v1/rules/log')).body;
    expect([whole.items.length, whole.nextCursor]).toEqual([5, null]);
    const pages: unknown[][] = [];
    for (let cursor = ''; ;) {
      const { body } = await http.get(`/api/v1/rules/log?limit=2${cursor}`);
      pages.push(body.items);
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(pages.map((items) => items.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(whole.items);
    expect((await http.get('/api/v1/rules/log?limit=5')).body.nextCursor).toBeNull();
    expect((await http.get('/api/v1/rules/log?cursor=x')).status).toBe(400);
  });
});
