import type { ComposeOption } from 'echarts/core';
import type { BarSeriesOption, CustomSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption, TitleComponentOption } from 'echarts/components';
import {
  type BarChart,
  type Chart,
  type ChartRole,
  type ChartUnit,
  type WaterfallChart,
} from '../../domain/charts/chart.js';
import { grouped, percent, shortAmount } from '../../domain/charts/chart-table.js';
import { displayWidth, withoutForbidden } from '../xlsx-text.js';

/** What ECharts is asked to draw. */
export type ChartOption = ComposeOption<
  BarSeriesOption | CustomSeriesOption | GridComponentOption | LegendComponentOption | TitleComponentOption
>;

/** Width of every chart in pixels. */
export const CHART_WIDTH = 680;

/** The bundled font first: where a picture is made there is no other. A page is shown in what its reader has. */
const FONT_FAMILY = 'Noto Sans SC, Segoe UI, Helvetica Neue, Arial, sans-serif';

const COLOURS: Readonly<Record<ChartRole, string>> = {
  main: '#1f3a5f',
  light: '#7fa8d1',
  accent: '#d9903d',
  good: '#3f8f6b',
  bad: '#b4483c',
  muted: '#a9b2bd',
};
const INK = '#333c47';
const FAINT = '#dfe3e8';
/** Characters of a name that have room beside or under its bar; East Asian ones count twice. */
const LONGEST_NAME = 32;
const SHORTER_NAME = 14;

/** How tall a chart is: lying bars take a line each. */
export function chartHeight(chart: Chart): number {
  if (chart.kind === 'waterfall' || !chart.lying) return 320;
  return 120 + chart.categories.length * (14 + 15 * chart.series.length);
}

/** A chart as ECharts draws it, without motion. */
export function chartOption(chart: Chart): ChartOption {
  const named = chart.kind === 'bars';
  return {
    animation: false,
    textStyle: { fontFamily: FONT_FAMILY, color: INK },
    title: {
      text: shownText(chart.title),
      left: 8,
      top: 6,
      textStyle: {
        fontSize: 15,
        fontWeight: 'normal',
        color: COLOURS.main,
        width: CHART_WIDTH - 24,
        overflow: 'break',
      },
    },
    ...(named
      ? { legend: { bottom: 6, left: 8, itemWidth: 14, itemHeight: 10, itemGap: 18, selectedMode: false } }
      : {}),
    grid: {
      left: 24,
      right: chart.kind === 'bars' && chart.lying ? 130 : 20,
      top: 52,
      bottom: named ? 40 : 14,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    ...(chart.kind === 'bars' ? bars(chart) : waterfall(chart)),
  };
}

function bars(chart: BarChart): ChartOption {
  const names = {
    type: 'category' as const,
    data: chart.categories.map((name) => shortName(name, chart.lying)),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: FAINT } },
    axisLabel: {
      color: INK,
      fontSize: 12,
      interval: 0,
      ...(chart.categories.length > 12 ? { rotate: 60 } : {}),
    },
  };
  const amounts = valueAxis(chart.unit);
  return {
    // The first name is to be on top, and ECharts counts from below.
    ...(chart.lying
      ? { xAxis: amounts, yAxis: { ...names, inverse: true } }
      : { xAxis: names, yAxis: amounts }),
    series: chart.series.map(({ name, role, values, labels }) => ({
      type: 'bar' as const,
      name: shownText(name),
      data: values.map((value) => barOf(value, chart.lying)),
      itemStyle: { color: COLOURS[role] },
      barGap: '12%',
      barCategoryGap: '32%',
      silent: true,
      label: {
        show: true,
        color: INK,
        fontSize: 11,
        formatter: ({ dataIndex }: { dataIndex: number }) => shownText(labels[dataIndex] ?? ''),
      },
    })),
  };
}

/** A bar with its label beyond its end, which is on the other side where the bar goes below zero. */
function barOf(value: number | null, lying: boolean): object | string {
  if (value === null) return '-';
  const [beyond, below] = lying ? (['right', 'left'] as const) : (['top', 'bottom'] as const);
  return { value, label: { position: value < 0 ? below : beyond } };
}

function waterfall(chart: WaterfallChart): ChartOption {
  let level = 0;
  const spans = chart.steps.map(({ amount, isEnd }) => {
    const from = isEnd ? 0 : level;
    level = isEnd ? amount : level + amount;
    return { from, to: level };
  });
  return {
    xAxis: {
      type: 'category',
      data: chart.steps.map(({ name }) => shortName(name, false)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: FAINT } },
      axisLabel: { color: INK, fontSize: 11, interval: 0 },
    },
    yAxis: valueAxis(chart.unit),
    series: [
      {
        type: 'custom',
        silent: true,
        data: spans.map(({ from, to }) => [from, to]),
        // The axis is to reach from the lowest to the highest level of any step.
        encode: { y: [0, 1] },
        renderItem: ({ dataIndex }, api) => {
          const [step, span] = [chart.steps[dataIndex], spans[dataIndex]];
          if (step === undefined || span === undefined) return null;
          const [x = 0, start = 0] = api.coord([dataIndex, span.from]);
          const [, end = 0] = api.coord([dataIndex, span.to]);
          const size = api.size?.([1, 0]);
          const width = (Array.isArray(size) ? (size[0] ?? 0) : 0) * 0.62;
          const [top, height] = [Math.min(start, end), Math.max(1, Math.abs(end - start))];
          const role: ChartRole = step.isEnd ? 'main' : step.amount < 0 ? 'bad' : 'good';
          return {
            type: 'group',
            children: [
              {
                type: 'rect',
                shape: { x: x - width / 2, y: top, width, height },
                style: { fill: COLOURS[role] },
              },
              {
                type: 'text',
                style: {
                  x,
                  y: top - 4,
                  text: shownText(step.label),
                  textAlign: 'center',
                  textVerticalAlign: 'bottom',
                  fill: INK,
                  fontSize: 11,
                  fontFamily: FONT_FAMILY,
                },
              },
            ],
          };
        },
      },
    ],
  };
}

/** How the numbers beside an axis are written. */
const AXIS: Readonly<Record<ChartUnit, (value: number) => string>> = {
  amount: shortAmount,
  deals: grouped,
  percent,
};

function valueAxis(unit: ChartUnit): object {
  return {
    type: 'value',
    splitNumber: 4,
    // Between 1 and 2 deals, or whole units, there is nothing to name.
    ...(unit === 'percent' ? {} : { minInterval: 1 }),
    splitLine: { lineStyle: { color: FAINT } },
    axisLabel: {
      color: INK,
      fontSize: 11,
      formatter: (value: number) => AXIS[unit](value),
    },
  };
}

function shortName(name: string, hasRoom: boolean): string {
  return name
    .split('\n')
    .map((line) => shortened(shownText(line), hasRoom ? LONGEST_NAME : SHORTER_NAME))
    .join('\n');
}

function shortened(text: string, most: number): string {
  if (displayWidth(text) <= most) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) >= most) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A text on one line, without what no picture can hold. The bundled font has curved quotes in Chinese width only. */
function shownText(text: string): string {
  return withoutForbidden(text)
    .replace(/\s+/gu, ' ')
    .replace(/[\u2018\u2019]/gu, "'")
    .replace(/[\u201c\u201d]/gu, '"')
    .trim();
}
