import { Gauge, type Registry } from 'prom-client';

/** Values of one gauge, by the value of its label; the key is '' where it has none. */
type Values = ReadonlyMap<string, number>;

/** A figure that is looked up when somebody asks for the metrics. */
interface Figure {
  readonly name: string;
  readonly help: string;
  /** Its label, whose values are few and known; null where it has none. */
  readonly label: string | null;
}

/** Figures that are looked up together, and all missing together where that fails. */
export interface FigureSource {
  /** What it is called where looking it up failed. */
  readonly part: string;
  readonly figures: readonly Figure[];
  /** The values of each figure, in the order of `figures`; an empty one where nothing is known. */
  read(): Promise<readonly Values[]>;
}

/** The gauges of one source. */
export class SourceGauges {
  private readonly gauges: readonly Gauge[];

  constructor(
    readonly source: FigureSource,
    registry: Registry,
  ) {
    this.gauges = source.figures.map(
      ({ name, help, label }) =>
        new Gauge({ name, help, labelNames: label === null ? [] : [label], registers: [registry] }),
    );
  }

  /** Looks the values up and sets them. What was known before is gone when this rejects, rather than stale. */
  async refresh(): Promise<void> {
    const values = await this.source.read().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    this.forget();
    this.source.figures.forEach(({ label }, index) => {
      const gauge = this.gauges[index];
      for (const [key, value] of values[index] ?? []) {
        gauge?.set(label === null ? {} : { [label]: key }, value);
      }
    });
  }

  private forget(): void {
    this.source.figures.forEach(({ label }, index) => {
      this.gauges[index]?.reset();
      // The library resets a gauge without labels to 0, which says something else than “not known”.
      if (label === null) this.gauges[index]?.remove({});
    });
  }
}

/** The one value of a figure without label; nothing where it is not known. */
export function single(value: number | null | undefined): Values {
  return new Map(value === null || value === undefined ? [] : [['', value]]);
}

/** Every one of some words with its number, 0 where none is counted: a line that is not there raises no alarm. */
export function each<W extends string>(words: readonly W[], counts: ReadonlyMap<W, number>): Values {
  return new Map(words.map((word) => [word, counts.get(word) ?? 0]));
}
