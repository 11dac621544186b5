import { memberPath } from '../../kernel/json/json-tree.js';
import { shorten } from '../../kernel/text.js';
import { conditionWords } from '../../policies/domain/condition-words.js';
import { domainOf } from '../../policies/domain/fact-regions.js';
import type { Condition, Leaf } from '../../policies/domain/policy.js';
import { definitionOf } from '../../eligibility/domain/facts.js';
import { alwaysHolds, factsOf, follows, neverHolds } from './possible.js';
import type { WarningNotes } from './warnings.js';

type Group = 'all' | 'any';

/** Conditions that one warning names. */
const MOST_TOLD = 4;

/** A condition of a group that is not always or never met, and where it stands. */
interface Part {
  readonly condition: Condition;
  readonly path: string;
}

/**
 * Warns about conditions whose answer never depends on the deal, and about those that add nothing to others beside
 * them. What is warned about is left out of the conditions around it, so that one slip is told once; a shared
 * condition is examined where it is defined, once.
 */
export class ConditionLint {
  readonly #shared = new Map<string, Condition | null>();

  constructor(private readonly notes: WarningNotes) {}

  /** Shared conditions that some condition examined so far refers to. */
  get used(): ReadonlySet<string> {
    return new Set(this.#shared.keys());
  }

  /** Examines the condition at a JSON path; gives what of it depends on the deal, null when nothing does. */
  examine(condition: Condition, path: string): Condition | null {
    if ('all' in condition) return this.#examineGroup('all', condition.all, path);
    if ('any' in condition) return this.#examineGroup('any', condition.any, path);
    if ('not' in condition) {
      const inner = this.examine(condition.not, `${path}.not`);
      return inner === null ? null : { not: inner };
    }
    if ('condition' in condition) return this.#examineShared(condition.condition, condition.is);
    return this.#examineLeaf(condition, path);
  }

  #examineShared(name: string, is: Condition): Condition | null {
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const left = this.examine(is, memberPath('$.conditions', name));
    const named = left === null ? null : { condition: name, is: left };
    this.#shared.set(name, named);
    return named;
  }

  #examineLeaf(leaf: Leaf, path: string): Condition | null {
    const words = quoted(leaf);
    const known = `“${leaf.fact}” ${domainOf(definitionOf(leaf.fact)).words}.`;
    if (neverHolds(leaf)) {
      this.notes.add('never-holds', path, `${words} can never hold: ${known}`, 'Correct the comparison.');
    } else if (alwaysHolds(leaf)) {
      this.notes.add(
        'always-holds',
        path,
        `${words} always holds: ${known}`,
        'Correct the comparison; to ask only whether the fact is known, write “isKnown”.',
      );
    } else {
      this.#examineEntries(leaf, path);
      return leaf;
    }
    return null;
  }

  /** An entry that the fact can never be is lost among others. */
  #examineEntries({ fact, operator, value }: Leaf, path: string): void {
    if (typeof value !== 'object' || definitionOf(fact).type === 'list') return;
    for (const [index, entry] of value.entries()) {
      if (!neverHolds({ fact, operator: 'equal', value: entry })) continue;
      this.notes.add(
        'never-holds',
        `${path}.value[${index}]`,
        `“${shorten(String(entry))}” in the list of “${operator}” is never found: “${fact}” ${domainOf(definitionOf(fact)).words}.`,
        'Correct it or remove it.',
      );
    }
  }

  #examineGroup(kind: Group, conditions: readonly Condition[], path: string): Condition | null {
    const parts = conditions.flatMap((each, index): readonly Part[] => {
      const place = `${path}.${kind}[${index}]`;
      const condition = this.examine(each, place);
      return condition === null ? [] : [{ condition, path: place }];
    });
    if (parts.length === 0) return null;
    if (this.#isConstant(kind, parts, path)) return null;
    const needed = parts.filter((part, index) => !this.#isSuperfluous(kind, part, index, parts));
    return groupOf(kind, needed);
  }

  /** No part is constant by itself, so only an `all` can be impossible, and only an `any` certain. */
  #isConstant(kind: Group, parts: readonly Part[], path: string): boolean {
    const isConstant = kind === 'all' ? neverHolds : alwaysHolds;
    if (!isConstant(groupOf(kind, parts))) return false;
    const culprits = pairsOf(parts).find((pair) => isConstant(groupOf(kind, pair))) ?? parts;
    const words = culprits.slice(0, MOST_TOLD).map(({ condition }) => quoted(condition));
    if (culprits.length > MOST_TOLD) words.push(`${culprits.length - MOST_TOLD} more`);
    if (kind === 'all') {
      this.notes.add(
        'never-holds',
        path,
        `These conditions can never hold together: ${words.join(' and ')}.`,
        'Correct one of them, or write “any” if one of them is enough.',
      );
    } else {
      this.notes.add(
        'always-holds',
        path,
        `One of these conditions always holds: ${words.join(' and ')}.`,
        'Correct one of them, or write “all” if each of them is needed.',
      );
    }
    return true;
  }

  #isSuperfluous(kind: Group, part: Part, index: number, parts: readonly Part[]): boolean {
    const facts = new Set(factsOf(part.condition));
    for (const [at, other] of parts.entries()) {
      if (at === index || !factsOf(other.condition).some((fact) => facts.has(fact))) continue;
      const isLooser = follows(part.condition, other.condition);
      const isStricter = follows(other.condition, part.condition);
      const isAlike = isLooser && isStricter;
      if (isAlike ? at > index : !(kind === 'all' ? isLooser : isStricter)) continue;
      const where = `${quoted(other.condition)} in line ${this.notes.lineOf(other.path)}`;
      const words = quoted(part.condition);
      if (isAlike) {
        this.notes.add(
          'duplicate-condition',
          part.path,
          `${words} says the same as ${where}.`,
          'Remove one of them.',
        );
      } else {
        const why =
          kind === 'all' ? 'whenever the latter holds, so does it' : 'whenever it holds, so does the latter';
        this.notes.add(
          'shadowed-condition',
          part.path,
          `${words} adds nothing beside ${where}: ${why}.`,
          kind === 'all'
            ? 'Remove it, or write “any” if one of them is enough.'
            : 'Remove it, or write “all” if each of them is needed.',
        );
      }
      return true;
    }
    return false;
  }
}

function quoted(condition: Condition): string {
  return `“${shorten(conditionWords(condition), 120)}”`;
}

function groupOf(kind: Group, parts: readonly Part[]): Condition {
  const conditions = parts.map(({ condition }) => condition);
  return kind === 'all' ? { all: conditions } : { any: conditions };
}

function pairsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  return parts.flatMap((one, index) => parts.slice(index + 1).map((other) => [one, other]));
}
