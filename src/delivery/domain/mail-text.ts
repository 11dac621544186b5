import { shorten } from '../../kernel/text.js';
import { deliveredName } from './delivered-name.js';
import type { NoticeContent, ReportContent } from './delivery.js';

/** A mail in words, the same as text and as HTML. */
export interface MailText {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A file as a mail tells of it. */
interface ToldFile {
  readonly name: string;
  readonly bytes: number;
  /** Where it can be had; null where it is attached. */
  readonly url: string | null;
}

/** A line of a mail, or a link in it. */
type Line = string | { readonly text: string; readonly url: string };

/**
 * The mail that brings a report.
 * @param links addresses of the files in their order; null where they are attached.
 * @param expiresAt when the links expire, epoch ms.
 * @param key names the delivery, for whoever asks about it.
 */
export function reportMail(
  content: ReportContent,
  links: readonly string[] | null,
  expiresAt: number,
  key: string,
): MailText {
  const { run, description, owner } = content;
  const zone = zoneOf(content);
  const files = run.files.map((file, index): ToldFile => ({
    name: deliveredName(file.name, run.asOf),
    bytes: file.bytes,
    url: links?.[index] ?? null,
  }));
  const asOf = inZone(run.asOf, zone);
  const options = Object.entries(content.options).map(([name, value]) => `${name} ${value}`);
  const figures = (run.figures ?? []).map(({ title, value }) => oneLine(`${title}: ${value}`));
  const paragraphs: readonly (readonly Line[])[] = [
    [description],
    ...(figures.length === 0 ? [] : [figures]),
    [
      `As of: ${asOf}`,
      ...(options.length === 0 ? [] : [`Made with: ${options.join(', ')}`]),
      `Rows: ${run.rows}${run.empty ? ' (there is nothing to report)' : ''}`,
    ],
    [
      links === null ? 'Attached:' : `To be downloaded until ${inZone(expiresAt, zone)}:`,
      ...files.map(fileLine),
    ],
    [
      owner === null
        ? 'Nobody is named who answers for this report.'
        : `${owner.name} (${owner.email}) answers for this report.`,
      `Sent by Dealproof: saved report ${run.savedReport}, delivery ${key}.`,
    ],
  ];
  return { subject: oneLine(`${run.title} – ${asOf}`), ...bodies(run.title, paragraphs) };
}

/** The mail that tells of a failure. */
export function noticeMail({ subject, lines }: NoticeContent): MailText {
  return { subject: oneLine(subject), ...bodies(subject, [lines]) };
}

/** A text on one line without anything that a header could be broken with. */
export function oneLine(text: string): string {
  return shorten(text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim(), 200);
}

function fileLine({ name, bytes, url }: ToldFile): Line {
  const told = `${name} (${sizeOf(bytes)})`;
  return url === null ? `  ${told}` : { text: told, url };
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function bodies(title: string, paragraphs: readonly (readonly Line[])[]): Pick<MailText, 'text' | 'html'> {
  const shown = paragraphs.map((lines) =>
    lines.map((line) => (typeof line === 'string' ? line : `  ${line.text}\n  ${line.url}`)).join('\n'),
  );
  const marked = paragraphs.map((lines) => `<p>${lines.map(htmlLine).join('<br>\n')}</p>`);
  return {
    text: `${[oneLine(title), ...shown].join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><body>\n<h1>${escaped(oneLine(title))}</h1>\n${marked.join('\n')}\n</body></html>\n`,
  };
}

function htmlLine(line: Line): string {
  return typeof line === 'string'
    ? escaped(line)
    : `<a href="${escaped(line.url)}">${escaped(line.text)}</a>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function zoneOf({ options }: ReportContent): string {
  const { zone } = options;
  return typeof zone === 'string' ? zone : 'UTC';
}

/** A moment as a person of the zone reads it, such as `2021-10-01 08:00 (Europe/Stockholm)`. */
function inZone(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone });
  return `${parts.format(instant)} (${zone})`;
}
