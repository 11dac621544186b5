import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActivationService } from '../../src/activation/activation.service.js';
import { type DraftImpact, type ImpactOptions, ImpactService } from '../../src/activation/impact.service.js';
import { Book, RULES } from '../support/open-book.js';
import type { Home } from '../support/each-database.js';
import { RulesCopy } from '../support/rules-copy.js';
import { exampleFiles } from '../docs/doc-blocks.js';

/** The draft of these stories: the shipped example of a stricter version, prepared for June 2021. */
export const DRAFT = '2021-06-01';

/** The rule file of the draft, relative to the rules folder. */
export const DRAFT_FILE = `deal-registration/${DRAFT}.json`;

const EXAMPLE = '2021-08-20';

/** A copy of the shipped rules with the draft and its cases beside them. */
export function rulesWithDraft(): string {
  const { path } = new RulesCopy();
  writeDraft(join(path, 'deal-registration'));
  return path;
}

/** Writes the draft and its cases into a folder; the path of the draft. */
export function writeDraft(folder: string): string {
  const adapted = (ending: string): string =>
    readFileSync(join(RULES, 'deal-registration', `${EXAMPLE}${ending}`), 'utf8')
      .replace(`"version": "${EXAMPLE}"`, `"version": "${DRAFT}"`)
      .replace(`"from": "${EXAMPLE}"`, `"from": "${DRAFT}"`);
  const path = join(folder, `${DRAFT}.json`);
  writeFileSync(path, adapted('.json'));
  writeFileSync(join(folder, `${DRAFT}.cases.json`), adapted('.cases.json'));
  return path;
}

/** Every file of a rules folder with its exact content, hidden ones too. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.toSorted().map((name) => [name.slice(folder.length + 1), readFileSync(name).toString('latin1')]),
  );
}

/** A book with the deals of the guides, judged on 1 October 2021, and what there is to do about a draft. */
export class Desk {
  private constructor(
    readonly book: Book,
    readonly rulesDir: string,
  ) {}

  static async open(home: Home, rulesDir = rulesWithDraft()): Promise<Desk> {
    const book = await Book.open(home, Date.UTC(2021, 9, 1), rulesDir);
    const desk = new Desk(book, rulesDir);
    for (const file of ['solutions.csv', 'customers.csv', 'rates.csv', 'deals.csv']) await desk.import(file);
    await book.eligibility.evaluate();
    return desk;
  }

  /** Takes one of the guides' example files in. */
  async import(file: string): Promise<void> {
    await this.book.importText(file, exampleFiles('formats.md').get(file) ?? '');
  }

  /** Computes the impact of the draft in the rules folder. */
  async impact(options: Partial<ImpactOptions> = {}, path = DRAFT_FILE): Promise<DraftImpact> {
    return this.book.app.get(ImpactService).compute(path, { by: 'Ada', wholeBook: false, ...options });
  }

  /** Activates the draft in the rules folder. */
  async activate(options: { readonly maxLostValueUsd?: number } = {}, path = DRAFT_FILE) {
    return this.activations.activate(path, { by: 'Ada', ...options });
  }

  get activations(): ActivationService {
    return this.book.app.get(ActivationService);
  }

  /** Outcome and judging version of every deal, as `explain` tells them. */
  async verdicts(): Promise<Readonly<Record<string, string>>> {
    const { items } = await this.book.deals.list({}, null, 100);
    const told = items.map(async ({ deal: { dealId } }) => {
      const { version, outcome } = await this.book.eligibility.explain(dealId);
      return [dealId, `${outcome} by ${version}`] as const;
    });
    return Object.fromEntries(await Promise.all(told));
  }
}
