import { describe, expect, it } from '@jest/globals';
import type { BarChart, Chart } from '../../src/reports/domain/charts/chart.js';
import { svgToPng } from '../../src/reports/writers/charts/chart-png.js';
import { chartSvg } from '../../src/reports/writers/charts/chart-svg.js';
import { inkIn, type Pixels, readPng } from './png-pixels.js';

const TITLE = { x: 16, y: 12, width: 1200, height: 44 };

function aChart(title: string, told: Partial<BarChart> = {}): BarChart {
  const series = { name: 'Value', role: 'main', values: [3, 1], labels: ['3', '1'] } as const;
  return {
    kind: 'bars',
    title,
    unit: 'amount',
    lying: true,
    categories: ['a', 'b'],
    series: [series],
    ...told,
  };
}

async function picture(chart: Chart): Promise<Pixels> {
  const { svg, width } = chartSvg(chart);
  return readPng(await svgToPng(svg, width));
}

describe('the picture of a chart', () => {
  it('has nothing where its title would be when it has none', async () => {
    expect(inkIn(await picture(aChart('')), TITLE)).toBe(0);
  });

  it.each([
    ['Latin', 'Open pipeline: 12.3 M USD'],
    ['Cyrillic', 'Ромашка и партнёры'],
    ['Chinese', '北京科技有限公司'],
  ])('has ink where its title is, in %s writing', async (_, title) => {
    const pixels = await picture(aChart(title));
    expect(inkIn(pixels, TITLE)).toBeGreaterThan(600);
    // Not the box that stands for a missing letter: two titles of as many letters look different.
    const other = await picture(aChart([...title].toReversed().join('')));
    expect(other.bytes.equals(pixels.bytes)).toBe(false);
  });

  it('has bars, up and lying, and the steps of a waterfall, in the colours of what they stand for', async () => {
    const blue = ({ bytes }: Pixels): boolean => bytes.indexOf(Buffer.from('1f3a5fff', 'hex')) >= 0;
    const red = ({ bytes }: Pixels): boolean => bytes.indexOf(Buffer.from('b4483cff', 'hex')) >= 0;
    expect(blue(await picture(aChart('')))).toBe(true);
    expect(blue(await picture(aChart('', { lying: false })))).toBe(true);
    const step = (name: string, amount: number, isEnd: boolean) => ({ name, amount, label: '', isEnd });
    const steps = [step('Opening', 5, true), step('Lost', -7, false), step('Closing', -2, true)];
    const waterfall = await picture({ kind: 'waterfall', title: '', unit: 'amount', steps });
    expect([blue(waterfall), red(waterfall)]).toEqual([true, true]);
  });

  it('is the same whenever it is drawn, and whatever was drawn before', async () => {
    const one = chartSvg(aChart('One'));
    chartSvg(aChart('Another', { lying: false }));
    const again = chartSvg(aChart('One'));
    expect(again).toEqual(one);
    expect(
      Buffer.from(await svgToPng(again.svg, 680)).equals(Buffer.from(await svgToPng(one.svg, 680))),
    ).toBe(true);
  });

  it('names the numbers of its axis without fractions of a deal, in full', () => {
    const deals = (most: number): string =>
      chartSvg(
        aChart('', { unit: 'deals', series: [{ name: 'n', role: 'main', values: [most, 1], labels: [] }] }),
      ).svg;
    expect(deals(2).match(/>[012](?:\.\d+)?</gu)).toEqual(['>0<', '>1<', '>2<']);
    expect(deals(5000)).toContain('>4,000<');
  });

  it('writes the label of a bar below zero beyond its end', () => {
    const series = { name: 'n', role: 'main', values: [-3, 3], labels: ['below', 'above'] } as const;
    const { svg } = chartSvg(aChart('', { series: [series] }));
    expect(svg).toMatch(/text-anchor="end"[^>]*>below</u);
    expect(svg).toMatch(/text-anchor="start"[^>]*>above</u);
  });

  it('shortens a name by the room that it takes', () => {
    const { svg } = chartSvg(aChart('', { categories: ['北'.repeat(16), '北'.repeat(17)] }));
    expect(svg).toContain(`>${'北'.repeat(16)}<`);
    expect(svg).toContain(`>${'北'.repeat(15)}…<`);
  });

  it('holds whatever characters a name has', async () => {
    const categories = ['<b>&"\'\u0000\ufffe', '\ud83d half {a|b}\n{c}'];
    const { svg } = chartSvg(aChart('a\u0001<script>x</script>', { categories }));
    expect(svg).not.toContain('<script');
    await expect(svgToPng(svg, 680)).resolves.toBeInstanceOf(Uint8Array);
  });
});
