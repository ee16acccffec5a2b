import { partTexts } from '../../../i18n/part-texts.js';
import { de } from './de.js';
import { du } from './du.js';
import { en } from './en.js';

export const useOwnClassTexts = partTexts({ de, du, en });
