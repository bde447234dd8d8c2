/** Line icons of the workbench, 24 by 24; the public page does not carry them. */
const paths = {
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  lock: 'M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  unlock: 'M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 6.500-1.800',
  move: 'M12 3v18M3 12h18M9 6l3-3l3 3M9 18l3 3l3-3M6 9l-3 3l3 3M18 9l3 3l-3 3',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  layers: 'M12 3.500l9 4.700l-9 4.700l-9-4.700zM3.500 12.500l8.500 4.500l8.500-4.500M3.500 16.700l8.500 4.500l8.500-4.500',
  up: 'M5 15l7-7l7 7',
  down: 'M5 9l7 7l7-7',
  ruler: 'M3 16.500L16.500 3L21 7.500L7.500 21zM7 12.500l2 2M10 9.500l3 3M13 6.500l2 2',
  home: 'M4 11l8-7l8 7v9h-5.500v-6h-5v6H4z',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
