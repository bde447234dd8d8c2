/** Texts on standard input, as JSON; the same with `PH` written out as dates on standard output. */
import { readFileSync } from 'node:fs';
import { withDates } from '../../../web/test/support/hours-oracles.ts';

console.log(JSON.stringify((JSON.parse(readFileSync(0, 'utf8')) as string[]).map(withDates)));
