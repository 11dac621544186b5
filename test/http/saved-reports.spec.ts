import { expect, it } from '@jest/globals';
import { bootServer } from '../support/boot-server.js';
import { eachDatabase, type Homes } from '../support/each-database.js';
import { aSavedReport, people, ReportsFolderOfItsOwn } from '../support/reports-copy.js';

async function serve(homes: Homes) {
  const folder = new ReportsFolderOfItsOwn({ 'monday.json': aSavedReport(), 'people.json': people() });
  const settings = { DEALPROOF_REPORTS: folder.path };
  const http = await bootServer(await homes.create(), Date.UTC(2021, 5, 9, 12), undefined, settings);
  await http
    .post('/api/v1/imports?fileName=campaigns.csv')
    .set('content-type', 'text/csv')
    .send(
      'campaign_id,name,channel,start_date,end_date,budget,currency\nspring,Spring,web,2021-06-01,,,USD\n',
    )
    .expect(201);
  return { http, folder };
}

eachDatabase('Saved reports over HTTP', (homes) => {
  it('are listed beside the reports, and made under their own name and title', async () => {
    const { http } = await serve(homes);
    const { body: list } = await http.get('/api/v1/reports').expect(200);
    expect(list.items).toHaveLength(4);
    expect(list).toMatchObject({ saved: [{ name: 'campaigns-on-monday', version: '1' }], problems: [] });

    const { body } = await http.get('/api/v1/reports/campaigns-on-monday?zone=Europe/Stockholm').expect(200);
    expect(body).toMatchObject({
      report: 'campaign-roi',
      title: 'Campaigns of last week',
      saved: { name: 'campaigns-on-monday', version: '1' },
      // The Wednesday of 2021-06-09 comes after the week from 2021-05-31.
      parameters: {
        view: 'cash',
        period: 'last-week',
        from: '2021-05-31',
        to: '2021-06-07',
        zone: 'Europe/Stockholm',
      },
    });

    const { headers } = await http.get('/api/v1/reports/campaigns-on-monday?format=csv').expect(200);
    expect(headers['content-disposition']).toBe('attachment; filename="campaigns-on-monday.csv"');
  });

  it('answers the same as the report itself with the same options', async () => {
    const { http } = await serve(homes);
    const { body: saved } = await http.get('/api/v1/reports/campaigns-on-monday?asOf=2021-06-08');
    const { body: plain } = await http.get(
      '/api/v1/reports/campaign-roi?view=cash&period=last-week&asOf=2021-06-08&zone=Europe/Stockholm',
    );
    expect([saved.parameters, saved.tables, saved.figures]).toEqual([
      plain.parameters,
      plain.tables,
      plain.figures,
    ]);
    expect(plain.saved).toBeUndefined();
  });

  it('refuses options that the report does not take, as for the report itself', async () => {
    const { http } = await serve(homes);
    const { status, body } = await http.get('/api/v1/reports/campaigns-on-monday?veiw=cash');
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          path: '/veiw',
          message: 'The report campaign-roi has no option veiw.',
          remedy: 'Did you mean view?',
        },
      ],
    ]);
    await http.get('/api/v1/reports/campaigns-on-tuesday').expect(404);
  });

  it('go on while their file is wrong, which health and the list tell', async () => {
    const { http, folder } = await serve(homes);
    folder.put('monday.json', '{ "name": "campaigns-on-monday",');
    const { body: ready } = await http.get('/health/ready').expect(200);
    expect(ready).toMatchObject({ status: 'degraded', problems: [{ file: 'monday.json', line: 1 }] });
    const { body: list } = await http.get('/api/v1/reports');
    expect(list).toMatchObject({
      saved: [{ name: 'campaigns-on-monday' }],
      problems: [{ file: 'monday.json' }],
    });
    await http.get('/api/v1/reports/campaigns-on-monday').expect(200);

    folder.put('monday.json', aSavedReport({ title: 'Mended' }));
    expect((await http.get('/api/v1/reports/campaigns-on-monday')).body.title).toBe('Mended');
    expect((await http.get('/health/ready')).body.status).toBe('ok');
  });

  it('checks a text with line and column, and keeps nothing of it', async () => {
    const { http } = await serve(homes);
    const check = (text: string) =>
      http.post('/api/v1/reports/check').set('content-type', 'application/json').send(text).expect(200);

    // Of a report that there is: it may be meant to replace it.
    const { body: right } = await check(JSON.stringify(aSavedReport({ title: 'Another' })));
    expect(right).toMatchObject({ report: { title: 'Another', targets: [] }, problems: [] });

    const { body: wrong } = await check('{\n  "name": "new",\n  "report": "pipelin",\n}');
    expect(wrong).toEqual({
      report: null,
      problems: [
        {
          line: 4,
          lineColumn: 1,
          path: '$',
          message: 'This is not valid JSON: “}” cannot stand here.',
          remedy: 'Remove the comma before it.',
        },
      ],
    });
    const { body: foreign } = await check(JSON.stringify(aSavedReport({ owner: 'Ann Lind' })));
    expect(foreign.problems).toEqual([
      {
        line: 1,
        lineColumn: 216,
        path: '$.owner',
        message: '“Ann Lind” is not in people.json.',
        remedy: 'Did you mean “Ana Lind”?',
      },
    ]);
    const { body: list } = await http.get('/api/v1/reports');
    expect(list.saved).toMatchObject([{ title: 'Campaigns of last week' }]);
  });
});
