import { formatInstant } from '../../kernel/instants.js';
import type { Outcome } from '../../policies/domain/outcome.js';
import type { AllTexts } from '../../policies/domain/texts.js';
import { FACTS, type FactName } from '../../policies/domain/vocabulary.js';
import type { Change, Counterfactual } from './counterfactuals/counterfactual.js';
import type { LeverName } from './counterfactuals/lever.js';
import { ANOTHER } from './counterfactuals/levers.js';
import type { Prospects, Repair, RepairReason } from './counterfactuals/repair.js';
import { show, type ShownValue } from './explain.js';
import { definitionOf, type Facts } from './facts.js';
import type { ExplanationWords } from './words/explanation-words.js';
import { PROSPECT_WORDS, type ProspectWords } from './words/prospect-words.js';
import { foundText } from './words/value-text.js';
import { wordsIn } from './words/words-in.js';

type ShownFacts = Partial<Record<FactName, ShownValue>>;

/** One way to make a change: the facts it sets, and what it is in words. */
interface ToldWay {
  readonly facts: ShownFacts;
  readonly text: string;
}

/** One change of a set. */
interface ToldChange extends ToldWay {
  readonly lever: LeverName;
  /** Other ways that would do as well, all else as told. */
  readonly alternatives: readonly ToldWay[];
}

/** A smallest set of changes that would make the deal eligible, in the order in which they are done. */
export interface ToldCounterfactual {
  /** The policy version that would judge. */
  readonly version: string;
  /** ISO 8601 instant: marked won then or later the deal would not be eligible; null when that makes no difference. */
  readonly before: string | null;
  readonly changes: readonly ToldChange[];
}

/** Whether the deal can be made eligible. */
interface ToldRepair {
  /** Null when that is not known. */
  readonly possible: boolean | null;
  readonly reason: RepairReason;
  /** The reason in words. */
  readonly because: string;
  /** Whether every minimal set of changes with its alternatives is told, or every criterion that nothing can make pass. */
  readonly complete: boolean;
  /** Ids of the criteria that nothing can make pass. */
  readonly criteria: readonly string[];
  /** The facts that these ask for and that never change; or those missing that it hangs on. */
  readonly facts: readonly FactName[];
  /** ISO 8601 instant: what may change then or later was not looked at; null when nothing was left out. */
  readonly lookedUntil: string | null;
}

/** What would make a deal eligible, in the words of a language. */
export interface ToldProspects {
  readonly counterfactuals: readonly ToldCounterfactual[];
  /** Null for an eligible deal: there is nothing to repair. */
  readonly repair: ToldRepair | null;
}

/** Puts into words what would make a deal eligible. */
export function toldProspects(
  { counterfactuals, repair }: Prospects,
  outcome: Outcome,
  language: keyof AllTexts,
): ToldProspects {
  return {
    counterfactuals: counterfactuals.map((set) => toldSet(set, language)),
    repair: repair && toldRepair(repair, outcome, language),
  };
}

function toldSet({ version, before, changes }: Counterfactual, language: keyof AllTexts): ToldCounterfactual {
  const told = (change: Pick<Change, 'lever' | 'key' | 'facts'>): ToldWay => ({
    facts: shown(change.facts),
    text: changeText(change, before, language),
  });
  return {
    version,
    before: before === null ? null : formatInstant(before),
    changes: changes.map((change) => ({
      lever: change.lever,
      ...told(change),
      alternatives: change.alternatives.map((way) => told({ lever: change.lever, ...way })),
    })),
  };
}

function shown(facts: Partial<Facts>): ShownFacts {
  const set = FACTS.map(({ name }) => name).filter((name) => name in facts);
  return Object.fromEntries(set.map((name) => [name, show(name, facts[name] ?? null)]));
}

function changeText(
  { lever, key, facts }: Pick<Change, 'lever' | 'key' | 'facts'>,
  before: number | null,
  language: keyof AllTexts,
): string {
  const words = PROSPECT_WORDS[language];
  switch (lever) {
    case 'accept':
      return words.accept;
    case 'deal-type':
      return key === 'co-sell' ? words.askForHelp : words.share;
    case 'partners':
      return words.invitePartner;
    case 'solutions':
      return solutionsText(key, words, wordsIn(language));
    case 'value':
      return words.value(foundText('dealValueUsd', shown(facts).dealValueUsd ?? null, wordsIn(language)));
    case 'currency':
      return words.currency(String(facts.currency));
    case 'campaign':
      return key === ANOTHER ? words.otherCampaign : words.campaign(key);
    case 'sales-stages':
      return words.salesStages;
    case 'marketplace':
      return words.marketplace;
    case 'microsoft':
      return Object.entries(words.microsoft).find(([answer]) => answer === key)?.[1] ?? key;
    case 'wait':
      return words.wait(typeof facts.wonAt === 'number' ? shortInstant(facts.wonAt) : '');
    case 'win':
      return before === null ? words.win : words.winBefore(shortInstant(before));
  }
}

function solutionsText(key: string, words: ProspectWords, all: ExplanationWords): string {
  const [how, ...tags] = key.split(' ').filter((part) => part !== '');
  if (tags.length === 0) return words.noIncentives;
  const incentives = foundText('incentiveTags', tags, all);
  return how === 'add' ? words.addSolution(incentives) : words.onlySolutions(incentives);
}

/** A fact with the kinds of file that tell it. */
function factInFiles(fact: FactName, words: ProspectWords, language: keyof AllTexts): string {
  const { label, carriedBy } = definitionOf(fact);
  return `${label[language]} ${words.inFiles(carriedBy.join(wordsIn(language).comma))}`;
}

function shortInstant(instant: number): string {
  return shortened(formatInstant(instant));
}

/** An instant down to the minute where it is a whole one. */
export function shortened(instant: string): string {
  return instant.replace(/(:00)?\.000Z$/, 'Z');
}

function toldRepair(repair: Repair, outcome: Outcome, language: keyof AllTexts): ToldRepair {
  const { possible, reason, isComplete, criteria, facts } = repair;
  const words = PROSPECT_WORDS[language];
  const because = reasonText(repair, outcome, words, language);
  const lookedUntil = repair.lookedUntil === null ? null : formatInstant(repair.lookedUntil);
  const cut = lookedUntil === null ? '' : ` ${words.lookedUntil(shortened(lookedUntil))}`;
  return {
    possible,
    reason,
    because: `${because}${cut}`,
    complete: isComplete,
    criteria,
    facts,
    lookedUntil,
  };
}

function reasonText(
  { reason, isComplete, criteria, facts }: Repair,
  outcome: Outcome,
  words: ProspectWords,
  language: keyof AllTexts,
): string {
  switch (reason) {
    case 'open':
      return isComplete ? words.open : `${words.open} ${words.notAll}`;
    case 'closed':
      return outcome === 'undetermined' ? words.undetermined : words.closed;
    case 'frozen': {
      const { comma } = wordsIn(language);
      const labels = facts.map((fact) => definitionOf(fact).label[language]);
      const never = labels.length === 0 ? '' : ` ${words.never(labels.join(comma))}`;
      const more = isComplete ? '' : ` ${words.perhapsNotJustThese}`;
      return `${words.frozen(criteria.join(comma))}${never}${more}`;
    }
    case 'not-known':
      return words.notKnown(facts.map((fact) => factInFiles(fact, words, language)).join('; '));
    case 'no-version':
      return words.noVersion;
    case 'given-up':
      return words.givenUp;
  }
}
