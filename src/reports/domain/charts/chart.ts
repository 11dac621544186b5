/** What the numbers of a chart are; amounts are in whole units of the report's currency and shares are fractions. */
export type ChartUnit = 'amount' | 'deals' | 'percent';

/** What a colour of a chart stands for. */
export type ChartRole = 'main' | 'light' | 'accent' | 'good' | 'bad' | 'muted';

/** Bars of one colour, one for each category. */
export interface ChartSeries {
  readonly name: string;
  readonly role: ChartRole;
  /** Null: no bar, since there is no such number. */
  readonly values: readonly (number | null)[];
  /** What is written at the end of each bar; null: nothing. */
  readonly labels: readonly (string | null)[];
}

/** A chart of bars side by side. Its title says what it shows. */
export interface BarChart {
  readonly kind: 'bars';
  readonly title: string;
  readonly unit: ChartUnit;
  /** Lying bars leave room for long names. */
  readonly lying: boolean;
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
}

/** A step of a waterfall: what it adds, or with `isEnd` the level at which the waterfall stands. */
export interface WaterfallStep {
  readonly name: string;
  readonly amount: number;
  readonly label: string;
  readonly isEnd: boolean;
}

/** How one level became another, step by step. */
export interface WaterfallChart {
  readonly kind: 'waterfall';
  readonly title: string;
  readonly unit: ChartUnit;
  readonly steps: readonly WaterfallStep[];
}

/** A picture of what a report says, before it is known how it is drawn. */
export type Chart = BarChart | WaterfallChart;
