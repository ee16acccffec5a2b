import { archiveRules } from './archive.rules.js';
import { containerRules } from './container.rules.js';
import { engineRules } from './engine.rules.js';
import { imageRules } from './image.rules.js';
import { imageCopyRules } from './image-copy.rules.js';
import { networkRules } from './network.rules.js';
import type { Rule, RuleContext } from './rule.js';
import { swarmRules } from './swarm.rules.js';
import { volumeRules } from './volume.rules.js';

/** Exactly the calls that Spawner makes. */
export const spawnerRules = (context: RuleContext): Rule[] => [
  ...engineRules(context),
  ...containerRules(context),
  ...archiveRules(context),
  ...volumeRules(context),
  ...imageRules(context),
  ...imageCopyRules(context),
  ...networkRules(context),
  ...(context.settings.GUARD_SWARM ? swarmRules(context) : []),
];
