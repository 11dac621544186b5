import { type MemberNode, parse, type ValueNode } from '@humanwhocodes/momoa';

/** A member of a JSON text, named by the keys that lead to it, and the value it is to have. */
export interface Splice {
  readonly keys: readonly string[];
  readonly value: string | null;
}

/**
 * Gives members of a JSON text other values and leaves every other character as it is, layout and order included.
 * @throws RangeError when the text has no such member; check the text first.
 */
export function spliceJson(text: string, { keys, value }: Splice): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const source = text.slice(mark.length);
  const found = keys.reduce<ValueNode>(
    (node, key) => memberOf(node, key).value,
    parse(source, { mode: 'json' }).body,
  );
  const { start, end } = found.loc;
  return `${mark}${source.slice(0, start.offset)}${JSON.stringify(value)}${source.slice(end.offset)}`;
}

function memberOf(node: ValueNode, key: string): MemberNode {
  const members = node.type === 'Object' ? node.members : [];
  const member = members.find(({ name }) => (name.type === 'String' ? name.value : name.name) === key);
  if (member === undefined) throw new RangeError(`The text has no “${key}”.`);
  return member;
}
