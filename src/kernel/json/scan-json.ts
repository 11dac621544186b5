/** A fault that makes a file unreadable from there on. Line and column count from 1. */
export interface Fault {
  readonly line: number;
  readonly lineColumn: number;
  readonly message: string;
  readonly remedy: string;
}

/** Brackets within brackets that a file may have. */
export const MAX_LEVELS = 32;

/** What to do about faults that each kind of file has its own way out of, in words for whoever writes such files. */
export interface JsonAdvice {
  readonly comment: string;
  readonly tooDeep: string;
  readonly tooLarge: string;
}

interface Cursor {
  line: number;
  lineColumn: number;
}
type Opening = '{' | '[';
type Bracket = Cursor & { readonly sign: Opening };
const CLOSING = { '{': '}', '[': ']' } as const;

/**
 * Looks once over a JSON text for the faults that a parser would report at the wrong place, or not survive: a text
 * not closed on its line, a bracket never closed, a comment, and nesting deeper than `MAX_LEVELS`. Null when there
 * is none; other faults are the parser's to find.
 */
export function scanJson(text: string, advice: JsonAdvice): Fault | null {
  const at: Cursor = { line: 1, lineColumn: 1 };
  const open: Bracket[] = [];
  let quote: Cursor | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charAt(index);
    if (quote !== null) {
      if (sign < ' ') return unclosedText(quote);
      if (sign === '"') quote = null;
      if (sign === '\\' && text.charAt(index + 1) >= ' ') {
        index += 1;
        at.lineColumn += 1;
      }
    } else if (sign === '"') {
      quote = { ...at };
    } else if (sign === '/') {
      return {
        ...at,
        message: 'Comments are not allowed in this file.',
        remedy: advice.comment,
      };
    } else if (sign === '{' || sign === '[') {
      open.push({ ...at, sign });
      if (open.length > MAX_LEVELS) return tooDeep(at, advice);
    } else if (sign === '}' || sign === ']') {
      const opened = open.pop();
      if (opened === undefined || CLOSING[opened.sign] !== sign) return strayBracket(at, sign, opened);
    }
    advance(at, sign, text.charAt(index + 1));
  }
  if (quote !== null) return unclosedText(quote);
  const unclosed = open.at(-1);
  return unclosed === undefined ? null : unclosedBracket(unclosed);
}

function advance(at: Cursor, sign: string, next: string): void {
  const endsLine = sign === '\n' || (sign === '\r' && next !== '\n');
  at.line += endsLine ? 1 : 0;
  at.lineColumn = endsLine ? 1 : at.lineColumn + 1;
}

function unclosedText(at: Cursor): Fault {
  return {
    line: at.line,
    lineColumn: at.lineColumn,
    message: 'The text that begins here is not closed on its line.',
    remedy: 'Close it with a double quote; write a line break within a text as \\n.',
  };
}

function unclosedBracket({ line, lineColumn, sign }: Bracket): Fault {
  return {
    line,
    lineColumn,
    message: `The “${sign}” that stands here is never closed.`,
    remedy: `Add the missing “${CLOSING[sign]}”.`,
  };
}

function strayBracket({ line, lineColumn }: Cursor, sign: string, opened: Bracket | undefined): Fault {
  if (opened === undefined) {
    return {
      line,
      lineColumn,
      message: `There is nothing left for “${sign}” to close.`,
      remedy: 'Remove it.',
    };
  }
  const closing = CLOSING[opened.sign];
  return {
    line,
    lineColumn,
    message: `“${sign}” cannot close the “${opened.sign}” of line ${opened.line}.`,
    remedy: `Write “${closing}” here, or add the “${closing}” that is missing before it.`,
  };
}

function tooDeep(at: Cursor, advice: JsonAdvice): Fault {
  return {
    line: at.line,
    lineColumn: at.lineColumn,
    message: `The file is nested deeper than ${MAX_LEVELS} levels.`,
    remedy: advice.tooDeep,
  };
}
