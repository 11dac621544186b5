import type { Report } from '../report.js';
import { auditCharts } from './audit-charts.js';
import { campaignCharts } from './campaign-charts.js';
import type { Chart } from './chart.js';
import { conversionCharts } from './conversion-charts.js';
import { pipelineCharts } from './pipeline-charts.js';

/**
 * One or two charts that say what the report says, told by the tables it has; none where those are missing or empty.
 */
export function chartsOf(report: Report): readonly Chart[] {
  return [pipelineCharts, campaignCharts, conversionCharts, auditCharts].flatMap((of) => of(report));
}
