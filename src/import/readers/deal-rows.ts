import type { Translator } from '../domain/findings.js';
import { memoised } from '../domain/memoised.js';
import type { Row } from '../domain/row.js';
import { tell, type Told } from '../domain/told.js';
import { amountIn, currency } from '../domain/translators.js';

/** Refuses a row that Partner Center itself refused: the errors column of a processed file says why. */
export function refuseUnprocessed<Field extends string>(row: Row<Field>, errors: Field): void {
  const text = row.text(errors);
  if (text === undefined) return;
  row.refuse(
    errors,
    `Partner Center did not process this row: ${text}${/[.!?]$/.test(text) ? '' : '.'}`,
    'Correct the row, upload it to Partner Center again, and import a file it has processed without errors.',
  );
}

/** Reads a deal's value, which counts only together with its currency. */
export function tellValue<Field extends string>(
  row: Row<Field>,
  told: Told,
  fields: { readonly value: Field; readonly currency: Field },
): void {
  if (row.text(fields.value) === undefined) return;
  const code = row.need(fields.currency, currency);
  // Without a currency the amount is still checked, so that all that is wrong is told at once.
  const minor = row.read(fields.value, dealValueIn(code ?? 'USD'));
  if (code === undefined || minor === undefined) return;
  tell(told, 'valueMinor', minor);
  tell(told, 'currency', code);
}

const dealValues = new Map<string, Translator<number>>();

/** One translator for each currency, of which there are not many. */
function dealValueIn(code: string): Translator<number> {
  const known = dealValues.get(code);
  if (known !== undefined) return known;
  const translator = memoised(amountIn(code, 'refused'));
  dealValues.set(code, translator);
  return translator;
}
