import { BarChart, CustomChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from '../../domain/charts/chart.js';
import { CHART_WIDTH, chartHeight, chartOption } from './chart-options.js';

use([BarChart, CustomChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** A chart as an SVG picture: the same chart always gives the same text. */
export interface ChartSvg {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Draws a chart. */
export function chartSvg(chart: Chart): ChartSvg {
  const height = chartHeight(chart);
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height });
  try {
    drawing.setOption(chartOption(chart));
    return { svg: unnumbered(drawing.renderToSVGString()), width: CHART_WIDTH, height };
  } finally {
    drawing.dispose();
  }
}

/**
 * ECharts names styles for the mouse by numbers that count all pictures of the process. Nobody points at these, and
 * without them the same chart is the same text, and several can stand on one page. Quotes within texts are escaped, so
 * that only attributes are taken out.
 */
function unnumbered(svg: string): string {
  return svg.replaceAll(/ class="[^"]*"/gu, '').replaceAll(/<style[^>]*>[^]*?<\/style>/gu, '');
}
