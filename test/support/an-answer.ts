import { SolutionCatalogue } from '../../src/catalogues/domain/solution-catalogue.js';
import type { Deal } from '../../src/deals/domain/deal.js';
import { answerOf, type EligibilityAnswer, type Language } from '../../src/eligibility/domain/answer.js';
import { buildFacts, type FactContext } from '../../src/eligibility/domain/build-facts.js';
import { choosePolicy } from '../../src/eligibility/domain/choose-policy.js';
import { alwaysBy } from '../../src/eligibility/domain/counterfactuals/calendar.js';
import { prospectsOf } from '../../src/eligibility/domain/counterfactuals/repair.js';
import { explainResults, judgeDeal } from '../../src/eligibility/domain/judge.js';
import { missingFacts } from '../../src/eligibility/domain/missing.js';
import type { Policy } from '../../src/policies/domain/policy.js';
import { RateTable } from '../../src/rates/domain/rate-table.js';
import { aDeal, at } from './a-deal.js';

const NOW = at('2021-06-08T00:00:00Z');

/** What is answered of a deal judged by one version, with empty catalogues and rates unless a test says otherwise. */
export async function anAnswer(
  policy: Policy,
  told: Partial<Deal>,
  language: Language = 'en',
  around: Partial<FactContext> = {},
): Promise<EligibilityAnswer> {
  const deal = aDeal({ dealId: 'deal-1', ...told });
  const context = {
    day: '2021-06-08',
    solutions: new SolutionCatalogue([], []),
    rates: new RateTable(null, []),
    customerManaged: null,
    ...around,
  };
  const facts = buildFacts(deal, context);
  const choice = choosePolicy([policy], deal, context.day);
  const judgement = await judgeDeal(deal.status, choice, facts);
  const trees = judgement.policy === null ? [] : explainResults(judgement.policy, judgement.results, facts);
  return answerOf({
    dealId: deal.dealId,
    policyId: 'deal-registration',
    judgement,
    trees,
    missing: missingFacts(choice.candidates, [], deal, facts, context),
    prospects: prospectsOf(judgement.outcome, deal, facts, context, alwaysBy(policy), NOW),
    evaluatedAt: NOW,
    lookBack: null,
    language,
  });
}
