import { partTexts } from '../../../../i18n/part-texts.js';
import { de } from './de.js';
import { en } from './en.js';

/** Texts that the forms of the console share. */
export const useFormTexts = partTexts({ de, en });
