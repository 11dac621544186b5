import type { RuleFinding, RulesCheck } from './check-rules.js';

/** A check as lines for a person, one for each finding, and one that counts them. */
export function renderCheck({ files, errors, warnings, findings }: RulesCheck): string {
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== null);
  const found = counts.length === 0 ? 'all right' : counts.join(', ');
  return [...findings.map(findingLine), `${counted(files, 'file') ?? 'no files'} checked: ${found}.`].join(
    '\n',
  );
}

/** `file:line:column path error: message — remedy`. */
function findingLine({ level, id, file, line, lineColumn, path, message, remedy }: RuleFinding): string {
  const place = [file, line, lineColumn].filter((part) => part !== undefined).join(':');
  const kind = level === 'error' ? 'error' : `warning ${id}`;
  const advice = remedy === undefined ? '' : ` — ${remedy}`;
  return [place, path, `${kind}: ${message}${advice}`].filter((part) => part !== undefined).join(' ');
}

function counted(count: number, what: string): string | null {
  return count === 0 ? null : `${count} ${what}${count === 1 ? '' : 's'}`;
}
