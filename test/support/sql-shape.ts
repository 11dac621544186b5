/** Text of a statement as words, with what stands in brackets as a list of its own. */
type Node = string | readonly Node[];

/** What a `from`, `join` or comma brings into a select, or what a statement writes to. */
export interface Source {
  /** The table; null for a select in brackets or a function. */
  readonly table: string | null;
  readonly alias: string;
  readonly join: 'inner' | 'left';
  /** The selects in brackets that it is made of. */
  readonly selects: readonly Level[];
}

/** One select, insert, update or delete, without the selects inside it. */
export interface Level {
  readonly verb: string;
  readonly target: string | null;
  readonly sources: readonly Source[];
  /** Selects inside its expressions. */
  readonly asked: readonly Level[];
  /** Selects under `with`. */
  readonly named: readonly Level[];
  /** Every `a.x = b.y`, as `[a, x, b, y]`. */
  readonly equalities: readonly (readonly [string, string, string, string])[];
  /** What stands before a dot. */
  readonly qualifiers: ReadonlySet<string>;
  /** All of its own words, in lower case. */
  readonly words: readonly string[];
}

const TOKEN = /'(?:[^']|'')*'|"[^"]*"|[a-z_][\w$]*|\$?\d+(?:\.\d+)?|::|<=|>=|<>|=>|->>|\S/gi;
const SET_WORDS = ['union', 'intersect', 'except'];
const NO_ALIAS =
  /^(where|group|order|having|limit|offset|on|using|set|left|right|full|inner|cross|join|union|intersect|except|returning|values|select|with|for|from|default|as)$/;
const ENDS_FROM = /^(where|group|order|having|limit|offset|set|returning|select|for|values)$/;

/** The statement as selects within selects. */
export function levelsOf(sql: string): readonly Level[] {
  return readLevels(bracketed(sql), new Set());
}

function bracketed(sql: string): readonly Node[] {
  const open: Node[][] = [[]];
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === '(') open.push([]);
    else if (token === ')') {
      const closed = open.pop() ?? [];
      open.at(-1)?.push(closed);
    } else open.at(-1)?.push(/^['"]/.test(token) ? token.replaceAll('"', '') : token.toLowerCase());
  }
  return open[0] ?? [];
}

/** A `union` has a select on either side. */
function readLevels(nodes: readonly Node[], names: ReadonlySet<string>): readonly Level[] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (typeof node === 'string' && SET_WORDS.includes(node)) parts.push([]);
    else if (!(node === 'all' && parts.at(-1)?.length === 0)) parts.at(-1)?.push(node);
  }
  return parts.map((part) => new LevelReader(part, names).read());
}

class LevelReader {
  private readonly sources: Source[] = [];
  private readonly asked: Level[] = [];
  private readonly named: Level[] = [];
  private readonly names: Set<string>;
  private readonly equalities: [string, string, string, string][] = [];
  private readonly qualifiers = new Set<string>();
  private readonly words: string[] = [];
  private target: string | null = null;
  private place = 0;
  private inFrom = false;

  /** @param names what is named under `with` around it. */
  constructor(
    private readonly nodes: readonly Node[],
    names: ReadonlySet<string>,
  ) {
    this.names = new Set(names);
  }

  read(): Level {
    while (this.place < this.nodes.length) this.step();
    const verb = this.words.find((word) => /^(select|insert|update|delete|copy)$/.test(word)) ?? '';
    const { sources, target, asked, named, equalities, qualifiers, words } = this;
    return { verb, target, sources, asked, named, equalities, qualifiers, words };
  }

  private step(): void {
    const [before, node] = [this.nodes[this.place - 1], this.nodes[this.place]];
    this.place += 1;
    if (typeof node !== 'string') {
      if (node !== undefined) this.expression(node);
      return;
    }
    this.words.push(node);
    if (ENDS_FROM.test(node)) this.inFrom = false;
    if (node === 'with' && this.nodes[this.place + 1] === 'as') this.readNamed();
    else if (node === 'into' || (node === 'update' && this.words.length === 1))
      this.target = this.tableName();
    else if (node === 'from' && before === 'delete') this.target = this.tableName();
    else if (node === 'from' && before !== 'distinct') this.readSource('inner');
    else if (node === 'join') this.readSource(this.isLeft() ? 'left' : 'inner');
    else if (node === ',' && this.inFrom) this.readSource('inner');
    else this.note(this.nodes, this.place - 1);
  }

  private isLeft(): boolean {
    return this.words.slice(-3).includes('left');
  }

  private readNamed(): void {
    do {
      const name = this.nodes[this.place];
      if (typeof name === 'string') this.names.add(name);
      while (typeof this.nodes[this.place] === 'string' && this.place < this.nodes.length) this.place += 1;
      const group = this.nodes[this.place];
      if (group !== undefined && typeof group !== 'string') this.named.push(...readLevels(group, this.names));
      this.place += 1;
    } while (this.nodes[this.place] === ',' && (this.place += 1) > 0);
  }

  private readSource(join: Source['join']): void {
    this.inFrom = true;
    if (this.nodes[this.place] === 'lateral') this.place += 1;
    const node = this.nodes[this.place];
    if (node !== undefined && typeof node !== 'string') {
      this.place += 1;
      this.sources.push({ table: null, alias: this.alias(''), join, selects: readLevels(node, this.names) });
      return;
    }
    const name = this.tableName();
    const following = this.nodes[this.place];
    const isFunction = following !== undefined && typeof following !== 'string';
    if (isFunction) this.expression(following);
    if (isFunction) this.place += 1;
    const table = isFunction || this.names.has(name) ? null : name;
    this.sources.push({ table, alias: this.alias(name), join, selects: [] });
  }

  private tableName(): string {
    const name = this.nodes[this.place];
    this.place += 1;
    if (this.nodes[this.place] !== '.') return typeof name === 'string' ? name : '';
    this.place += 1;
    return this.tableName();
  }

  private alias(otherwise: string): string {
    if (this.nodes[this.place] === 'as') this.place += 1;
    const node = this.nodes[this.place];
    if (typeof node !== 'string' || !/^\w+$/.test(node) || NO_ALIAS.test(node)) return otherwise;
    this.place += 1;
    return node;
  }

  private expression(nodes: readonly Node[]): void {
    if (nodes[0] === 'select' || nodes[0] === 'with') {
      this.asked.push(...readLevels(nodes, this.names));
      return;
    }
    nodes.forEach((node, index) => {
      if (typeof node !== 'string') this.expression(node);
      else {
        this.words.push(node);
        this.note(nodes, index);
      }
    });
  }

  /** Notes `a.x`, and `a.x = b.y` where it begins at an index. */
  private note(nodes: readonly Node[], index: number): void {
    const [a, dot, x, is, b, point, y] = nodes.slice(index, index + 7);
    if (typeof a !== 'string' || dot !== '.' || typeof x !== 'string') return;
    this.qualifiers.add(a);
    if (is === '=' && typeof b === 'string' && point === '.' && typeof y === 'string')
      this.equalities.push([a, x, b, y]);
  }
}
