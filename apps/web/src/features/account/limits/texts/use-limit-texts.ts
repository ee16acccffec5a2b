import { partTexts } from '../../../../i18n/part-texts.js';
import { de } from './de.js';
import { du } from './du.js';
import { en } from './en.js';

export const useLimitTexts = partTexts({ de, du, en });
