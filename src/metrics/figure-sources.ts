import { Injectable } from '@nestjs/common';
import { DealsReadModel } from '../deals/deals.read-model.js';
import { DELIVERY_STATES } from '../delivery/domain/delivery.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { EvaluationsStore } from '../eligibility/evaluations.store.js';
import { ImportsStore } from '../import/imports.store.js';
import { RUN_STATES } from '../report-runs/domain/report-run.js';
import { ReportRunsService } from '../report-runs/report-runs.service.js';
import { ReportDefinitions } from '../reports/report-definitions.js';
import { SchedulesService } from '../schedules/schedules.service.js';
import { WORK_KINDS } from '../work/domain/work.js';
import { WorkService } from '../work/work.service.js';
import { each, type FigureSource, single } from './figures.js';

/** Where the figures come from that are looked up when somebody asks for the metrics. */
@Injectable()
export class FigureSources {
  /** The deals counted last, and the import that they were counted after: counting a large book takes a moment. */
  private counted: { readonly after: string; readonly deals: number } | null = null;

  constructor(
    private readonly work: WorkService,
    private readonly deals: DealsReadModel,
    private readonly imports: ImportsStore,
    private readonly evaluations: EvaluationsStore,
    private readonly definitions: ReportDefinitions,
    private readonly runs: ReportRunsService,
    private readonly deliveries: DeliveryService,
    private readonly schedules: SchedulesService,
  ) {}

  /** All of them, in the order in which they are told. */
  all(): readonly FigureSource[] {
    return [
      this.running(),
      this.book(),
      this.lastEvaluation(),
      this.savedReports(),
      this.made(),
      this.sent(),
    ];
  }

  private running(): FigureSource {
    return {
      part: 'work',
      figures: [
        { name: 'dealproof_work_running', help: 'Long work that this process runs now.', label: 'kind' },
      ],
      read: async () => {
        const running = this.work.list();
        const counts = WORK_KINDS.map(
          (kind) => [kind, running.filter((work) => work.kind === kind).length] as const,
        );
        return [new Map(counts)];
      },
    };
  }

  private book(): FigureSource {
    return {
      part: 'book',
      figures: [
        { name: 'dealproof_deals', help: 'Deals that the book holds.', label: null },
        {
          name: 'dealproof_last_import_timestamp_seconds',
          help: 'When the import that ended last was done, in Unix time.',
          label: null,
        },
      ],
      read: async () => {
        const [last] = await this.imports.list(null, 1);
        const after = JSON.stringify([last?.importId, last?.finishedAt]);
        if (this.counted?.after !== after) this.counted = { after, deals: await this.deals.count() };
        // The newest import may still be under way, or have been cut short.
        return [single(this.counted.deals), single(seconds(await this.imports.lastFinishedAt()))];
      },
    };
  }

  private lastEvaluation(): FigureSource {
    const figure = (name: string, help: string) => ({ name, help, label: null });
    return {
      part: 'evaluation',
      figures: [
        figure(
          'dealproof_last_evaluation_timestamp_seconds',
          'When the last evaluation ended, in Unix time.',
        ),
        figure('dealproof_last_evaluation_deals_judged', 'Deals that the last evaluation judged.'),
        figure('dealproof_last_evaluation_decisions', 'Verdicts that the last evaluation changed.'),
      ],
      read: async () => {
        const last = await this.evaluations.last();
        return [seconds(last?.finishedAt), last?.judged, last?.recorded].map(single);
      },
    };
  }

  private savedReports(): FigureSource {
    return {
      part: 'saved-reports',
      figures: [
        { name: 'dealproof_saved_reports', help: 'Saved reports in force.', label: null },
        {
          name: 'dealproof_saved_report_problems',
          help: 'What is wrong with the files of saved reports.',
          label: null,
        },
      ],
      read: async () => [single(this.definitions.saved().length), single(this.definitions.problems().length)],
    };
  }

  private made(): FigureSource {
    return {
      part: 'report-runs',
      figures: [
        { name: 'dealproof_report_runs', help: 'Runs of saved reports by state.', label: 'state' },
        {
          name: 'dealproof_schedule_lag_seconds',
          help: 'How long ago the slot was due that has waited longest for its report; 0 where none waits.',
          label: null,
        },
      ],
      read: async () => [
        each(RUN_STATES, await this.runs.countByState()),
        single((await this.schedules.lagMs()) / 1000),
      ],
    };
  }

  private sent(): FigureSource {
    return {
      part: 'deliveries',
      figures: [{ name: 'dealproof_deliveries', help: 'Deliveries of reports by state.', label: 'state' }],
      read: async () => [each(DELIVERY_STATES, await this.deliveries.countByState())],
    };
  }
}

/** Epoch milliseconds as Prometheus tells instants. */
function seconds(instant: number | null | undefined): number | null {
  return instant === null || instant === undefined ? null : instant / 1000;
}
