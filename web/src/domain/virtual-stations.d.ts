declare module 'virtual:stations' {
  /** Name, lines ("2号线、6号线"), longitude, latitude. */
  export const rows: readonly (readonly [string, string, number, number])[];
  export const readings: Readonly<Record<string, string>>;
}
