import { archiveRules } from './archive.rules.js';
import { containerRules } from './container.rules.js';
import { engineRules } from './engine.rules.js';
import { imageRules } from './image.rules.js';
import { networkRules } from './network.rules.js';
import type { Place, Rule } from './rule.js';
import { volumeRules } from './volume.rules.js';

/** Exactly the calls that Spawner makes. */
export const spawnerRules = (place: Place): Rule[] => [
  ...engineRules(place),
  ...containerRules(place),
  ...archiveRules(place),
  ...volumeRules(place),
  ...imageRules(place),
  ...networkRules(place),
];
