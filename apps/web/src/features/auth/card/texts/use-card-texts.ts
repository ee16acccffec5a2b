import { partTexts } from '../../../../i18n/part-texts.js';
import { de } from './de.js';
import { en } from './en.js';

export const useCardTexts = partTexts({ de, en });
