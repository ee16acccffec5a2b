import { cookies, headers } from 'next/headers';
import { type Locale, type Texts, texts } from './texts';

export async function currentLocale(): Promise<Locale> {
  const chosen = (await cookies()).get('locale')?.value;
  if (chosen === 'de' || chosen === 'en') return chosen;
  const accepted = (await headers()).get('accept-language') ?? '';
  return /^en\b/i.test(accepted) ? 'en' : 'de';
}

export async function currentTexts(): Promise<Texts> {
  return texts[await currentLocale()];
}
