/**
 * Every minute of 2025–2027 of every text, by our reading and by the two others. Argument: a file of
 * {"texts", "python": [[[from, to, code], …] or null, …]}, minutes since the first day. Prints JSON.
 */
import { readFileSync } from 'node:fs';
import { readHours } from '../../../web/src/domain/hours.ts';
import { codes, compare, ours, theirs, withDates, type Comparison } from '../../../web/test/support/hours-oracles.ts';

const { first, last, texts, python } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as
  { first: number; last: number; texts: string[]; python: ([number, number, keyof typeof codes][] | null)[] };
const parts = ['minutes', 'equal', 'evening', 'split', 'abstained', 'wrong'] as const;
const sum = (list: Comparison[]) => Object.fromEntries(parts.map((part) => [part, list.reduce((all, one) => all + one[part], 0)]));
const both: Comparison[] = [];
const one: Comparison[] = [];
const refused: object[] = [];
const remarks: object[] = [];
let neither = 0;
for (const [index, text] of texts.entries()) {
  const { hours, fault } = readHours(text);
  if (hours === null) {
    refused.push({ text, at: fault.at, expected: fault.expected });
    continue;
  }
  const dated = withDates(text);
  const javascript = dated === null ? null : theirs(dated, { first, last });
  const spans = python[index] ?? null;
  let rust: Uint8Array | null = null;
  if (spans) {
    rust = new Uint8Array((last - first + 1) * 1440);
    for (const [from, to, state] of spans) rust.fill(codes[state], from, to);
  }
  const others = [javascript, rust].filter((it) => it !== null);
  if (others.length === 0) {
    neither++;
    continue;
  }
  const result = compare(ours(hours, { first, last }), others);
  (others.length === 2 ? both : one).push(result);
  if (result.wrong > 0 || result.abstained > 0 || result.split > 0)
    remarks.push({ text, readers: others.length, split: result.split, abstained: result.abstained, wrong: result.wrong });
  if (index % 50 === 0) process.stderr.write(`${index}/${texts.length}\n`);
}
console.log(JSON.stringify({
  texts: texts.length, read: texts.length - refused.length, both: { texts: both.length, ...sum(both) }, one: { texts: one.length, ...sum(one) }, neither, refused, remarks,
}));
