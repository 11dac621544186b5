import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { withPatience } from '../kernel/patience.js';

/** Lets requests wait for other work no longer than whoever asked is likely to: they are answered with 503 then. */
export class RequestPatience implements NestInterceptor {
  /** @param ms how long; null: as long as commands wait. */
  constructor(private readonly ms: number | null) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return withPatience(this.ms, () => next.handle());
  }
}
