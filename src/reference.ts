import { parseReferenceInfo } from '#protocol/reference.ts';
import info from '../public/reference/info.json';

const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The day on which the run was recorded that the pages show without a server: «28 ноября 2026 г.». */
export const recordedOn = day.format(parseReferenceInfo(info).startedAt);
