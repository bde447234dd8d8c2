import { describe, expect, it } from 'vitest';
import { fold, search, slipFinder, soften } from '../src/domain/search.ts';
import { entries, found, queries } from './support/search-fixture.ts';

describe('search over the places that ship and 860 made-up ones', () => {
  it('answers 600 queries of every kind: at least 97 % first, 99.5 % among three', () => {
    const missed = queries.map((it) => ({ ...it, got: found(it.query) })).map((it) => ({ ...it, at: it.got.findIndex((key) => it.want.includes(key)) }));
    const first = missed.filter(({ at }) => at === 0).length / queries.length;
    const three = missed.filter(({ at }) => at >= 0).length / queries.length;
    const worst = missed.filter(({ at }) => at !== 0).map(({ kind, query, want, got }) => `${kind}: ${query} wants ${want.slice(0, 3).join()} got ${got.join()}`);
    expect(queries.length).toBe(600);
    expect(first, worst.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(three, worst.join('\n')).toBeGreaterThanOrEqual(0.995);
  });

  it('finds nothing where nothing is like it', () => {
    for (const query of ['', '  ', '，。', 'zzzzqqqq', '上海外滩陈毅广场雕像']) expect(search(entries, query), query).toEqual([]);
  });

  it('reads what people write for the same', () => {
    expect(fold('臺灣ＣＡＦＥ（鼓樓）')).toBe('台湾cafe鼓楼');
    expect(soften('zhongxin')).toBe(soften('zonxin'));
    expect(soften('liulin')).toBe(soften('niunin'));
    expect(slipFinder('tianjnizhiyan')('tianjinzhiyan'), 'two swapped').toBe(1);
    expect(slipFinder('abcd')('xxabcdxx')).toBe(0);
    expect(slipFinder('abxd')('xxabcdxx'), 'another').toBe(1);
    expect(slipFinder('abcxd')('xxabcdxx'), 'one more').toBe(1);
    expect(slipFinder('abd')('xxabcdxx'), 'one less').toBe(1);
    expect(slipFinder('abcd')('wxyz')).toBe(4);
    expect(slipFinder('五大到')('五大道')).toBe(1);
    expect(slipFinder('a'.repeat(31))('a'.repeat(31))).toBe(0);
  });
});
