import { iconsOf } from '../../../kit/icons.tsx';

export const Icon = iconsOf({
  lock: 'M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  unlock: 'M6 11h12v9.500H6zM8.500 11V8a3.500 3.500 0 0 1 6.500-1.800',
  move: 'M12 3v18M3 12h18M9 6l3-3l3 3M9 18l3 3l3-3M6 9l-3 3l3 3M18 9l3 3l-3 3',
  up: 'M5 15l7-7l7 7',
  down: 'M5 9l7 7l7-7',
  ruler: 'M3 16.500L16.500 3L21 7.500L7.500 21zM7 12.500l2 2M10 9.500l3 3M13 6.500l2 2',
  home: 'M4 11l8-7l8 7v9h-5.500v-6h-5v6H4z',
});
