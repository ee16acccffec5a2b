import { LanguageSwitch } from '../../features/account/language-switch.js';
import { ThemeSwitch } from '../../features/account/theme-switch.js';

export function Preferences() {
  return (
    <div className="flex shrink-0 gap-2">
      <LanguageSwitch />
      <ThemeSwitch />
    </div>
  );
}
