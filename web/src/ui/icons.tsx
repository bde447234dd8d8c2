/** Line icons of the controls, 24 by 24. */
const paths = {
  search: 'M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 0 1 0-13zM15.500 15.500L20.500 20.500',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M14.500 5l-7 7l7 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  layers: 'M12 3.500l9 4.700l-9 4.700l-9-4.700zM3.500 12.500l8.500 4.500l8.500-4.500M3.500 16.700l8.500 4.500l8.500-4.500',
  locate: 'M12 7.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9zM12 2.500v3.500M12 18v3.500M2.500 12h3.500M18 12h3.500',
  city: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  moon: 'M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z',
  sun: 'M12 8a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  info: 'M12 3.500a8.500 8.500 0 1 1 0 17a8.500 8.500 0 0 1 0-17zM12 11v5.500M12 7.600v.3',
  share: 'M12 3.500v11M8 7l4-3.500l4 3.500M7 10.500H5v10h14v-10h-2',
  out: 'M9 5H5v14h14v-4M13.500 4.500h6v6M19 5l-8.500 8.500',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
