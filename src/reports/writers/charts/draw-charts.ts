import { chartsOf } from '../../domain/charts/report-charts.js';
import type { Report } from '../../domain/report.js';

/** A chart of a report as a picture. */
export interface DrawnChart {
  readonly png: Uint8Array;
  /** What it says, for those who cannot see it. */
  readonly title: string;
  /** Size at which it is meant to be seen, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** The charts of a report as pictures. What draws them takes long to load, and a report without charts does without. */
export async function drawCharts(report: Report): Promise<readonly DrawnChart[]> {
  const charts = chartsOf(report);
  if (charts.length === 0) return [];
  const [{ chartSvg }, { drawPictures }] = await Promise.all([
    import('./chart-svg.js'),
    import('./draw-pictures.js'),
  ]);
  const svgs = charts.map(chartSvg);
  const pictures = await drawPictures(svgs);
  return pictures.flatMap((png, index) => {
    const [chart, svg] = [charts[index], svgs[index]];
    return chart === undefined || svg === undefined
      ? []
      : [{ png, title: chart.title, width: svg.width, height: svg.height }];
  });
}
