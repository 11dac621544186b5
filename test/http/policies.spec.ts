import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import request from 'supertest';
import { ConfigModule } from '../../src/config/config.module.js';
import { loadConfig } from '../../src/config/env.js';
import { PoliciesModule } from '../../src/policies/policies.module.js';
import { policyListSchema, policySchema } from '../../src/policies/policies.schemas.js';

let app: NestFastifyApplication;

beforeAll(async () => {
  const config = loadConfig({}, { rulesDir: 'rules' });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(config), PoliciesModule],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(async () => {
  await app.close();
});

describe('policies over HTTP', () => {
  it('are listed, the earliest in force first', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/policies');
    expect(response.status).toBe(200);
    const { items } = policyListSchema.parse(response.body);
    expect(items.map((item) => item.version)).toEqual([
      '2020-09-22',
      '2021-02-03',
      '2021-05-07',
      '2021-08-20',
    ]);
    expect(items[2]).toMatchObject({
      status: 'active',
      effective: { from: '2021-05-07', until: null },
      title: { en: 'Deal registration, May 2021' },
      criteria: [
        'deal-type',
        'incentive-eligible-solution',
        'won',
        'microsoft-acceptance',
        'creation-to-won-gap',
      ],
    });
  });

  it('are given whole, as their files say, with the hash that decisions carry', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/policies/2021-05-07');
    const { body } = response;
    expect(policySchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      policy: 'deal-registration',
      version: '2021-05-07',
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(body.criteria[4].conditions).toEqual({
      fact: 'hoursFromCreationToWon',
      operator: 'greaterThanInclusive',
      value: 72,
    });
  });

  it('are asked for by names that can be versions', async () => {
    const response = await request(app.getHttpServer()).get('/api/v1/policies/..%2Fsecrets');
    expect(response.status).toBe(400);
  });

  it('are described in OpenAPI by the same schemas that answer', () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const operation = document.paths['/api/v1/policies/{version}']?.get;
    expect(operation?.parameters).toMatchObject([{ name: 'version', in: 'path', required: true }]);
    expect(JSON.stringify(operation?.responses)).toContain('SHA-256 of the canonical content');
  });
});
