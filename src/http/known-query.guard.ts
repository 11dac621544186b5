import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError, type Problem } from '../kernel/errors.js';
import { nearest } from '../kernel/nearest.js';

/** Refuses query parameters that a route does not take: one that is dropped unsaid would be taken for obeyed. */
@Injectable()
export class KnownQueryGuard implements CanActivate {
  /** @throws DomainError `invalid-input` that names each parameter that the route does not take, and those it does. */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const taken = parametersOf(context);
    const unknown = Object.keys(query ?? {}).filter((name) => taken !== null && !taken.includes(name));
    if (taken === null || unknown.length === 0) return true;
    const problems = unknown.map((name) => problemOf(name, taken));
    throw new DomainError('invalid-input', 'The request has parameters that there are not.', problems);
  }
}

/** The query parameters that a route declares; null where its schema lets others through to refuse them itself. */
function parametersOf(context: ExecutionContext): readonly string[] | null {
  const declared: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  );
  for (const [key, value] of Object.entries(declared ?? {})) {
    if (!key.startsWith(`${RouteParamtypes.QUERY}:`)) continue;
    const schema: unknown = Object(value).schema;
    if (!(schema instanceof z.ZodObject) || !(schema.def.catchall instanceof z.ZodNever)) return null;
    return Object.keys(schema.shape);
  }
  return [];
}

function problemOf(name: string, taken: readonly string[]): Problem {
  const meant = nearest(name, taken);
  const there =
    taken.length === 0 ? 'Leave it out: this address takes none.' : `There are: ${taken.join(', ')}.`;
  return {
    path: `/${name}`,
    message: 'There is no such parameter.',
    remedy: meant === undefined ? there : `Did you mean ${meant}? ${there}`,
  };
}
