import { type Deal, isClosed } from '../../deals/domain/deal.js';
import { closingBounds, creationBounds } from '../../deals/domain/deal-times.js';
import { formatInstant } from '../../kernel/instants.js';
import { type Carrier, FACTS, type FactName, type FactValue } from '../../policies/domain/vocabulary.js';
import { convertValue, type FactContext } from './build-facts.js';
import { type ExplainedNode, undecidedLeaves } from './explain.js';
import { definitionOf, type Facts, isExact, isInterval, isPartialList } from './facts.js';

/** A fact that leaves a verdict open: why it is not known, and which files would tell. */
export interface MissingFact {
  readonly fact: FactName;
  readonly label: string;
  readonly because: string;
  readonly carriedBy: readonly Carrier[];
}

/**
 * What is missing for a verdict: the facts of the comparisons that leave a criterion open, and the facts those are
 * computed from, each once, in the catalogue's order. `also` adds facts the choice of the version hangs on.
 */
export function missingFacts(
  trees: readonly ExplainedNode[],
  also: readonly FactName[],
  deal: Deal,
  facts: Facts,
  context: FactContext,
): readonly MissingFact[] {
  const open = trees.flatMap(undecidedLeaves).map(({ fact }) => fact);
  const asked = new Set<string>([...open, ...also]);
  for (const fact of open) {
    for (const { name } of FACTS) {
      if (definitionOf(fact).dependsOn.includes(name) && !isExact(facts[name])) asked.add(name);
    }
  }
  return FACTS.filter(({ name }) => asked.has(name)).map(({ name, label, carriedBy }) => ({
    fact: name,
    label: label.en,
    because: whyNotKnown(name, facts[name], deal, context),
    carriedBy,
  }));
}

function whyNotKnown(fact: FactName, value: FactValue, deal: Deal, context: FactContext): string {
  if (isInterval(value)) return boundsReason(fact, value.min, value.max);
  if (isPartialList(value)) return `only in part known: ${solutionsReason(deal, context)}`;
  if (value !== null) return 'it is known, but a file says what no rule can use';
  switch (fact) {
    case 'wonAt':
      return deal.status === 'won' ? 'no file tells when the deal was won' : 'the deal is not won';
    case 'hoursFromCreationToWon':
      if (deal.status !== 'won') return 'the deal is not won';
      return creationBounds(deal) === null || closingBounds(deal) === null
        ? 'the time of creation or of winning is not known'
        : 'the files say that the deal was won before it was created: one of the times is wrong';
    case 'dealValueUsd':
      return conversionReason(deal, context);
    case 'customerManagedByMicrosoft':
      return 'the customer is not in the customers file, or the file does not say';
    case 'incentiveTags':
    case 'hasIncentiveEligibleSolution':
      return solutionsReason(deal, context);
    default:
      return 'no file about the deal tells it';
  }
}

function boundsReason(fact: FactName, min: number, max: number): string {
  if (definitionOf(fact).type !== 'instant') {
    const unit = definitionOf(fact).unit ?? '';
    return `only bounds are known: between ${min} and ${max} ${unit}`.trimEnd();
  }
  return `only bounds are known: from ${formatInstant(min)} to ${formatInstant(max)}`;
}

function conversionReason(deal: Deal, context: FactContext): string {
  const conversion = convertValue(deal, context);
  return conversion.usdCents === null ? conversion.reason : 'the converted value is not known';
}

function solutionsReason(deal: Deal, context: FactContext): string {
  if (deal.solutions === null) return 'no file tells the deal’s solutions';
  const unknown = deal.solutions.filter(({ solutionId }) => context.solutions.find(solutionId) === null);
  if (unknown.length > 0) {
    const names = unknown.map(({ name, solutionId }) => name ?? solutionId).join(', ');
    return `not in the solution catalogue: ${names}`;
  }
  return isClosed(deal.status)
    ? 'the answer differs between the days the deal may have been won on'
    : 'the solution catalogue does not tell';
}
