import type { Problem } from '../../kernel/errors.js';
import { compareText } from '../../kernel/text.js';
import type { ReportDefinition } from '../domain/report-definition.js';
import type { Person, SavedReport } from '../domain/saved-report.js';
import { ReportsFolder } from './reports-folder.js';
import { checkText, NOTHING_SAVED, nextState, type SavedState, type TargetCheck } from './saved-state.js';

/** Where saved reports are, and what is to happen with what is found there. */
export interface SavedReportsSettings {
  readonly folder: string;
  /** Whether the folder was named, so that it is a mistake when it is not there. */
  readonly named: boolean;
  /** What the configuration says of targets. */
  readonly target: TargetCheck;
  /** Is called whenever what is wrong with the files becomes different. */
  readonly onProblems: (problems: readonly Problem[]) => void;
}

/** The saved reports of a folder, which is looked at again at every question. */
export class SavedReports {
  readonly #folder: ReportsFolder;
  #state: SavedState = NOTHING_SAVED;
  #seen: unknown = null;

  constructor(
    private readonly settings: SavedReportsSettings,
    private readonly base: (name: string) => ReportDefinition,
  ) {
    this.#folder = new ReportsFolder(settings.folder, settings.named);
  }

  /** Those in force, by name. */
  reports(): readonly SavedReport[] {
    return inForce(this.#look());
  }

  /** Who is in force as a person; nobody where no list was ever right. */
  people(): readonly Person[] {
    return this.#look().people?.inForce ?? [];
  }

  /** Everything that is wrong with the files now. */
  problems(): readonly Problem[] {
    return this.#look().problems;
  }

  /** What is wrong with the text of a saved report, which is not kept. */
  check(text: string): ReturnType<typeof checkText> {
    const { people } = this.#look();
    const known = people === null ? [] : people.inForce;
    return checkText(text, known, { base: this.base, target: this.settings.target });
  }

  #look(): SavedState {
    const found = this.#folder.read();
    if (found === this.#seen) return this.#state;
    const { base, settings } = this;
    const { problems: before } = this.#state;
    this.#state = nextState(found, this.#state, { base, target: settings.target });
    this.#seen = found;
    const { problems } = this.#state;
    if (JSON.stringify(problems) !== JSON.stringify(before)) settings.onProblems(problems);
    return this.#state;
  }
}

function inForce({ reports }: SavedState): readonly SavedReport[] {
  const found = reports.flatMap((state) => state.inForce ?? []);
  return found.toSorted((a, b) => compareText(a.name, b.name));
}
