import type { FactName } from '../../../policies/domain/vocabulary.js';
import { show } from '../explain.js';
import type { MissingReason } from '../missing-reason.js';
import type { ExplanationWords } from './explanation-words.js';
import { foundText } from './value-text.js';

/** Why a fact is not known, in words. */
export function reasonText(fact: FactName, reason: MissingReason, words: ExplanationWords): string {
  switch (reason.is) {
    case 'bounds': {
      const { min, max } = reason;
      return words.onlyBounds(foundText(fact, show(fact, { min, max }), words));
    }
    case 'in-part':
      return words.onlyInPart(reasonText(fact, reason.rest, words));
    case 'no-rate':
      return words.noRate(reason.currency, reason.from, reason.until);
    case 'not-catalogued':
      return words.notCatalogued(reason.solutions.join(words.comma));
    default:
      return words.reasons[reason.is];
  }
}
