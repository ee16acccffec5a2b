import { partTexts } from '../../../i18n/part-texts.js';
import { de } from './de.js';
import { en } from './en.js';

/** Texts that all pages of the console share; a page with many texts has its own part beside it. */
export const useConsoleTexts = partTexts({ de, en });
