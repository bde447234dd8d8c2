/** Line icons, 24 by 24: those that every app shows, and a set of an app's own beside them. */
const shared = {
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  layers: 'M12 3.500l9 4.700l-9 4.700l-9-4.700zM3.500 12.500l8.500 4.500l8.500-4.500M3.500 16.700l8.500 4.500l8.500-4.500',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
} as const;

/** The component that draws the shared icons and those of `own`, by name: a phone loads no other app's. */
export function iconsOf<Own extends Readonly<Record<string, string>>>(own: Own) {
  const paths: Readonly<Record<string, string>> = { ...shared, ...own };
  return function Icon({ name, size = 20 }: { name: keyof typeof shared | (keyof Own & string); size?: number }) {
    return (
      <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={paths[name]!} />
      </svg>
    );
  };
}
