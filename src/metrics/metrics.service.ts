import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Counter, Registry } from 'prom-client';
import { LOGGER } from '../logging/logger.js';
import { FigureSources } from './figure-sources.js';
import { SourceGauges } from './figures.js';
import { measureAnswers } from './http-durations.js';

/** What this process and its book can be watched by, in the text form of Prometheus. */
@Injectable()
export class MetricsService implements OnModuleInit {
  // Of its own, not the library's global one: a process may hold several services, as tests do.
  private readonly registry = new Registry();
  private readonly gauges: readonly SourceGauges[];
  private readonly failures = new Counter({
    name: 'dealproof_metrics_failures_total',
    help: 'How often figures could not be looked up for an answer like this one.',
    labelNames: ['part'] as const,
    registers: [this.registry],
  });

  constructor(
    private readonly host: HttpAdapterHost,
    sources: FigureSources,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.gauges = sources.all().map((source) => new SourceGauges(source, this.registry));
    for (const { source } of this.gauges) this.failures.inc({ part: source.part }, 0);
  }

  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
    measureAnswers(this.host.httpAdapter.getInstance<FastifyInstance>(), this.registry);
  }

  /** The type of `text()` in an answer. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /**
   * All metrics as they are now. A part that cannot be looked up is left out, counted and logged: the rest says most
   * just when something fails.
   */
  async text(): Promise<string> {
    await Promise.all(this.gauges.map((gauges) => this.refresh(gauges)));
    return this.registry.metrics();
  }

  private async refresh(gauges: SourceGauges): Promise<void> {
    try {
      await gauges.refresh();
    } catch (error) {
      const { part } = gauges.source;
      this.failures.inc({ part });
      this.logger.error({ err: error, part }, 'figures could not be looked up');
    }
  }
}
