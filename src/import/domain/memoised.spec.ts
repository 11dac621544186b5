import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memberCell, solutionCell } from './deal-cells.js';
import { salesStage, statusReason } from './deal-words.js';
import type { Translator } from './findings.js';
import { memoised } from './memoised.js';
import { amountIn, country, fileDate, instant, momentOr } from './translators.js';
import { yesOrNo } from './words.js';

/** What a translator makes of texts one after the other, with what it says of those that it refuses. */
function readAll<T>(translator: Translator<T>, texts: readonly string[]): readonly unknown[] {
  return texts.map((text) => {
    const said: unknown[] = [];
    const value = translator(text, (...refusal) => void said.push(refusal));
    return [value, said];
  });
}

const cell = fc.oneof(
  fc.constantFrom('Yes', 'no', '7', '99', '100%', '15000', '-1', '12563.505', 'GB', 'usa', 'XX'),
  fc.constantFrom('3/2/2021', '13/2/2021', '2021-02-30', '2021-06-01T08:00:00Z', '2021-06-01'),
  fc.constantFrom('a, b, c, d@example', 'a, b', 'SOL-1, USD, 5', 'a,b,c,d,e', '__proto__'),
  fc.string(),
);

describe('a translator with a memory', () => {
  const translators: readonly (readonly [string, () => Translator<unknown>])[] = [
    ['dates', () => fileDate],
    ['instants', () => instant],
    ['moments', () => momentOr(fileDate)],
    ['countries', () => country],
    ['amounts', () => amountIn('JPY', 'refused')],
    ['yes and no', () => yesOrNo],
    ['sales stages', () => salesStage],
    ['reasons', () => statusReason],
    ['solutions', () => solutionCell],
    ['people', () => memberCell('own')],
  ];

  it.each(translators)(
    'makes the same of %s and refuses the same, however often they come',
    (_, translator) => {
      fc.assert(
        fc.property(fc.array(cell, { maxLength: 30 }), (texts) => {
          const again = [...texts, ...texts];
          expect(readAll(memoised(translator()), again)).toEqual(readAll(translator(), again));
        }),
      );
    },
  );

  it('forgets when there are too many texts, and still makes the same of them', () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => `SOL-${index}`);
    expect(readAll(memoised(solutionCell), [...texts, ...texts])).toEqual(
      readAll(solutionCell, [...texts, ...texts]),
    );
  });
});
