/**
 * Colour, space, radius and type, once. The map style reads these values; `stylesheet()`
 * writes the same ones as CSS custom properties. Contrast of text on its ground is tested.
 */

export type Theme = 'night' | 'day';

export interface Colours {
  // the page
  surface: string;
  surfaceRaised: string;
  surfaceSunken: string;
  line: string;
  lineStrong: string;
  text: string;
  textMuted: string;
  accent: string;
  onAccent: string;
  focus: string;
  danger: string;
  warning: string;
  shadow: string;
  scrim: string;
  // the ground
  ground: string;
  land: string;
  landInner: string;
  water: string;
  waterEdge: string;
  waterText: string;
  park: string;
  forest: string;
  farmland: string;
  residential: string;
  commercial: string;
  industrial: string;
  education: string;
  hospital: string;
  transport: string;
  sand: string;
  building: string;
  buildingEdge: string;
  // lines
  roadCasing: string;
  /** Main roads seen from afar, where their casing is not drawn. */
  roadFar: string;
  roadMotorway: string;
  roadTrunk: string;
  roadPrimary: string;
  roadSecondary: string;
  roadMinor: string;
  roadPath: string;
  rail: string;
  metro: string;
  districtLine: string;
  districtEdge: string;
  // labels
  label: string;
  labelMuted: string;
  labelPlace: string;
  labelPoi: string;
  halo: string;
  // what the service shows
  brandPayment: string;
  brandLive: string;
  brandReview: string;
  brandCloud: string;
  brandNone: string;
  checkin: string;
  /** What is on this evening. */
  event: string;
  heritage: string;
  /** A place with opening hours that is open. */
  venue: string;
  lockerParcel: string;
  lockerStation: string;
  lockerWarm: string;
  markInk: string;
  /** Walks over a standard: neither good nor out of reach. */
  overStandard: string;
  ember: string;
}

const night: Colours = {
  surface: '#10142a',
  surfaceRaised: '#191f3b',
  surfaceSunken: '#0b0e1f',
  line: '#262d50',
  lineStrong: '#39426e',
  text: '#eceffa',
  textMuted: '#a5aed0',
  accent: '#ffc765',
  onAccent: '#231600',
  focus: '#8fd3ff',
  danger: '#ff8f8f',
  warning: '#ffc765',
  shadow: '#03040b',
  scrim: '#070916',

  ground: '#080a16',
  land: '#10152b',
  landInner: '#141a33',
  water: '#0f536b',
  waterEdge: '#2a86a0',
  waterText: '#8fd0dd',
  park: '#14352b',
  forest: '#112e25',
  farmland: '#14212a',
  residential: '#181e3b',
  commercial: '#221f3e',
  industrial: '#1b1f35',
  education: '#172a49',
  hospital: '#331f3d',
  transport: '#1a1e34',
  sand: '#2b2a31',
  building: '#242b4f',
  buildingEdge: '#38416d',

  roadCasing: '#0a0d1d',
  roadFar: '#353d64',
  roadMotorway: '#454e7a',
  roadTrunk: '#3f4771',
  roadPrimary: '#394168',
  roadSecondary: '#343b5f',
  roadMinor: '#2d3454',
  roadPath: '#3c4468',
  rail: '#3d466c',
  metro: '#7583c9',
  districtLine: '#3c4778',
  districtEdge: '#5a68a3',

  label: '#b4bcdc',
  labelMuted: '#9aa4cb',
  labelPlace: '#cdd4ee',
  labelPoi: '#9da7ce',
  halo: '#0a0d1c',

  brandPayment: '#ffc247',
  brandLive: '#ff7d92',
  brandReview: '#5ad8b4',
  brandCloud: '#93b7ff',
  brandNone: '#f6b37a',
  checkin: '#e6d8ff',
  event: '#ff9ed8',
  heritage: '#e0a08a',
  venue: '#ffd58a',
  lockerParcel: '#7fc4e8',
  lockerStation: '#a9d98a',
  lockerWarm: '#f0a866',
  markInk: '#1a1024',
  overStandard: '#b093f5',
  ember: '#d9603b',
};

const day: Colours = {
  surface: '#ffffff',
  surfaceRaised: '#f3f4fa',
  surfaceSunken: '#e9ebf4',
  line: '#dcdfec',
  lineStrong: '#b9bfd6',
  text: '#161a33',
  textMuted: '#535b7d',
  accent: '#8a4b00',
  onAccent: '#ffffff',
  focus: '#0b5cad',
  danger: '#a8201f',
  warning: '#8a4b00',
  shadow: '#9aa1bd',
  scrim: '#e9ebf4',

  ground: '#dfe3ec',
  land: '#eeeee9',
  landInner: '#f5f4ef',
  water: '#a9d0da',
  waterEdge: '#84b7c5',
  waterText: '#1e5c6b',
  park: '#c8e2bf',
  forest: '#bcdab4',
  farmland: '#e9ecda',
  residential: '#e9e6df',
  commercial: '#f3e4e4',
  industrial: '#e9e9ee',
  education: '#e9eef4',
  hospital: '#f5e6ea',
  transport: '#e7e8ee',
  sand: '#f1ebd5',
  building: '#d8d3cb',
  buildingEdge: '#b9b3a9',

  roadCasing: '#bfc4d4',
  roadFar: '#bcc0cf',
  roadMotorway: '#eeb26b',
  roadTrunk: '#f3c98c',
  roadPrimary: '#fdeec6',
  roadSecondary: '#ffffff',
  roadMinor: '#ffffff',
  roadPath: '#c9c6c0',
  rail: '#a5a9bc',
  metro: '#6a75b8',
  districtLine: '#9aa3c6',
  districtEdge: '#6f7ab0',

  label: '#3d4566',
  labelMuted: '#525a7b',
  labelPlace: '#262d4d',
  labelPoi: '#525a7b',
  halo: '#ffffff',

  brandPayment: '#9a6200',
  brandLive: '#c2274b',
  brandReview: '#0a7358',
  brandCloud: '#2f5ac6',
  brandNone: '#a4521a',
  checkin: '#6d3fc0',
  event: '#a8247c',
  heritage: '#94452a',
  venue: '#0b7a4b',
  lockerParcel: '#0f6a96',
  lockerStation: '#3f731c',
  lockerWarm: '#a4520b',
  markInk: '#ffffff',
  overStandard: '#6d3fc0',
  ember: '#c0451f',
};

export const colours: Record<Theme, Colours> = { night, day };

/** The ten themes of the carriers: muted on the map, told apart by their one-character mark. */
export const themeColours: Record<Theme, readonly string[]> = {
  night: ['#8fb0e8', '#c9a4e6', '#e8a6b4', '#9fd0c0', '#e6b48c', '#d8cc8c', '#a8c88a', '#d69ad2', '#e0c070', '#90c8dc'],
  day: ['#35589c', '#71459a', '#98405a', '#22705c', '#8a5220', '#6a5f12', '#46681f', '#8a3a86', '#7a5a08', '#1f677f'],
};

export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 20, 6: 24, 8: 32 } as const;
export const radius = { small: 6, medium: 10, large: 16, pill: 999 } as const;
export const type = { 12: 12, 14: 14, 16: 16, 20: 20, 28: 28 } as const;

/** Of what is pressed, in pixels; for elders as the Chinese norm for them has it (适老化通用设计规范). */
export const target = { plain: 44, elder: 60 } as const;

/** Text of the elder view: none below 18 px. */
export const elderType: Record<keyof typeof type, number> = { 12: 18, 14: 19, 16: 21, 20: 25, 28: 32 };

/** Fonts the system has; nothing is downloaded. */
export const fontStack = [
  'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC',
  'Microsoft YaHei', 'Heiti SC', 'system-ui', 'sans-serif',
] as const;

const kebab = (name: string) => name.replace(/([A-Z])/g, '-$1').toLowerCase();

function block(selector: string, theme: Theme): string {
  const lines = Object.entries(colours[theme]).map(([name, value]) => `--${kebab(name)}:${value}`);
  themeColours[theme].forEach((value, index) => lines.push(`--theme-${index}:${value}`));
  lines.push(`color-scheme:${theme === 'night' ? 'dark' : 'light'}`);
  return `${selector}{${lines.join(';')}}`;
}

const elder = (): string =>
  `:root[data-view="elder"]{${[...Object.entries(elderType).map(([name, value]) => `--type-${name}:${value / 16}rem`), `--target:${target.elder}px`].join(';')}}`;

/** The tokens as CSS custom properties. */
export function stylesheet(): string {
  const fixed = [
    ...Object.entries(space).map(([name, value]) => `--space-${name}:${value}px`),
    ...Object.entries(radius).map(([name, value]) => `--radius-${name}:${value}px`),
    ...Object.entries(type).map(([name, value]) => `--type-${name}:${value / 16}rem`),
    `--target:${target.plain}px`,
    `--font:${fontStack.map((name) => (name.includes(' ') ? `"${name}"` : name)).join(',')}`,
  ];
  return [`:root{${fixed.join(';')}}`, elder(), block(':root', 'night'), block(':root[data-theme="day"]', 'day')].join('\n');
}

/** Day for readers whose system is light, where the page names no theme. */
export const followingTheSystem = (): string => `@media (prefers-color-scheme: light){${block(':root:not([data-theme])', 'day')}}`;
