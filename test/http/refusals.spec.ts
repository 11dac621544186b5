import { beforeAll, describe, expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase } from '../support/each-database.js';
import { RulesCopy } from '../support/rules-copy.js';

eachDatabase('a wrong request', (homes) => {
  let http: Awaited<ReturnType<typeof bootServer>>;
  beforeAll(async () => {
    http = await bootServer(await homes.create(), undefined, new RulesCopy().path);
  });
  const refused = async (path: string): Promise<readonly [number, string, readonly object[]]> => {
    const { status, body } = await http.get(path);
    return [status, body.type, body.errors];
  };

  it('every route that is described refuses a parameter that it does not take, by name', async () => {
    const { body } = await http.get('/api/docs-json');
    const routes: readonly [string, object][] = Object.entries(body.paths);
    expect(routes.length).toBeGreaterThan(20);
    for (const [path, methods] of routes) {
      const address = path.replace(/\{id\}/, '1').replaceAll(/\{\w+\}/g, '2021-05-07');
      for (const [method, operation] of Object.entries(methods)) {
        const send = { get: http.get, post: http.post, put: http.put, delete: http.delete }[method];
        const answer = await send?.(`${address}?foo=1`);
        // A report is found first, and then refuses by what it takes itself.
        if (path.endsWith('/reports/{name}')) continue;
        expect([method, path, answer?.status, answer?.body.errors?.[0]]).toEqual([
          method,
          path,
          400,
          expect.objectContaining({ path: '/foo', message: 'There is no such parameter.' }),
        ]);
        expect(Object.keys(operation.responses)).toContain('400');
      }
    }
  });

  it('is told which parameters there are, and which it may have meant', async () => {
    expect(await refused('/api/v1/policies?limit=1')).toEqual([
      400,
      '/problems/invalid-input',
      [
        {
          path: '/limit',
          message: 'There is no such parameter.',
          remedy: 'Leave it out: this address takes none.',
        },
      ],
    ]);
    expect((await refused('/api/v1/imports?limt=1'))[2]).toEqual([
      {
        path: '/limt',
        message: 'There is no such parameter.',
        remedy: 'Did you mean limit? There are: cursor, limit.',
      },
    ]);
    expect((await refused('/api/v1/reports/pipeline?foo=1'))[0]).toBe(400);
  });

  it('is told which parameter it gave more than once, beside what else is wrong', async () => {
    expect((await refused('/api/v1/deals?limit=1&limit=2&status=wun'))[2]).toMatchObject([
      { path: '/status', message: 'There is no such value.' },
      { path: '/limit', value: '1, 2', message: 'It is given 2 times.', remedy: 'Give it once.' },
    ]);
  });

  describe('is told what it gave and what is needed:', () => {
    it.each([
      [
        '/api/v1/deals?limit=0',
        {
          path: '/limit',
          value: '0',
          message: 'It is not a number of at least 1.',
          remedy: 'Give a number of at least 1.',
        },
      ],
      [
        '/api/v1/deals?limit=ten',
        { path: '/limit', value: 'ten', message: 'It is not a number.', remedy: 'Give a number.' },
      ],
      [
        '/api/v1/deals?limit=1.5',
        {
          path: '/limit',
          value: '1.5',
          message: 'It is not a whole number.',
          remedy: 'Give a whole number.',
        },
      ],
      [
        '/api/v1/rules/check?format=sarf',
        {
          path: '/format',
          value: 'sarf',
          message: 'There is no such value.',
          remedy: 'Did you mean sarif? Give one of json, sarif.',
        },
      ],
      [
        '/api/v1/evaluations/x',
        { path: '/id', value: 'x', message: 'It is not a number.', remedy: 'Give a number.' },
      ],
      [
        '/api/v1/deals/a%00b',
        {
          path: '/id',
          value: 'a\0b',
          message: 'It must not hold NUL.',
          remedy: 'See /api/docs for what is allowed.',
        },
      ],
      [
        '/api/v1/policies/a.b',
        {
          path: '/version',
          value: 'a.b',
          message: 'It must be the name of a version, such as 2021-05-07.',
          remedy: 'See /api/docs for what is allowed.',
        },
      ],
      [
        '/api/v1/deals/D/eligibility?asOf=2021-06-07T12:00:00+02:00',
        {
          path: '/asOf',
          value: '2021-06-07T12:00:00 02:00',
          message:
            'Write an instant with its zone, for example 2021-06-07T10:00:00Z, or a date as 2021-06-07.',
          remedy: 'In an address + means a space: write 2021-06-07T12:00:00%2B02:00.',
        },
      ],
      [
        '/api/v1/deals/D/eligibility?policy=',
        {
          path: '/policy',
          value: '',
          message: 'It is empty.',
          remedy: 'Give a text.',
        },
      ],
    ])('%s', async (path, problem) => {
      expect(await refused(path)).toEqual([400, '/problems/invalid-input', [problem]]);
    });

    it.each([
      [
        'evaluations',
        { asOf: 'x' },
        {
          path: '/asOf',
          value: 'x',
          message: 'It is not a date of the calendar, such as 2021-06-07.',
          remedy: 'Give a date of the calendar, such as 2021-06-07.',
        },
      ],
      [
        'evaluations',
        { al: true },
        {
          path: '/al',
          message: 'There is no such field.',
          remedy: 'Leave it out, or correct its name; /api/docs has those there are.',
        },
      ],
      [
        'policies/2021-08-20/rollback',
        {},
        { path: '/by', message: 'It is missing.', remedy: 'Give a text.' },
      ],
      [
        'policies/2021-08-20/rollback',
        undefined,
        { path: '/', message: 'The request has no body.', remedy: 'Give an object in braces.' },
      ],
      [
        'decisions/verification',
        { seal: { sealId: 1 } },
        { path: '/seal/evaluationId', message: 'It is missing.', remedy: 'Give a number.' },
      ],
    ])('%s %j', async (path, sent, problem) => {
      const { status, body } = await http.post(`/api/v1/${path}`).send(sent);
      expect([status, body.errors[0]]).toEqual([400, problem]);
    });
  });

  it('that no route reads is told what to send instead', async () => {
    const json = { 'content-type': 'application/json' };
    const answers = [
      [await http.get('/api/v1/deal'), 404, '/problems/not-found', /api.docs/],
      [await http.get('/%'), 400, '/problems/invalid-input', /stray %/],
      [
        await http.post('/api/v1/evaluations').set(json).send('{"asOf":'),
        400,
        '/problems/invalid-input',
        /well-formed JSON/,
      ],
      [
        await http.post('/api/v1/evaluations').set('content-type', 'text/csv').send('a,b'),
        415,
        '/problems/unsupported-media-type',
        /content-type: application.json/,
      ],
      [
        await http.post('/api/v1/evaluations').send({ asOf: 'x'.repeat(1_100_000) }),
        413,
        '/problems/too-large',
        /1 MiB/,
      ],
    ] as const;
    for (const [{ status, body }, expected, type, remedy] of answers) {
      expect([status, body.type, body.errors]).toEqual([
        expected,
        type,
        [{ message: expect.any(String), remedy: expect.stringMatching(remedy) }],
      ]);
    }
  });

  it('with an ETag that is weak or not quoted is told how to write it, not that somebody edited the text', async () => {
    const file = '/api/v1/policies/2021-08-20/file';
    const text = (await http.get(file)).text;
    const etag = String((await http.get(file)).headers.etag);
    const headers = [
      { 'if-match': `W/${etag}` },
      { 'if-match': etag.slice(1, -1) },
      { 'if-none-match': etag },
    ];
    for (const wrong of headers) {
      const { status, body } = await http
        .put(file)
        .set('content-type', 'application/json')
        .set(wrong)
        .send(text);
      expect([status, body.errors[0].remedy]).toEqual([
        400,
        expect.stringMatching(/in double quotes|^Send \*/),
      ]);
    }
    const activation = await http
      .post('/api/v1/policies/2021-08-20/activation')
      .set('if-match', `W/${etag}`)
      .send({ by: 'Ada' });
    expect(activation.body).toMatchObject({ status: 400, errors: [{ path: '/If-Match' }] });
  });
});
