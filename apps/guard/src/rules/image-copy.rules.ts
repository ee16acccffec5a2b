import { pipeline } from 'node:stream';
import { sealed, unsealed } from '../image-copy.js';
import { Refusal } from '../refusal.js';
import { at, nothing, type Rule, type RuleContext } from './rule.js';

/** The templates' images, from a node that has one to those that have not. Only what another guard has sent is loaded. */
export function imageCopyRules({ images, copyKey }: RuleContext): Rule[] {
  if (!copyKey) return [];
  return [
    {
      method: 'GET',
      path: at('/images/([^/].*)/get'),
      request: ({ query, name: image }) => {
        nothing.parse(query);
        if (!images.has(image)) throw new Refusal(`${image} is not an image of a template`);
        const through = () => sealed(image, copyKey);
        return { method: 'GET', path: `/images/${image}/get`, patienceMs: null, through };
      },
    },
    {
      method: 'POST',
      path: at('/images/load'),
      request: (call) => {
        nothing.parse(call.query);
        const tar = pipeline(call.archive(), unsealed(new Set(images.keys()), copyKey), () => undefined);
        return { method: 'POST', path: '/images/load', tar, patienceMs: null };
      },
    },
  ];
}
