import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { spriteNames, spriteSource } from '../scripts/sprite-names.ts';
import { builtStyle, originMark } from '../scripts/styles.ts';

const sprite = (name: string): string => readFileSync(fileURLToPath(new URL(`../sprites/${name}`, import.meta.url)), 'utf8');

describe.each(['night', 'day'] as const)('the %s style for other clients', (theme) => {
  it('is valid, and takes tiles from the place that the server puts in', () => {
    const style = builtStyle(theme);
    expect(validateStyleMin(style)).toEqual([]);
    expect(JSON.stringify(style.sources)).toContain(`${originMark}/tiles/`);
    expect(style.layers.length).toBeGreaterThan(50);
  });

  it('has sprites for every image it names, drawn from the marks as they are now', () => {
    for (const ratio of ['', '@2x']) expect(Object.keys(JSON.parse(sprite(`${theme}${ratio}.json`)) as object).sort()).toEqual(spriteNames());
    const named = [...JSON.stringify(builtStyle(theme).layers).matchAll(/"icon-image":"([^"]+)"/g)].map((match) => match[1]!);
    for (const name of named) expect(spriteNames()).toContain(name);
    expect(named.length).toBeGreaterThan(3);
    expect(sprite('SOURCE'), 'the marks changed: run `npm run sprites`').toContain(`${theme} ${spriteSource(theme)}`);
  });
});
