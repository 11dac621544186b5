import { Controller, Delete, Get, Headers, HttpCode, Param, Put, Req, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPreconditionFailedResponse,
  ApiPreconditionRequiredResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { etagOf } from './domain/preconditions.js';
import { versionParamSchema } from './policies.schemas.js';
import { type RuleFileKind, RuleEditingService } from './rule-editing.service.js';

const writtenSchema = z.object({
  file: z.string().describe('Relative to the rules folder.'),
  etag: z.string().describe('Of the text that is there now; also in the header ETag.'),
});

/** The files of the rules folder over HTTP, to read and to edit. */
@ApiTags('policies')
@Controller('api/v1/policies/:version')
export class RuleFilesController {
  constructor(private readonly editing: RuleEditingService) {}

  @Get('file')
  @ApiOperation({ summary: 'The rule file of a version as it is in the folder, with its ETag' })
  @ApiOkResponse({ description: 'The text of the file, byte for byte.' })
  @ApiNotFoundResponse({ description: 'There is no such file.' })
  async file(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(version, 'rules', reply);
  }

  @Get('cases')
  @ApiOperation({ summary: 'The worked examples of a version as they are in the folder, with their ETag' })
  @ApiOkResponse({ description: 'The text of the file, byte for byte.' })
  @ApiNotFoundResponse({ description: 'There is no such file.' })
  async cases(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.send(version, 'cases', reply);
  }

  @Put('file')
  @ApiOperation({ summary: 'Writes the rule file of a version, if the folder is right with it' })
  @ApiHeader({ name: 'If-Match', required: false })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiCreatedResponse({ standardSchema: writtenSchema, description: 'The file was added.' })
  @ApiOkResponse({ standardSchema: writtenSchema, description: 'The file was written.' })
  @ApiConflictResponse({ description: 'The version is in force and has judged deals.' })
  @ApiPreconditionFailedResponse({ description: 'The file is not the one that was read.' })
  @ApiPreconditionRequiredResponse({ description: 'The request does not say which text it changes.' })
  @ApiUnprocessableEntityResponse({ description: 'The folder would not be right; all problems are told.' })
  async putFile(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.put(version, 'rules', request, reply);
  }

  @Put('cases')
  @ApiOperation({ summary: 'Writes the worked examples of a version, if the folder is right with them' })
  @ApiHeader({ name: 'If-Match', required: false })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiCreatedResponse({ standardSchema: writtenSchema, description: 'The file was added.' })
  @ApiOkResponse({ standardSchema: writtenSchema, description: 'The file was written.' })
  @ApiPreconditionFailedResponse({ description: 'The file is not the one that was read.' })
  @ApiPreconditionRequiredResponse({ description: 'The request does not say which text it changes.' })
  @ApiUnprocessableEntityResponse({ description: 'The folder would not be right; all problems are told.' })
  async putCases(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.put(version, 'cases', request, reply);
  }

  @Delete('file')
  @HttpCode(204)
  @ApiOperation({ summary: 'Removes the files of a version that is not in force' })
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiNoContentResponse({ description: 'Its rule file and worked examples are gone.' })
  @ApiConflictResponse({ description: 'The version is in force.' })
  @ApiPreconditionFailedResponse({ description: 'The file is not the one that was read.' })
  @ApiPreconditionRequiredResponse({ description: 'The request does not say which text it changes.' })
  async remove(
    @Param('version', { schema: versionParamSchema }) version: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.editing.remove(version, { ifMatch });
  }

  private async send(version: string, kind: RuleFileKind, reply: FastifyReply): Promise<void> {
    const { bytes, sha256 } = await this.editing.read(version, kind);
    void reply.header('etag', etagOf(sha256)).type('application/json; charset=utf-8').send(bytes);
  }

  private async put(
    version: string,
    kind: RuleFileKind,
    { body, headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
    const { file, created, sha256 } = await this.editing.put(version, kind, bytes, { ifMatch, ifNoneMatch });
    const etag = etagOf(sha256);
    const answer: z.infer<typeof writtenSchema> = { file, etag };
    void reply
      .status(created ? 201 : 200)
      .header('etag', etag)
      .send(answer);
  }
}
