import { beforeAll, expect, it } from '@jest/globals';
import { eachDatabase } from '../support/each-database.js';
import { bootServer } from '../support/boot-server.js';
import { RulesCopy } from '../support/rules-copy.js';
import { blocksOf, exampleFiles, guide } from './doc-blocks.js';

/** A curl command of the guide. */
interface Request {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const files = new Map([...exampleFiles('formats.md'), ...exampleFiles('http.md')]);

function fileNamed(name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`The guides have no example file ${name}`);
  return text;
}

/** Reads the few options of curl that the guide uses; any other is an error, so that none goes unread. */
function readCurl(command: string): Request {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  if (words.shift() !== 'curl') throw new Error(`“${command}” is no curl command`);
  const headers: Record<string, string> = {};
  let [path, body]: [string, string | undefined] = ['', undefined];
  let method: Request['method'] | null = null;
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (word === '-H') {
      const [name = '', value = ''] = (words.shift() ?? '').split(/: ?(.*)/);
      headers[name] = value;
    } else if (word === '-X') {
      const named = words.shift();
      if (named === 'PUT') method = 'put';
      else if (named === 'DELETE') method = 'delete';
      else throw new Error(`The test does not know -X ${named} of “${command}”`);
    } else if (word === '--data-binary') body = fileNamed((words.shift() ?? '').replace('@', ''));
    else if (word === '-d') body = words.shift();
    else if (word.startsWith('localhost:3000/')) path = word.slice('localhost:3000'.length);
    else throw new Error(`The test does not know ${word} of “${command}”`);
  }
  return { method: method ?? (body === undefined ? 'get' : 'post'), path, headers, body };
}

/** The part of an answer that the guide shows, with the words of the guide where it leaves something out by `…`. */
function asShown(answer: unknown, shown: unknown): unknown {
  if (typeof shown === 'string' && shown.includes('…') && typeof answer === 'string') {
    const [start = '', end = ''] = shown.split('…');
    return answer.startsWith(start) && answer.endsWith(end) ? shown : answer;
  }
  if (Array.isArray(shown) && Array.isArray(answer)) {
    // An empty list is shown as empty; of any other the guide may show the beginning.
    const part = shown.length === 0 ? answer : answer.slice(0, shown.length);
    return part.map((item, index) => asShown(item, shown[index]));
  }
  if (typeof shown !== 'object' || shown === null || typeof answer !== 'object' || answer === null) {
    return answer;
  }
  const answered = new Map(Object.entries(answer));
  return Object.fromEntries(
    Object.entries(shown).map(([key, value]) => [key, asShown(answered.get(key), value)]),
  );
}

function jsonLines(text: string): readonly unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

eachDatabase('the HTTP guide', (homes) => {
  let http: Awaited<ReturnType<typeof bootServer>>;
  beforeAll(async () => {
    // The guide edits rule files.
    http = await bootServer(await homes.create(), undefined, new RulesCopy().path);
  });

  it('shows the answers that its requests really get', async () => {
    const blocks = blocksOf('http.md');
    const requests = blocks.flatMap((block, index) => {
      const answer = blocks[index + 1];
      return block.language === 'sh' && answer ? [{ command: block.text.trim(), answer }] : [];
    });
    expect(requests.length).toBeGreaterThan(10);
    for (const { command, answer } of requests) {
      const { method, path, headers, body } = readCurl(command);
      const response = await http[method](path).set(headers).send(body).buffer(true);
      expect([command, String(response.status)]).toEqual([command, answer.attributes.get('status')]);
      const isLines = answer.language === 'ndjson';
      const shown = isLines ? jsonLines(answer.text) : JSON.parse(answer.text);
      const got = isLines ? jsonLines(response.text) : response.body;
      expect([command, asShown(got, shown)]).toEqual([command, shown]);
    }
  });

  it('names every method and path of the OpenAPI document, and no others', async () => {
    const { body } = await http.get('/api/docs-json');
    const paths: Readonly<Record<string, object>> = body.paths;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const named = [...guide('http.md').matchAll(/\*\*(GET|POST|PUT|DELETE) `([^`]+)`\*\*/g)];
    expect(named.map(([, method, path]) => `${method} ${path}`).toSorted()).toEqual(described.toSorted());
  });
});
