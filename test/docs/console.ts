import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../../src/cli/run-cli.js';
import { RULES } from '../support/open-book.js';

/** A command of a guide, and what the guide shows it to print. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The commands of a console block: each line after `$ `, with the lines up to the next one. */
export function commandsOf(text: string): readonly Shown[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.trimEnd().split('\n');
      return { command, output: output.join('\n').trimEnd() };
    });
}

/** A folder with example files in which the commands of a guide are run, in one book of its own. */
export class Terminal {
  constructor(
    private readonly folder: string,
    files: ReadonlyMap<string, string>,
    private readonly rulesDir = RULES,
    private readonly databaseUrl: string | null = null,
    private readonly settings: Readonly<Record<string, string>> = {},
  ) {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  /**
   * What a person would see at the terminal, standard output and messages together. Instants later than 2021 are
   * those of the run, so they become `<now>`, in what a guide shows as in what is printed.
   */
  async run(command: string): Promise<{ readonly code: number; readonly seen: string }> {
    const [program, ...words] = command.split(' ');
    if (program !== 'dealproof') throw new Error(`“${command}” is no command of dealproof`);
    const screen = new PassThrough();
    const pieces: Buffer[] = [];
    screen.on('data', (piece: Buffer) => pieces.push(piece));
    const [stdout, stderr] = [screen, new PassThrough()];
    stderr.pipe(screen, { end: false });
    const address = this.databaseUrl === null ? {} : { DATABASE_URL: this.databaseUrl };
    const environment = {
      DEALPROOF_DATA: join(this.folder, 'data'),
      DEALPROOF_RULES: this.rulesDir,
      ...address,
      ...this.settings,
    };
    const code = await runCli(
      words.map((word, index) => (index === 0 ? word : this.placed(word))),
      { stdout, stderr },
      environment,
    );
    await new Promise((resolve) => setImmediate(resolve));
    const seen = Buffer.concat(pieces).toString('utf8').replaceAll(`${this.folder}/`, '');
    // Reports begin with a mark and end lines for spreadsheets, which no guide can show.
    const plain = seen.replaceAll('\uFEFF', '').replaceAll('\r', '');
    return { code, seen: withoutNow(plain).trimEnd() };
  }

  /** Files of a guide lie in the folder, those it reads as those it writes. */
  private placed(word: string): string {
    const isFile = /^[\w./-]+\.(csv|json|ndjson|xlsx)$/.test(word) || existsSync(join(this.folder, word));
    return isFile ? join(this.folder, word) : word;
  }
}

/** A text with every instant after 2021 as `<now>`. */
function withoutNow(text: string): string {
  return text.replaceAll(/20(?:2[2-9]|[3-9]\d)-\d\d-\d\dT[\d:.]+Z/g, '<now>');
}

/**
 * What was seen, in the words of a guide where the guide shows it and `…` stands for anything; else as it was seen,
 * so that a comparison with the guide's words shows the difference.
 */
export function inWordsOf(output: string, seen: string): string {
  const pattern = withoutNow(output)
    .split('…')
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^]*?');
  return new RegExp(`^${pattern}$`).test(seen) ? output : seen;
}
